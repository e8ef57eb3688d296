//! The grammar of role ARNs.

use super::read;
use crate::support::ROLE;
use edge_proxy::config::role::RoleArn;
use proptest::prelude::*;
use serde_json::json;
use signer_wasm::Region;

#[test]
fn reads_role_arns() {
    for (text, partition, account) in [
        (ROLE, "aws", "123456789012"),
        (
            "arn:aws-cn:iam::000000000001:role/r",
            "aws-cn",
            "000000000001",
        ),
        (
            "arn:aws-us-gov:iam::123456789012:role/r",
            "aws-us-gov",
            "123456789012",
        ),
        (
            "arn:aws-eusc:iam::123456789012:role/r",
            "aws-eusc",
            "123456789012",
        ),
        (
            "arn:aws-iso-b:iam::123456789012:role/r",
            "aws-iso-b",
            "123456789012",
        ),
        (
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0f+=,.@-",
            "aws",
            "123456789012",
        ),
    ] {
        let arn = RoleArn::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (arn.as_str(), arn.partition(), arn.account()),
            (text, partition, account)
        );
    }
}

#[test]
fn rejects_malformed_role_arns() {
    let long = format!("arn:aws:iam::123456789012:role/{}", "r".repeat(2048));
    for text in [
        "",
        "pay-reader",
        "arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::123456789012:role",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:role//r",
        "arn:aws:iam::123456789012:role/path/",
        "arn:aws:iam::123456789012:role/r:s",
        "arn:aws:iam::123456789012:role/a b",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/ü",
        "arn:aws:iam::12345678901:role/r",
        "arn:aws:iam::1234567890123:role/r",
        "arn:aws:iam::12345678901a:role/r",
        "arn:aws:iam:us-east-1:123456789012:role/r",
        "arn:aws:sts::123456789012:assumed-role/r/alice",
        "arn:gcp:iam::123456789012:role/r",
        "arn:Aws:iam::123456789012:role/r",
        "arn:aws-CN:iam::123456789012:role/r",
        "ARN:aws:iam::123456789012:role/r",
        " arn:aws:iam::123456789012:role/r",
        "arn:aws:iam::123456789012:role/r\n",
        &long,
    ] {
        assert_eq!(RoleArn::parse(text), None, "{text}");
    }
}

#[test]
fn a_role_is_usable_only_in_its_own_partition() {
    let partitions = [
        ("aws", "eu-west-1", "us-east-1"),
        ("aws-cn", "cn-northwest-1", "cn-north-1"),
        ("aws-us-gov", "us-gov-east-1", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1", "eusc-de-east-1"),
    ];
    for (partition, _, main) in partitions {
        let arn = RoleArn::parse(&format!("arn:{partition}:iam::123456789012:role/r")).unwrap();
        for (other, region, _) in partitions {
            let region = Region::parse(region).unwrap();
            assert_eq!(
                arn.is_usable_in(&region),
                partition == other,
                "{partition} {region}"
            );
        }
        assert_eq!(arn.main_region().unwrap().as_str(), main);
    }
    let isolated = RoleArn::parse("arn:aws-iso-b:iam::123456789012:role/r").unwrap();
    assert!(isolated.is_usable_in(&Region::parse("us-isob-east-1").unwrap()));
    assert!(!isolated.is_usable_in(&Region::parse("us-east-1").unwrap()));
}

#[test]
fn recommends_a_valid_arn() {
    let message = read(json!({ "PROFILES": { "pay": { "role_arn": "x" } } })).unwrap_err();
    let example = message.rsplit(" = ").next().unwrap().trim_matches('"');
    assert!(RoleArn::parse(example).is_some(), "{message}");
}

proptest! {
    #[test]
    fn reads_any_valid_arn(
        partition in "aws(-[a-z]{1,4}){0,2}",
        account in "[0-9]{12}",
        name in "[A-Za-z0-9_+=,.@-]{1,64}(/[A-Za-z0-9_+=,.@-]{1,20}){0,3}",
    ) {
        let text = format!("arn:{partition}:iam::{account}:role/{name}");
        let arn = RoleArn::parse(&text).unwrap();
        prop_assert_eq!(arn.as_str(), text);
        prop_assert_eq!(arn.partition(), partition);
        prop_assert_eq!(arn.account(), account);
    }

    #[test]
    fn parses_any_text_without_a_panic(
        text in "(arn:)?(aws)?[a-z:/-]{0,12}(:iam::)?[0-9]{0,13}(:role/)?.{0,20}",
    ) {
        if let Some(arn) = RoleArn::parse(&text) {
            // An ARN goes into policies and requests, where nothing in it needs an escape.
            prop_assert!(arn.as_str().bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'*'));
            prop_assert_eq!(arn.account().len(), 12);
        }
    }
}
