//! CodeCommit's hosts, and names that resemble them.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use signer_wasm::{Endpoint, Error, Host, Region};
use support::region;

const KNOWN: [(&str, &str); 8] = [
    ("git-codecommit.eu-west-1.amazonaws.com", "eu-west-1"),
    (
        "git-codecommit-fips.ca-central-1.amazonaws.com",
        "ca-central-1",
    ),
    (
        "git-codecommit.us-gov-west-1.amazonaws.com",
        "us-gov-west-1",
    ),
    ("git-codecommit.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    (
        "git-codecommit.eusc-de-east-1.amazonaws.eu",
        "eusc-de-east-1",
    ),
    (
        "vpce-0a1b.git-codecommit.us-east-1.vpce.amazonaws.com",
        "us-east-1",
    ),
    (
        "vpce-0a1b-9m26mi0y.git-codecommit-fips.us-east-2.vpce.amazonaws.com",
        "us-east-2",
    ),
    (
        "vpce-0a1b-9m26mi0y-cn-north-1a.git-codecommit.cn-north-1.vpce.amazonaws.com.cn",
        "cn-north-1",
    ),
];

#[test]
fn reads_every_kind_of_host() {
    for (text, region) in KNOWN {
        let host = Host::parse(text).unwrap();
        assert_eq!(host.as_str(), text);
        assert_eq!(host.to_string(), text);
        assert_eq!(host.region().as_str(), region);
    }
}

#[test]
fn reads_the_endpoint_from_the_host() {
    let endpoint = |text| Host::parse(text).unwrap().endpoint().clone();
    let vpc = |id: &str, fips| Endpoint::Vpc {
        id: id.to_owned(),
        fips,
    };

    assert_eq!(endpoint(KNOWN[0].0), Endpoint::Public);
    assert_eq!(endpoint(KNOWN[1].0), Endpoint::Fips);
    assert_eq!(endpoint(KNOWN[5].0), vpc("0a1b", false));
    assert_eq!(endpoint(KNOWN[6].0), vpc("0a1b-9m26mi0y", true));
}

#[test]
fn rejects_hosts_outside_the_grammar() {
    for text in [
        "",
        ".",
        "amazonaws.com",
        "localhost",
        "127.0.0.1",
        "[::1]",
        // Another suffix, prefix or middle.
        "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        "git-codecommit.eu-west-1.amazonaws.comevil.tld",
        "git-codecommit.eu-west-1.evil.tld",
        "git-codecommit.evil.com",
        "git-codecommit.eu-west-1.amazonaws.org",
        "git-codecommit.eu-west-1.amazonaws-com",
        "git-codecommit.eu-west-1.notamazonaws.com",
        "evil.git-codecommit.eu-west-1.amazonaws.com",
        "evil-git-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.evil.amazonaws.com",
        "codecommit.eu-west-1.amazonaws.com",
        "git-codecommit-evil.eu-west-1.amazonaws.com",
        "git-codecommit.amazonaws.com",
        "s3.eu-west-1.amazonaws.com",
        // More than a host.
        "user@git-codecommit.eu-west-1.amazonaws.com",
        "user:password@git-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com@evil.tld",
        "git-codecommit.eu-west-1.amazonaws.com:443",
        "git-codecommit.eu-west-1.amazonaws.com:8443",
        "git-codecommit.eu-west-1.amazonaws.com:",
        "git-codecommit.eu-west-1.amazonaws.com/",
        "git-codecommit.eu-west-1.amazonaws.com/v1",
        "git-codecommit.eu-west-1.amazonaws.com?x",
        "git-codecommit.eu-west-1.amazonaws.com#x",
        "git-codecommit.eu-west-1.amazonaws.com\\@evil.tld",
        "https://git-codecommit.eu-west-1.amazonaws.com",
        "//git-codecommit.eu-west-1.amazonaws.com",
        // Other spellings of a host.
        "git-codecommit.eu-west-1.amazonaws.com.",
        "git-codecommit..eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1..amazonaws.com",
        ".git-codecommit.eu-west-1.amazonaws.com",
        "GIT-CODECOMMIT.eu-west-1.amazonaws.com",
        "git-codecommit.EU-WEST-1.amazonaws.com",
        "git-codecommit.eu-west-1.AmazonAWS.com",
        "git-codecommit.eu%2Dwest-1.amazonaws.com",
        "git%2Dcodecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws%2ecom",
        "git-codecommit.eu-west-1.amazonaws.com%00",
        "xn--git-codecommit-abc.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.сom",
        "git-codecommit.eu-west-1.amazonaws。com",
        "git\u{2010}codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com\u{200b}",
        " git-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com ",
        "git-codecommit.eu-west-1.amazonaws.com\n",
        "git-codecommit.eu-west-1.amazonaws.com\r\nhost:evil.tld",
        "git-codecommit.eu-west-1.amazonaws.com\0.evil.tld",
        "git-codecommit.eu-west-1\0.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws\t.com",
        // The suffix of another partition.
        "git-codecommit.eu-west-1.amazonaws.com.cn",
        "git-codecommit.cn-north-1.amazonaws.com",
        "git-codecommit.cn-north-1.amazonaws.com.cn.cn",
        "git-codecommit.us-gov-west-1.amazonaws.com.cn",
        "git-codecommit.eu-west-1.amazonaws.eu",
        "git-codecommit.eusc-de-east-1.amazonaws.com",
        "git-codecommit.us-iso-east-1.c2s.ic.gov",
        "git-codecommit.us-iso-east-1.amazonaws.com",
        // VPC endpoints of other shapes.
        "git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b.git-codecommit.us-east-1.amazonaws.com",
        "vpce-0a1b.us-east-1.vpce.amazonaws.com",
        "vpce-.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0A1B.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b-.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce--0a1b.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b--9m26.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a_1b.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b.evil.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-0a1b.git-codecommit.us-east-1.vpce.amazonaws.com.cn",
        "vpce-0a1b.git-codecommit.cn-north-1.vpce.amazonaws.com",
        "vpce-0a1b.git-codecommit.us-east-1.vpce.amazonaws.com.evil.tld",
        "vpce-0a1b.vpce-0a1b.git-codecommit.us-east-1.vpce.amazonaws.com",
        "vpce-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.git-codecommit.us-east-1.vpce.amazonaws.com",
    ] {
        let error = Host::parse(text).unwrap_err();
        assert!(
            matches!(error, Error::InvalidHost(_) | Error::InvalidRegion),
            "{text:?}: {error:?}"
        );
    }
}

#[test]
fn isolated_regions_have_no_host() {
    for name in ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"] {
        let error = Host::new(region(name), Endpoint::Public).unwrap_err();
        assert_eq!(error.code(), "invalid_host");
    }
}

#[test]
fn rejects_malformed_endpoint_ids() {
    for id in [
        "",
        "-",
        "a.b",
        "A",
        "a/b",
        "a@b",
        "a\n",
        "evil.tld/",
        "x.evil.tld#",
    ] {
        let endpoint = Endpoint::Vpc {
            id: id.to_owned(),
            fips: false,
        };
        let error = Host::new(region("eu-west-1"), endpoint).unwrap_err();
        assert_eq!(error.code(), "invalid_host", "{id:?}");
    }
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    prop_oneof![
        Just(Endpoint::Public),
        Just(Endpoint::Fips),
        ("[a-z0-9]{1,17}(-[a-z0-9]{1,8}){0,2}", any::<bool>())
            .prop_map(|(id, fips)| Endpoint::Vpc { id, fips }),
    ]
}

fn known_host() -> impl Strategy<Value = String> {
    ("[a-z]{2}(-[a-z]{1,9}){1,2}-[1-9]", endpoint()).prop_filter_map(
        "isolated",
        |(name, endpoint)| {
            let host = Host::new(Region::parse(&name).ok()?, endpoint).ok()?;
            Some(host.to_string())
        },
    )
}

proptest! {
    #[test]
    fn parses_what_it_prints(name in "(cn|eusc|us-gov|[a-z]{2})(-[a-z]{1,6}){1,2}-[1-9]", endpoint in endpoint()) {
        let region = Region::parse(&name).unwrap();
        prop_assume!(region.partition().dns_suffix().is_some());
        let host = Host::new(region, endpoint).unwrap();
        prop_assert_eq!(Host::parse(host.as_str()), Ok(host));
    }

    #[test]
    fn prints_what_it_parsed(text in "\\PC{0,40}|[a-z0-9.-]{0,80}") {
        if let Ok(host) = Host::parse(&text) {
            prop_assert_eq!(host.as_str(), text);
        }
    }

    #[test]
    fn an_added_character_is_rejected_or_names_another_host(host in known_host(), at in any::<prop::sample::Index>(), c in any::<char>()) {
        let mut text = host;
        text.insert(at.index(text.len() + 1), c);
        match Host::parse(&text) {
            // Another region or endpoint of CodeCommit, never another site.
            Ok(host) => {
                prop_assert_eq!(host.as_str(), &text);
                prop_assert!(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
                prop_assert!(ends.iter().any(|end| text.ends_with(end)));
            }
            Err(error) => prop_assert!(matches!(error, Error::InvalidHost(_) | Error::InvalidRegion)),
        }
    }
}
