//! Repository addresses: accepted ones are CodeCommit's, for this parser and the WHATWG URL parser.

#![no_main]

use codecommit_edge_fuzz::{CANARY, assert_seen_alike, is_codecommit_host, with_canary};
use libfuzzer_sys::fuzz_target;
use signer_wasm::{Host, Partition, Region, Remote, RepositoryName};
use url::Url;

fuzz_target!(|text: &str| {
    for given in [None, Region::parse("eu-west-1").ok()] {
        match Remote::parse(text, given.as_ref()) {
            Ok(remote) => {
                assert!(given.as_ref().is_none_or(|given| given == remote.region()));
                assert_is_a_repository(&remote);
                if text.starts_with("https://") {
                    assert_leads_there(text, &remote);
                }
                if text.starts_with("arn:") {
                    assert_names_it(text, &remote);
                }
            }
            Err(error) => assert!(error.to_string().len() <= 512),
        }

        // The canary stands for a pasted user name, password or query.
        if let Err(error) = Remote::parse(&with_canary(text), given.as_ref()) {
            assert!(!format!("{error} {error:?}").contains(CANARY));
        }
    }

    if let Ok(host) = Host::parse(text) {
        assert_eq!(host.as_str(), text);
        assert!(is_codecommit_host(text, true), "{text}");
    }
    if let Ok(region) = Region::parse(text) {
        assert_eq!(region.as_str(), text);
        assert!(text.len() <= 32);
    }
    if let Ok(name) = RepositoryName::parse(text) {
        assert_eq!(name.as_str(), text);
        assert_eq!(RepositoryName::parse_segment(text), Ok(name));
    }
});

fn assert_is_a_repository(remote: &Remote) {
    let (host, name, url) = (
        remote.host().as_str(),
        remote.repository().as_str(),
        remote.to_string(),
    );
    assert!(is_codecommit_host(host, true), "{host}");
    assert!((1..=100).contains(&name.len()));
    assert_seen_alike(&url, host, &format!("/v1/repos/{name}"), None);
    assert_eq!(Remote::parse(&url, None).as_ref(), Ok(remote));
}

/// A client that follows the text itself reaches the same address.
fn assert_leads_there(text: &str, remote: &Remote) {
    let seen = Url::parse(text).expect("a URL that can be fetched");
    assert_eq!(seen.as_str(), text, "it is in its normal form");
    assert_eq!(seen.host_str(), Some(remote.host().as_str()));
    let path = seen.path().strip_suffix('/').unwrap_or(seen.path());
    let path = path.strip_suffix(".git").unwrap_or(path);
    assert_eq!(path, format!("/v1/repos/{}", remote.repository()));
}

/// The ARN has the parts of the repository, and no others.
fn assert_names_it(text: &str, remote: &Remote) {
    let parts: Vec<&str> = text.split(':').collect();
    let [_, partition, service, region, account, name] = parts[..] else {
        panic!("{text}");
    };
    assert_eq!((service, region), ("codecommit", remote.region().as_str()));
    assert_eq!(
        Partition::from_name(partition),
        Some(remote.region().partition())
    );
    assert!(
        account.len() == 12 && account.parse::<u64>().is_ok(),
        "{text}"
    );
    assert_eq!(
        RepositoryName::parse_segment(name).as_ref(),
        Ok(remote.repository())
    );
}
