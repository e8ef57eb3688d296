//! Answers of STS: credentials, and errors with their explanation.

mod explain;
mod failure;
mod parse;
mod retry;
mod saml;
mod session_name;

use crate::support::{ACCESS_KEY_ID, NOW, ROLE, SECRET, TOKEN, at};
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsFailure, parse_response};
use edge_proxy::config::role::RoleArn;
use signer_wasm::{Credentials, Region};

const WEB_IDENTITY: &str = r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Audience>sts.amazonaws.com</Audience>
    <AssumedRoleUser>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:alice@example.com</AssumedRoleId>
      <Arn>arn:aws:sts::123456789012:assumed-role/pay-reader/alice@example.com</Arn>
    </AssumedRoleUser>
    <Provider>arn:aws:iam::123456789012:oidc-provider/login.example.com</Provider>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY</SecretAccessKey>
      <SessionToken>
        IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==
      </SessionToken>
      <Expiration>2026-11-23T07:00:00Z</Expiration>
    </Credentials>
    <SubjectFromWebIdentityToken>user-1</SubjectFromWebIdentityToken>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>"#;

/// The credentials in [`WEB_IDENTITY`].
fn credentials() -> Credentials {
    Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), Some(at(NOW + 3600))).unwrap()
}

fn refusal(code: &str, message: &str) -> String {
    format!(
        r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>ad4156e9</RequestId></ErrorResponse>"#
    )
}

fn failure(status: u16, code: &str, message: &str) -> StsFailure {
    parse_response(status, refusal(code, message).as_bytes()).unwrap_err()
}

fn assume_role(evidence: Evidence) -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse(ROLE).unwrap(),
        region: Region::parse("eu-south-1").unwrap(),
        fips: false,
        session_name: "alice@example.com".to_owned(),
        duration_seconds: 3600,
        policy: None,
        evidence,
    }
}

fn assume_role_with_token() -> AssumeRole {
    assume_role(Evidence::WebIdentity {
        token: "eyJh.eyJp.c2ln".to_owned().into(),
    })
}
