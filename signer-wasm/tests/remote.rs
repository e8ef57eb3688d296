//! Every form of repository address.

// Clippy's configuration allows these in tests, but not in their helpers.
#![allow(clippy::unwrap_used)]

mod support;

use proptest::prelude::*;
use signer_wasm::{Endpoint, Error, Host, Region, Remote, RepositoryName};
use support::{region, remote};

const URL: &str = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app";

#[test]
fn reads_every_form_of_address() {
    for form in [
        URL,
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app.git",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app.git/",
        "codecommit::eu-west-1://app",
        "codecommit::eu-west-1://app.git",
        "eu-west-1/app",
        "eu-west-1/app/",
        "arn:aws:codecommit:eu-west-1:123456789012:app",
    ] {
        assert_eq!(remote(form).to_string(), URL, "{form}");
        let given = region("eu-west-1");
        assert_eq!(Remote::parse(form, Some(&given)).unwrap().to_string(), URL);
    }
}

#[test]
fn reads_the_parts_of_an_address() {
    let remote =
        remote("https://git-codecommit-fips.us-gov-west-1.amazonaws.com/v1/repos/My_Repo.x");
    assert_eq!(
        remote.host().as_str(),
        "git-codecommit-fips.us-gov-west-1.amazonaws.com"
    );
    assert_eq!(remote.host().endpoint(), &Endpoint::Fips);
    assert_eq!(remote.region().as_str(), "us-gov-west-1");
    assert_eq!(remote.repository().as_str(), "My_Repo.x");
}

#[test]
fn uses_the_given_region_for_a_form_without_one() {
    let given = region("cn-north-1");
    let remote = Remote::parse("codecommit://app", Some(&given)).unwrap();
    assert_eq!(
        remote.to_string(),
        "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/app"
    );

    let error = Remote::parse("codecommit://app", None).unwrap_err();
    assert_eq!(error, Error::RegionRequired);
    assert_eq!(error.code(), "region_required");
}

#[test]
fn rejects_two_different_regions() {
    let given = region("eu-west-2");
    for form in [
        URL,
        "codecommit::eu-west-1://app",
        "eu-west-1/app",
        "arn:aws:codecommit:eu-west-1:123456789012:app",
    ] {
        let error = Remote::parse(form, Some(&given)).unwrap_err();
        assert_eq!(error, Error::RegionMismatch, "{form}");
        assert_eq!(error.code(), "region_mismatch");
    }
}

#[test]
fn rejects_malformed_addresses() {
    for (text, code) in [
        ("", "invalid_url"),
        ("app", "invalid_url"),
        ("https://", "invalid_url"),
        ("https:///v1/repos/app", "invalid_host"),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/app",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/..",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/a/b",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/%61pp",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/V1/repos/app",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com//v1/repos/app",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app?x=y",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app#x",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com?/v1/repos/app",
            "invalid_host",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com#/v1/repos/app",
            "invalid_host",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com\\@evil.tld/v1/repos/app",
            "invalid_url",
        ),
        (
            "https://user@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "https://user:pass@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com:443/v1/repos/app",
            "invalid_host",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com.evil.tld/v1/repos/app",
            "invalid_host",
        ),
        (
            "https://evil.tld/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_host",
        ),
        (
            "https://git-codecommit.Eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_region",
        ),
        (
            "HTTPS://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "http://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_region",
        ),
        (
            " https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_url",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app\n",
            "invalid_repository_name",
        ),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com\n/v1/repos/app",
            "invalid_host",
        ),
        ("codecommit:", "invalid_url"),
        ("codecommit::", "invalid_url"),
        ("codecommit::eu-west-1", "invalid_url"),
        ("codecommit::eu-west-1:/app", "invalid_url"),
        ("codecommit::eu-west-1:app", "invalid_url"),
        ("codecommit::eu-west-1://", "invalid_repository_name"),
        ("codecommit::eu-west-1://a/b", "invalid_repository_name"),
        ("codecommit::evil.tld://app", "invalid_region"),
        ("codecommit::://app", "invalid_region"),
        ("codecommit::eu-west-1://profile@app", "invalid_url"),
        ("codecommit::us-iso-east-1://app", "invalid_host"),
        ("eu-west-1", "invalid_url"),
        ("eu-west-1/", "invalid_repository_name"),
        ("eu-west-1//app", "invalid_repository_name"),
        ("eu-west-1/a/b", "invalid_repository_name"),
        ("/app", "invalid_region"),
        ("EU-WEST-1/app", "invalid_region"),
        ("us-iso-east-1/app", "invalid_host"),
        ("arn:", "invalid_url"),
        ("arn:aws:codecommit:eu-west-1:123456789012", "invalid_url"),
        ("arn:aws:codecommit::123456789012:app", "invalid_region"),
        ("arn:aws:codecommit:*:123456789012:app", "invalid_region"),
        ("arn:aws:codecommit:eu-west-1::app", "invalid_url"),
        (
            "arn:aws:codecommit:eu-west-1:12345678901:app",
            "invalid_url",
        ),
        (
            "arn:aws:codecommit:eu-west-1:12345678901x:app",
            "invalid_url",
        ),
        (
            "arn:aws:codecommit:eu-west-1:1234567890123:app",
            "invalid_url",
        ),
        ("arn:aws:s3:eu-west-1:123456789012:app", "invalid_url"),
        (
            "arn:aws-cn:codecommit:eu-west-1:123456789012:app",
            "invalid_url",
        ),
        (
            "arn:aws:codecommit:cn-north-1:123456789012:app",
            "invalid_url",
        ),
        ("arn::codecommit:eu-west-1:123456789012:app", "invalid_url"),
        (
            "ARN:aws:codecommit:eu-west-1:123456789012:app",
            "invalid_url",
        ),
        (
            "arn:aws-iso:codecommit:us-iso-east-1:123456789012:app",
            "invalid_host",
        ),
        (
            "arn:aws:codecommit:eu-west-1:123456789012:",
            "invalid_repository_name",
        ),
        (
            "arn:aws:codecommit:eu-west-1:123456789012:*",
            "invalid_repository_name",
        ),
        (
            "arn:aws:codecommit:eu-west-1:123456789012:app:x",
            "invalid_url",
        ),
    ] {
        let error = Remote::parse(text, None).unwrap_err();
        assert_eq!(error.code(), code, "{text:?}: {error}");
    }
}

#[test]
fn reads_arns_of_every_partition() {
    for (arn, host) in [
        (
            "arn:aws-cn:codecommit:cn-north-1:123456789012:app",
            "git-codecommit.cn-north-1.amazonaws.com.cn",
        ),
        (
            "arn:aws-us-gov:codecommit:us-gov-west-1:123456789012:app",
            "git-codecommit.us-gov-west-1.amazonaws.com",
        ),
        (
            "arn:aws-eusc:codecommit:eusc-de-east-1:123456789012:app",
            "git-codecommit.eusc-de-east-1.amazonaws.eu",
        ),
    ] {
        assert_eq!(remote(arn).host().as_str(), host);
    }
}

fn any_remote() -> impl Strategy<Value = Remote> {
    let endpoint = prop_oneof![
        Just(Endpoint::Public),
        Just(Endpoint::Fips),
        ("[a-z0-9]{1,17}(-[a-z0-9]{1,8}){0,2}", any::<bool>())
            .prop_map(|(id, fips)| Endpoint::Vpc { id, fips }),
    ];
    let region = "(cn|eusc|us-gov|[a-z]{2})(-[a-z]{1,6}){1,2}-[1-9]";
    (region, endpoint, "[A-Za-z0-9._-]{1,100}").prop_filter_map(
        "not a repository",
        |(region, endpoint, name)| {
            let host = Host::new(Region::parse(&region).ok()?, endpoint).ok()?;
            Some(Remote::new(host, RepositoryName::parse(&name).ok()?))
        },
    )
}

proptest! {
    #[test]
    fn parses_what_it_prints(remote in any_remote()) {
        let url = remote.to_string();
        for spelling in [url.clone(), format!("{url}/"), format!("{url}.git"), format!("{url}.git/")] {
            prop_assert_eq!(Remote::parse(&spelling, None), Ok(remote.clone()));
            prop_assert_eq!(Remote::parse(&spelling, Some(remote.region())), Ok(remote.clone()));
        }
    }

    #[test]
    fn reads_short_forms_as_the_public_endpoint(remote in any_remote()) {
        let (region, name) = (remote.region(), remote.repository());
        let host = Host::new(region.clone(), Endpoint::Public).unwrap();
        let public = Remote::new(host, name.clone());
        for form in [format!("codecommit::{region}://{name}"), format!("{region}/{name}")] {
            prop_assert_eq!(Remote::parse(&form, None), Ok(public.clone()));
        }
        prop_assert_eq!(Remote::parse(&format!("codecommit://{name}"), Some(region)), Ok(public.clone()));
    }

    #[test]
    fn accepts_only_addresses_of_codecommit(text in "(https://|codecommit::|codecommit://)?\\PC{0,60}") {
        if let Ok(remote) = Remote::parse(&text, None) {
            prop_assert_eq!(Host::parse(remote.host().as_str()), Ok(remote.host().clone()));
            prop_assert_eq!(Remote::parse(&remote.to_string(), None), Ok(remote));
        }
    }
}
