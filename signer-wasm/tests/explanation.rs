//! The explanation of a git password, without credentials.

mod support;

use signer_wasm::sigv4::{CredentialScope, Hex, SigningKey, StringToSign};
use signer_wasm::{GitExplanation, GitPassword};
use support::{NOW, SECRET_ACCESS_KEY, at, credentials, remote};

#[test]
fn shows_the_stages_of_the_protocol() {
    let remote = remote("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/MyAwesomeRepo");
    let stages = GitExplanation::new(&remote, at(1_356_502_230));

    assert_eq!(
        stages.canonical_request,
        "GIT\n/v1/repos/MyAwesomeRepo\n\nhost:git-codecommit.us-east-1.amazonaws.com\n\nhost\n"
    );
    assert_eq!(
        stages.credential_scope,
        "20121226/us-east-1/codecommit/aws4_request"
    );
    assert_eq!(
        stages.string_to_sign,
        format!(
            "AWS4-HMAC-SHA256\n20121226T061030\n{}\n{}",
            stages.credential_scope, stages.canonical_request_hash
        )
    );
    let hash = Hex::sha256(stages.canonical_request.as_bytes());
    assert_eq!(stages.canonical_request_hash, hash.as_str());
}

#[test]
fn the_stages_result_in_the_password() {
    let remote = remote("eu-west-1/app");
    let now = at(NOW);
    let stages = GitExplanation::new(&remote, now);

    let scope = CredentialScope::new(now, remote.region(), "codecommit");
    assert_eq!(scope.to_string(), stages.credential_scope);
    assert_eq!(scope.date(), now.date());
    assert_eq!(scope.service(), "codecommit");
    let hash = Hex::sha256(stages.canonical_request.as_bytes());
    let string_to_sign = StringToSign::new(&scope, &now.without_zone(), &hash);
    assert_eq!(string_to_sign.to_string(), stages.string_to_sign);

    let signature = SigningKey::derive(SECRET_ACCESS_KEY, &scope).sign(&string_to_sign);
    let password = GitPassword::sign(&credentials(None, None), &remote, now).unwrap();
    assert_eq!(password.password(), format!("{now}{signature}"));
}
