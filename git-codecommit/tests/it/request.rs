use git_codecommit::request::{CredentialRequest, LONGEST};
use proptest::prelude::*;

fn parse(text: &str) -> CredentialRequest {
    CredentialRequest::parse(text.as_bytes()).unwrap()
}

#[test]
fn reads_the_fields_and_ignores_the_rest() {
    let request = parse(
        "capability[]=authtype\ncapability[]=state\nprotocol=https\nhost=example.com:8443\npath=a=b\nusername=alice\nwwwauth[]=Basic\nnew=1\n\nprotocol=http\n",
    );
    assert_eq!(
        request,
        CredentialRequest {
            protocol: Some("https".to_owned()),
            host: Some("example.com:8443".to_owned()),
            path: Some("a=b".to_owned()),
            username: Some("alice".to_owned()),
            takes_authtype: true,
        }
    );
}

#[test]
fn an_empty_value_is_none_and_clears_a_list() {
    assert_eq!(
        parse("capability[]=authtype\ncapability[]=\nusername=\npath=\n"),
        CredentialRequest::default()
    );
}

#[test]
fn the_last_of_equal_keys_counts() {
    assert_eq!(parse("host=a\nhost=b").host.as_deref(), Some("b"));
}

#[test]
fn refuses_what_git_refuses() {
    let long = vec![b'\n'; LONGEST + 1];
    for input in [
        &b"host"[..],
        b"host=a\0",
        b"host=a\r\n",
        b"host=\xff",
        &long,
    ] {
        assert_eq!(
            CredentialRequest::parse(input).unwrap_err().code(),
            "invalid_request"
        );
    }
}

proptest! {
    #[test]
    fn never_panics(input in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = CredentialRequest::parse(&input);
    }

    #[test]
    fn no_value_becomes_another_field(path in "[^\\n\\r\\x00]{1,40}") {
        let request = parse(&format!("path={path}\n"));
        prop_assert_eq!(request, CredentialRequest { path: Some(path), ..CredentialRequest::default() });
    }
}
