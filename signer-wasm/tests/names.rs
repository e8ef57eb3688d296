//! The table of names that the tests of `js/names.js` also use.

#![allow(clippy::unwrap_used)]

use serde::Deserialize;
use signer_wasm::{ProfileName, Region, RepositoryName};

#[derive(Deserialize)]
struct Names {
    regions: Grammar,
    repositories: Grammar,
    profiles: Grammar,
    hosts: Vec<(String, String, Option<String>)>,
    signing_regions: Vec<(String, String, Option<String>)>,
}

#[derive(Deserialize)]
struct Grammar {
    valid: Vec<String>,
    invalid: Vec<String>,
    #[serde(default)]
    reserved: Vec<String>,
}

impl Grammar {
    fn assert(&self, accepts: impl Fn(&str) -> bool) {
        for text in &self.valid {
            assert!(accepts(text), "{text:?}");
        }
        for text in self.invalid.iter().chain(&self.reserved) {
            assert!(!accepts(text), "{text:?}");
        }
    }
}

fn names() -> Names {
    serde_json::from_str(include_str!("names.json")).unwrap()
}

#[test]
fn regions_repositories_and_profiles_match_the_table() {
    let names = names();
    names.regions.assert(|text| Region::parse(text).is_ok());
    names
        .repositories
        .assert(|text| RepositoryName::parse(text).is_ok());
    names
        .profiles
        .assert(|text| ProfileName::parse(text).is_ok());
    assert_eq!(names.profiles.reserved, ProfileName::RESERVED);
}

#[test]
fn hosts_end_in_the_suffix_of_the_partition() {
    for (service, region, host) in names().hosts {
        let region = Region::parse(&region).unwrap();
        assert_eq!(region.service_host(&service), host);
    }
}

#[test]
fn calls_to_iam_are_signed_for_the_main_region_of_the_partition() {
    for (service, region, signed) in names().signing_regions {
        let region = Region::parse(&region).unwrap();
        let found = region.signing_region(&service);
        assert_eq!(found.as_ref().map(Region::as_str), signed.as_deref());
    }
}
