//! Git passwords as a client computes them, with AWS's own cryptography.

use std::time::{Duration, SystemTime};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::macros::format_description;

/// Credentials as the admin API issues them.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
}

impl Credentials {
    pub(crate) fn of(issued: &Value) -> Self {
        Self {
            access_key_id: issued["AccessKeyId"].as_str().unwrap().to_owned(),
            secret_access_key: issued["SecretAccessKey"].as_str().unwrap().to_owned(),
            session_token: issued["SessionToken"].as_str().map(str::to_owned),
        }
    }

    pub(crate) fn username(&self) -> String {
        match &self.session_token {
            Some(token) => format!("{}%{token}", self.access_key_id),
            None => self.access_key_id.clone(),
        }
    }

    /// A password for a repository on the plain host of `region`.
    pub(crate) fn password(&self, region: &str, name: &str, at: SystemTime) -> String {
        let host = format!("git-codecommit.{region}.amazonaws.com");
        password(
            &self.secret_access_key,
            &host,
            region,
            &format!("/v1/repos/{name}"),
            at,
        )
    }

    /// `Authorization` for a repository, signed now.
    pub(crate) fn basic(&self, region: &str, name: &str) -> String {
        self.basic_at(region, name, SystemTime::now())
    }

    pub(crate) fn basic_at(&self, region: &str, name: &str, at: SystemTime) -> String {
        basic(&self.username(), &self.password(region, name, at))
    }
}

pub(crate) fn basic(username: &str, password: &str) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{username}:{password}"))
    )
}

pub(crate) fn password(
    secret: &str,
    host: &str,
    region: &str,
    path: &str,
    at: SystemTime,
) -> String {
    let time = OffsetDateTime::from(at)
        .format(format_description!(
            "[year][month][day]T[hour][minute][second]"
        ))
        .unwrap();
    let date = &time[..8];
    let request = format!("GIT\n{path}\n\nhost:{host}\n\nhost\n");
    let digest: String = Sha256::digest(request)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let string_to_sign =
        format!("AWS4-HMAC-SHA256\n{time}\n{date}/{region}/codecommit/aws4_request\n{digest}");
    let key = generate_signing_key(secret, at, region, "codecommit");
    let signature = calculate_signature(key, string_to_sign.as_bytes());
    format!("{time}Z{signature}")
}

pub(crate) fn minutes(number: u64) -> Duration {
    Duration::from_secs(60 * number)
}
