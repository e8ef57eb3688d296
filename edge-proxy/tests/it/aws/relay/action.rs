//! The action of a call: what is checked is what AWS executes.

use edge_proxy::Error;
use edge_proxy::aws::relay::{RelayedService, form_action, target_action};
use proptest::prelude::*;

const IDENTITY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

fn sts(body: &str) -> Result<&'static str, Error> {
    form_action(RelayedService::Sts, body.as_bytes())
}

#[test]
fn reads_the_action_of_a_form() {
    for body in [
        IDENTITY,
        "Version=2011-06-15&Action=GetCallerIdentity",
        "Version=2011-06-15&X=a%2Fb+c~&Action=GetCallerIdentity&Y=",
    ] {
        assert_eq!(sts(body), Ok("GetCallerIdentity"), "{body}");
    }
    let body = "Action=ListSSHPublicKeys&Version=2010-05-08&UserName=carol%40example.com";
    assert_eq!(
        form_action(RelayedService::Iam, body.as_bytes()),
        Ok("ListSSHPublicKeys")
    );
}

#[test]
fn relays_an_ssh_key_of_the_largest_size() {
    let key = "/".repeat(16_384).replace('/', "%2F");
    let body = format!(
        "Action=UploadSSHPublicKey&Version=2010-05-08&UserName=carol&SSHPublicKeyBody={key}"
    );
    assert!(body.len() < edge_proxy::aws::relay::RelayedCall::MAX_BODY);
    assert_eq!(
        form_action(RelayedService::Iam, body.as_bytes()),
        Ok("UploadSSHPublicKey")
    );
}

#[test]
fn rejects_actions_that_are_not_listed() {
    for seen in [
        "AssumeRole",
        "GetSessionToken",
        "getcalleridentity",
        "GetCallerIdentity2",
        "GetCallerIdentit",
        "CreateUser",
        "*",
    ] {
        let error = sts(&format!("Action={seen}&Version=2011-06-15")).unwrap_err();
        assert!(
            matches!(error, Error::ActionNotRelayed { .. }),
            "{seen}: {error:?}"
        );
        assert_eq!((error.status(), error.code()), (403, "action_not_relayed"));
    }
    // An action of another service.
    assert!(sts("Action=GetUser&Version=2011-06-15").is_err());
    for seen in [
        "CreateAccessKey",
        "AttachUserPolicy",
        "PutUserPolicy",
        "CreateLoginProfile",
        "ListUsers",
        "GetCallerIdentity",
    ] {
        let body = format!("Action={seen}&Version=2010-05-08");
        assert!(
            form_action(RelayedService::Iam, body.as_bytes()).is_err(),
            "{seen}"
        );
    }
}

#[test]
fn rejects_forms_that_parsers_read_differently() {
    for body in [
        // Two actions, also in other letters or encodings.
        "Action=GetCallerIdentity&Action=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&Action=GetCallerIdentity&Version=2011-06-15",
        "Action=GetCallerIdentity&action=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&ACTION=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&%41ction=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&Action%00=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&Action+=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&+Action=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity&Action[]=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity;Action=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity\r\nAction=AssumeRole&Version=2011-06-15",
        "Action=GetCallerIdentity\0&Version=2011-06-15",
        "Action=GetCallerIdentity%00&Version=2011-06-15",
        "Action=GetCallerIdentity+&Version=2011-06-15",
        "Action==GetCallerIdentity&Version=2011-06-15",
        "Action=GetCallerIdentity=AssumeRole&Version=2011-06-15",
        // An escape that ends too early.
        "Action=GetCallerIdentity&Version=2011-06-15&X=%",
        "Action=GetCallerIdentity&Version=2011-06-15&X=%4",
        "Action=GetCallerIdentity&Version=2011-06-15&X=%zz",
        "Action=GetCallerIdentity&Version=2011-06-15&X=%%34%31",
        // Empty pairs, names and separators.
        "",
        "&",
        "Action=GetCallerIdentity&&Version=2011-06-15",
        "&Action=GetCallerIdentity&Version=2011-06-15",
        "Action=GetCallerIdentity&Version=2011-06-15&",
        "Action=GetCallerIdentity&Version=2011-06-15&X",
        "Action=GetCallerIdentity&Version=2011-06-15&=x",
        "?Action=GetCallerIdentity&Version=2011-06-15",
        " Action=GetCallerIdentity&Version=2011-06-15",
        "\u{feff}Action=GetCallerIdentity&Version=2011-06-15",
        // Other characters and encodings.
        "Action=GetCallerIdentity&Version=2011-06-15&X=\u{e9}",
        "Action=GetCallerIdentity&Version=2011-06-15&X=a b",
        "{\"Action\":\"GetCallerIdentity\",\"Version\":\"2011-06-15\"}",
        // Another version of the API.
        "Action=GetCallerIdentity",
        "Action=GetCallerIdentity&Version=2010-05-08",
        "Action=GetCallerIdentity&Version=2011-06-15&version=2010-05-08",
        "Version=2011-06-15",
        "Action=&Version=2011-06-15",
    ] {
        assert!(sts(body).is_err(), "{body:?}");
    }
    let utf_16: Vec<u8> = IDENTITY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(form_action(RelayedService::Sts, &utf_16).is_err());
    let many = format!("{IDENTITY}{}", "&X=".repeat(40));
    assert!(sts(&many).is_err());
}

#[test]
fn reads_the_action_of_a_target() {
    let codecommit = |target| target_action(RelayedService::CodeCommit, target);
    assert_eq!(
        codecommit(Some("CodeCommit_20150413.ListRepositories")),
        Ok("ListRepositories")
    );
    for target in [
        None,
        Some(""),
        Some("ListRepositories"),
        Some("CodeCommit_20150413"),
        Some("CodeCommit_20150413.DeleteRepository"),
        Some("CodeCommit_20150413.CodeCommit_20150413.ListRepositories"),
        Some("CodeCommit_20150413.ListRepositories, CodeCommit_20150413.DeleteRepository"),
        Some("CodeCommit_20150413.DeleteRepository, CodeCommit_20150413.ListRepositories"),
        Some("CodeCommit_20150413.listrepositories"),
        Some("CodeCommit_20150413.ListRepositories "),
        Some(" CodeCommit_20150413.ListRepositories"),
        Some("codecommit_20150413.ListRepositories"),
        Some("CodeCommit_20150413#ListRepositories"),
        Some("DynamoDB_20120810.ListTables"),
    ] {
        assert!(codecommit(target).is_err(), "{target:?}");
    }
}

/// How other parsers could read a form: every pair whose name could be `Action`.
fn actions_seen_by_anyone(body: &str) -> Vec<String> {
    let undone = |text: &str| {
        let pairs = form_urlencoded::parse(text.as_bytes());
        pairs.map(|(name, _)| name.into_owned()).collect::<String>()
    };
    body.split(['&', ';', '\n', '\r', '\0'])
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| undone(name).trim().eq_ignore_ascii_case("action"))
        .map(|(_, value)| value.to_owned())
        .collect()
}

proptest! {
    #[test]
    fn an_accepted_form_has_one_action_for_every_parser(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "Action", "action", "%41ction", "Action ", "=", "=", "&", "&", ";", "GetCallerIdentity", "AssumeRole",
            "Version", "2011-06-15", "%26", "%3D", "+", "%", "X", ".", "\0", "\n", "é",
        ]),
        0..16,
    )) {
        let body = format!("{IDENTITY}&{}", pieces.concat());
        if sts(&body).is_ok() {
            prop_assert_eq!(actions_seen_by_anyone(&body), ["GetCallerIdentity"]);
        }
    }

    #[test]
    fn every_value_that_is_escaped_is_accepted(value in "\\PC{0,40}") {
        let mut escaped = String::new();
        form_urlencoded::Serializer::new(&mut escaped).append_pair("UserName", &value);
        let body = format!("Action=GetUser&Version=2010-05-08&{escaped}");
        prop_assert_eq!(form_action(RelayedService::Iam, body.as_bytes()), Ok("GetUser"));
    }

    #[test]
    fn never_fails_on_bytes(body: Vec<u8>) {
        let _ = form_action(RelayedService::Sts, &body);
    }
}
