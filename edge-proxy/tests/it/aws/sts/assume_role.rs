//! The id of the credentials of an assumed role, and the key that seals them in the shared cache.

use crate::support::ROLE;
use edge_proxy::aws::sts::{AssumeRole, Evidence};
use edge_proxy::config::role::RoleArn;
use edge_proxy::util::seal::SealingKey;
use signer_wasm::Region;

fn base() -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse(ROLE).unwrap(),
        region: Region::parse("eu-west-1").unwrap(),
        fips: false,
        session_name: "alice".to_owned(),
        duration_seconds: 3600,
        policy: Some("policy".to_owned()),
        evidence: Evidence::WebIdentity {
            token: "token".to_owned().into(),
        },
    }
}

fn edge_keys(
    external_id: Option<&str>,
    source_identity: Option<&str>,
    tags: &[(&str, &str)],
    credential: &str,
) -> AssumeRole {
    AssumeRole {
        evidence: Evidence::EdgeKeys {
            external_id: external_id.map(str::to_owned),
            source_identity: source_identity.map(str::to_owned),
            tags: tags
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            credential: credential.to_owned().into(),
        },
        ..base()
    }
}

/// No two of these are for the same credentials.
fn all_different() -> Vec<AssumeRole> {
    vec![
        base(),
        AssumeRole {
            role: RoleArn::parse("arn:aws:iam::123456789012:role/pay-writer").unwrap(),
            ..base()
        },
        AssumeRole {
            region: Region::parse("eu-west-2").unwrap(),
            ..base()
        },
        AssumeRole {
            fips: true,
            ..base()
        },
        AssumeRole {
            session_name: "bob".to_owned(),
            ..base()
        },
        AssumeRole {
            policy: None,
            ..base()
        },
        AssumeRole {
            policy: Some("other".to_owned()),
            ..base()
        },
        // The boundaries between parts matter.
        AssumeRole {
            session_name: "alicepolicy".to_owned(),
            policy: None,
            ..base()
        },
        AssumeRole {
            session_name: "alicep".to_owned(),
            policy: Some("olicy".to_owned()),
            ..base()
        },
        AssumeRole {
            evidence: Evidence::WebIdentity {
                token: "other".to_owned().into(),
            },
            ..base()
        },
        edge_keys(None, None, &[], "token"),
        edge_keys(None, None, &[], "other"),
        edge_keys(Some("id"), None, &[], "token"),
        edge_keys(None, Some("id"), &[], "token"),
        edge_keys(None, None, &[("Team", "pay")], "token"),
        edge_keys(None, None, &[("Team", "ops")], "token"),
        edge_keys(None, None, &[("Unit", "pay")], "token"),
        edge_keys(None, None, &[("Teamp", "ay")], "token"),
        edge_keys(None, None, &[("Team", "pay"), ("Unit", "a")], "token"),
        edge_keys(None, None, &[("Unit", "a"), ("Team", "pay")], "token"),
    ]
}

#[test]
fn any_difference_changes_the_id_and_the_sealing_key() {
    let all = all_different();
    for (index, one) in all.iter().enumerate() {
        let sealed = one.sealing_key().seal([0; 12], b"aad", b"credentials");
        for (other_index, other) in all.iter().enumerate() {
            let same = index == other_index;
            assert_eq!(one.id() == other.id(), same, "{index} {other_index}");
            let opened = other.sealing_key().open(b"aad", &sealed);
            assert_eq!(opened.is_some(), same, "{index} {other_index}");
        }
    }
}

#[test]
fn the_duration_changes_neither_id_nor_sealing_key() {
    for one in all_different() {
        let again = AssumeRole {
            duration_seconds: 900,
            ..one.clone()
        };
        assert_eq!(one.id(), again.id());
        let sealed = one.sealing_key().seal([0; 12], b"aad", b"credentials");
        assert!(again.sealing_key().open(b"aad", &sealed).is_some());
    }
}

#[test]
fn the_id_does_not_open_what_the_sealing_key_sealed() {
    let assume_role = base();
    let sealed = assume_role
        .sealing_key()
        .seal([0; 12], b"aad", b"credentials");
    let id = SealingKey::new(assume_role.id().into());
    assert_eq!(id.open(b"aad", &sealed), None);
}
