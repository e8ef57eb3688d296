use serde_json::json;

use super::{alice, done, fails};
use crate::environment::Environment;
use crate::sts_call::element;

const UPLOAD: &str = "UploadSSHPublicKey";
const LIST: &str = "ListSSHPublicKeys";
const GET: &str = "GetSSHPublicKey";
const UPDATE: &str = "UpdateSSHPublicKey";
const DELETE: &str = "DeleteSSHPublicKey";
const ID: &str = "SSHPublicKeyId";
const BODY: &str = "SSHPublicKeyBody";
const ALICE: (&str, &str) = ("UserName", "alice");

const LINE: &str = include_str!("../../fixtures/ssh-keys/alice.pub");
const PEM: &str = include_str!("../../fixtures/ssh-keys/alice.spki.pem");

/// Another key: the same with another byte near the end of its modulus.
fn other_key(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number).unwrap());
    let (key, _) = LINE.trim_end().rsplit_once(' ').unwrap();
    let mut key: Vec<char> = key.chars().collect();
    let position = key.len() - 20;
    key[position] = letter;
    key.into_iter().collect()
}

#[tokio::test]
async fn keeps_a_key_and_returns_it_in_both_encodings() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let uploaded = done(&aws, &keys, UPLOAD, &[ALICE, (BODY, LINE)]).await;
    let id = element(&uploaded, ID);
    assert!(id.starts_with("APKA") && id.len() == 20, "{id}");
    assert_eq!(element(&uploaded, BODY), LINE.trim());
    assert_eq!(element(&uploaded, "Status"), "Active");
    assert_eq!(
        element(&uploaded, "Fingerprint"),
        "a2:75:a3:9f:f5:3e:74:dd:6c:f6:28:5e:4a:21:e2:51"
    );

    let listed = done(&aws, &keys, LIST, &[]).await;
    assert_eq!(element(&listed, ID), id);
    assert_eq!(element(&listed, "IsTruncated"), "false");
    for absent in ["Fingerprint", BODY] {
        assert!(!listed.text().contains(absent));
    }

    for (encoding, body) in [("SSH", LINE.trim()), ("PEM", PEM)] {
        let parameters = [ALICE, (ID, &id), ("Encoding", encoding)];
        let key = done(&aws, &keys, GET, &parameters).await;
        assert_eq!(element(&key, BODY), body);
    }

    done(
        &aws,
        &keys,
        UPDATE,
        &[ALICE, (ID, &id), ("Status", "Inactive")],
    )
    .await;
    let listed = done(&aws, &keys, LIST, &[ALICE]).await;
    assert_eq!(element(&listed, "Status"), "Inactive");
    done(&aws, &keys, DELETE, &[ALICE, (ID, &id)]).await;
    let listed = done(&aws, &keys, LIST, &[ALICE]).await;
    assert!(listed.text().contains("<SSHPublicKeys/>"));
}

#[tokio::test]
async fn a_user_has_five_keys_and_each_once() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    done(&aws, &keys, UPLOAD, &[ALICE, (BODY, PEM)]).await;
    let again = [ALICE, (BODY, LINE)];
    fails(
        &aws,
        &keys,
        (UPLOAD, &again),
        (400, "DuplicateSSHPublicKey"),
    )
    .await;
    super::user(&aws, json!({ "name": "bob" })).await;
    done(&aws, &keys, UPLOAD, &[("UserName", "bob"), (BODY, LINE)]).await;

    for number in 0..4 {
        done(&aws, &keys, UPLOAD, &[ALICE, (BODY, &other_key(number))]).await;
    }
    let sixth = other_key(4);
    let sixth = [ALICE, (BODY, sixth.as_str())];
    let message = fails(&aws, &keys, (UPLOAD, &sixth), (409, "LimitExceeded")).await;
    assert_eq!(message, "Cannot exceed quota for SSHPublicKeysPerUser: 5");
}

/// An operation, its parameters and its error.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], (u16, &'a str));

#[tokio::test]
async fn explains_what_is_wrong_with_a_request() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let unknown = (ID, "APKAXXXXXXXXXXXXXXXXX");
    let (long, not_latin) = ("a".repeat(16_385), format!("{LINE}\u{100}"));
    let cases: [Case<'_>; 12] = [
        (
            UPLOAD,
            &[ALICE, (BODY, "ssh-ed25519 AAAA")],
            (400, "UnrecognizedPublicKeyEncoding"),
        ),
        (
            UPLOAD,
            &[ALICE, (BODY, "ssh-rsa AAAA")],
            (400, "InvalidPublicKey"),
        ),
        (UPLOAD, &[ALICE, (BODY, &long)], (400, "ValidationError")),
        (
            UPLOAD,
            &[ALICE, (BODY, &not_latin)],
            (400, "ValidationError"),
        ),
        (UPLOAD, &[ALICE], (400, "ValidationError")),
        (UPLOAD, &[(BODY, LINE)], (400, "ValidationError")),
        (
            UPLOAD,
            &[("UserName", "nobody"), (BODY, LINE)],
            (404, "NoSuchEntity"),
        ),
        (
            GET,
            &[ALICE, unknown, ("Encoding", "DER")],
            (400, "ValidationError"),
        ),
        (
            GET,
            &[ALICE, unknown, ("Encoding", "SSH")],
            (404, "NoSuchEntity"),
        ),
        (
            UPDATE,
            &[ALICE, unknown, ("Status", "Active")],
            (404, "NoSuchEntity"),
        ),
        (DELETE, &[ALICE, unknown], (404, "NoSuchEntity")),
        (DELETE, &[ALICE, (ID, "APKA")], (400, "ValidationError")),
    ];
    for (action, parameters, expected) in cases {
        let message = fails(&aws, &keys, (action, parameters), expected).await;
        if expected.0 == 404 && action != UPLOAD {
            // As AWS answers (recorded by LocalStack's tests).
            let wanted = "The Public Key with id APKAXXXXXXXXXXXXXXXXX cannot be found.";
            assert_eq!(message, wanted);
        }
    }
}
