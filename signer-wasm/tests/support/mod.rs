//! Helpers for the signer's tests.

// Each test file is its own crate and uses only a part of this.
#![allow(dead_code, unreachable_pub)]
#![allow(clippy::expect_used)]

use signer_wasm::{Credentials, Region, Remote, Timestamp};

pub const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
pub const SECRET_ACCESS_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub const SESSION_TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==";

/// 2012-12-26T06:10:30Z
pub const NOW: u64 = 1_356_502_230;

pub fn at(unix_seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(unix_seconds).expect("a second before the year 10000")
}

pub fn region(name: &str) -> Region {
    Region::parse(name).expect("the name of a region")
}

pub fn remote(url: &str) -> Remote {
    Remote::parse(url, None).expect("the address of a repository")
}

pub fn credentials(session_token: Option<&str>, expiration: Option<u64>) -> Credentials {
    Credentials::new(
        ACCESS_KEY_ID,
        SECRET_ACCESS_KEY,
        session_token,
        expiration.map(at),
    )
    .expect("well-formed credentials")
}
