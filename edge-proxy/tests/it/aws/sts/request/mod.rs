//! Requests to STS and their signatures, compared with AWS's own signer.

mod form;
mod signature;

use crate::support::{ROLE, config, form_pairs, merged, vouching};
use edge_proxy::Config;
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsRequest};
use edge_proxy::config::role::RoleArn;
use serde_json::{Value, json};
use signer_wasm::Region;

fn assume_role(region: &str, evidence: Evidence) -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse(ROLE).unwrap(),
        region: Region::parse(region).unwrap(),
        fips: false,
        session_name: "alice@example.com".to_owned(),
        duration_seconds: 3600,
        policy: Some(r#"{"Version":"2012-10-17"}"#.to_owned()),
        evidence,
    }
}

fn web_identity() -> Evidence {
    Evidence::WebIdentity {
        token: "eyJh.eyJp.c2ln".to_owned().into(),
    }
}

fn edge_keys() -> Evidence {
    Evidence::EdgeKeys {
        external_id: None,
        source_identity: None,
        tags: Vec::new(),
        credential: "the caller's token".to_owned().into(),
    }
}

fn edge(changes: Value) -> Config {
    config(merged(vouching(json!({})), changes))
}

fn form(request: &StsRequest) -> Vec<(String, String)> {
    form_pairs(&request.body)
}

fn headers(request: &StsRequest) -> Vec<(String, String)> {
    let lines: Vec<&str> = request.headers.lines().collect();
    lines
        .chunks(2)
        .map(|pair| (pair[0].to_owned(), pair[1].to_owned()))
        .collect()
}

fn header(request: &StsRequest, name: &str) -> Option<String> {
    headers(request)
        .into_iter()
        .find_map(|(known, value)| (known == name).then_some(value))
}
