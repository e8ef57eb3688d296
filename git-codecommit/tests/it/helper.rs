use git_codecommit::helper::{Asked, asked};
use git_codecommit::request::CredentialRequest;
use proptest::prelude::*;
use signer_wasm::Remote;

fn request(protocol: &str, host: &str, path: Option<&str>) -> CredentialRequest {
    CredentialRequest {
        protocol: Some(protocol.to_owned()),
        host: Some(host.to_owned()),
        path: path.map(str::to_owned),
        ..CredentialRequest::default()
    }
}

#[test]
fn finds_the_repository_of_every_kind_of_host() {
    for host in [
        "git-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit-fips.us-east-1.amazonaws.com",
        "git-codecommit.cn-north-1.amazonaws.com.cn",
        "vpce-1a2b-3c4d.git-codecommit.eu-west-1.vpce.amazonaws.com",
    ] {
        let expected = Remote::parse(&format!("https://{host}/v1/repos/My.App"), None).unwrap();
        for asked_host in [host.to_owned(), format!("{host}:443")] {
            let question = request("https", &asked_host, Some("v1/repos/My.App"));
            assert_eq!(
                asked(&question),
                Ok(Asked::Password(expected.clone())),
                "{asked_host}"
            );
        }
    }
}

#[test]
fn leaves_other_users_to_other_helpers_before_it_looks_for_credentials() {
    let host = "git-codecommit.eu-west-1.amazonaws.com";
    for (username, is_ours) in [
        ("alice-at-123456789012", false),
        ("alice+1-at-123456789012", false),
        ("AKIDEXAMPLE", true),
        ("ASIDEXAMPLE%tok/en==", true),
    ] {
        let question = CredentialRequest {
            username: Some(username.to_owned()),
            ..request("https", host, Some("v1/repos/app"))
        };
        assert_eq!(asked(&question) != Ok(Asked::Other), is_ours, "{username}");
    }
}

#[test]
fn leaves_other_hosts_to_other_helpers() {
    for host in [
        "",
        "example.com",
        "git-codecommit.eu-west-1.amazonaws.com.",
        "git-codecommit.eu-west-1.amazonaws.com:80",
        "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        "x.git-codecommit.eu-west-1.amazonaws.com",
    ] {
        for protocol in ["https", "http", "ssh"] {
            assert_eq!(
                asked(&request(protocol, host, Some("v1/repos/app"))),
                Ok(Asked::Other),
                "{host}"
            );
        }
    }
    assert_eq!(asked(&CredentialRequest::default()), Ok(Asked::Other));
}

proptest! {
    /// A password is only signed for a host of the grammar and for the path as git has it.
    #[test]
    fn signs_only_what_git_will_ask_for(host in "[a-z.:0-9-]{0,30}(git-codecommit\\.eu-west-1\\.amazonaws\\.com)?[a-z.:0-9-]{0,9}", path in "(v1/repos/)?\\PC{0,20}") {
        if let Ok(Asked::Password(remote)) = asked(&request("https", &host, Some(&path))) {
            prop_assert_eq!(remote.to_string(), format!("https://{}/{path}", host.trim_end_matches(":443")));
        }
    }
}
