//! Region names and their partitions.

use proptest::prelude::*;
use signer_wasm::{Error, Partition, Region};

const SHAPE: &str = "([a-z]{2}|eusc)(-[a-z]{1,5}){1,3}-[0-9]{1,2}";

#[test]
fn derives_the_partition_from_the_prefix() {
    let known = [
        ("us-east-1", Partition::Aws, Some("amazonaws.com")),
        ("ap-southeast-5", Partition::Aws, Some("amazonaws.com")),
        ("mx-central-1", Partition::Aws, Some("amazonaws.com")),
        ("xx-future-99", Partition::Aws, Some("amazonaws.com")),
        ("cn-north-1", Partition::AwsCn, Some("amazonaws.com.cn")),
        ("cn-northwest-1", Partition::AwsCn, Some("amazonaws.com.cn")),
        ("us-gov-west-1", Partition::AwsUsGov, Some("amazonaws.com")),
        ("eusc-de-east-1", Partition::AwsEusc, Some("amazonaws.eu")),
        ("us-iso-east-1", Partition::AwsIso, None),
        ("us-isob-east-1", Partition::AwsIso, None),
        ("eu-isoe-west-1", Partition::AwsIso, None),
        ("us-isof-south-1", Partition::AwsIso, None),
    ];
    for (name, partition, suffix) in known {
        let region = Region::parse(name).unwrap();
        assert_eq!(region.partition(), partition, "{name}");
        assert_eq!(region.partition().dns_suffix(), suffix, "{name}");
    }
}

#[test]
fn rejects_other_shapes() {
    for text in [
        "",
        "-",
        "--",
        "eu",
        "eu-",
        "eu-west",
        "eu-1",
        "eu--1",
        "eu-west-",
        "-west-1",
        "eu-west-1-",
        "eu-west-1a",
        "eu-west--1",
        "eu--west-1",
        "e-west-1",
        "eur-west-1",
        "EU-west-1",
        "eu-West-1",
        "eu_west_1",
        "eu-west-1 ",
        " eu-west-1",
        "eu-west-1\n",
        "eu-west-1\0",
        "eu-w3st-1",
        "eu-west-١",
        "eü-west-1",
        "eu-west-1.amazonaws.com",
        "eu-west-1/x",
        "eu-aaaaaaaaaaaaaaaaaaaaaaaaaaaaa-1",
    ] {
        let error = Region::parse(text).unwrap_err();
        assert_eq!(error, Error::InvalidRegion, "{text:?}");
        assert_eq!(error.code(), "invalid_region");
    }
}

#[test]
fn derives_name_suffix_and_main_region_from_the_partition() {
    for (name, partition, main) in [
        ("aws", Partition::Aws, Some("us-east-1")),
        ("aws-cn", Partition::AwsCn, Some("cn-north-1")),
        ("aws-eusc", Partition::AwsEusc, Some("eusc-de-east-1")),
        ("aws-us-gov", Partition::AwsUsGov, Some("us-gov-west-1")),
        ("aws-iso", Partition::AwsIso, None),
        ("aws-iso-b", Partition::AwsIso, None),
    ] {
        assert_eq!(Partition::from_name(name), Some(partition));
        let region = partition.main_region();
        assert_eq!(region.as_ref().map(Region::as_str), main);
        assert!(region.is_none_or(|region| region.partition() == partition));
        if let Some(suffix) = partition.dns_suffix() {
            assert!(Partition::DNS_SUFFIXES.contains(&suffix));
        }
    }
    for name in ["", "AWS", "aws-", "aws-de", "awsiso"] {
        assert_eq!(Partition::from_name(name), None, "{name}");
    }
}

proptest! {
    #[test]
    fn accepts_any_name_of_the_shape(name in SHAPE) {
        prop_assert_eq!(Region::parse(&name).unwrap().to_string(), name);
    }

    #[test]
    fn prints_what_it_parsed(text in "\\PC{0,12}|[a-z0-9-]{0,40}") {
        if let Ok(region) = Region::parse(&text) {
            prop_assert_eq!(region.as_str(), &text);
            prop_assert!(text.len() <= 32);
        }
    }
}
