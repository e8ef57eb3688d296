use std::fmt;

use super::Config;
use super::vars::advise;

/// An error in a variable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    pub(super) variable: String,
    pub(super) problem: String,
    pub(super) remedy: String,
}

impl ConfigError {
    /// `SESSION_KEYS` without the binding `SESSIONS`.
    pub fn missing_session_store() -> Self {
        advise(
            "SESSIONS",
            "is not bound to a Durable Object, and SESSION_KEYS is set",
            durable_object("SESSIONS", "SessionStore", "v1"),
        )
    }

    /// Sign-in is configured without the binding `LOGINS`.
    pub fn missing_login_store() -> Self {
        advise(
            "LOGINS",
            "is not bound to a Durable Object, and users can sign in",
            durable_object("LOGINS", "LoginStore", "v2"),
        )
    }

    /// The binding of the rate limiter is of another kind.
    pub fn no_rate_limiter() -> Self {
        advise(
            Config::RATE_LIMITER,
            "is not a Rate Limiting binding",
            r#"Add to wrangler.toml, with any number that no other limit in your account uses:

[[ratelimits]]
name = "RATE_LIMITER"
namespace_id = "1001"
[ratelimits.simple]
limit = 100
period = 60
"#,
        )
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            variable,
            problem,
            remedy,
        } = self;
        write!(f, "{variable} {problem}{remedy}")
    }
}

impl std::error::Error for ConfigError {}

/// The advice to bind a Durable Object, to be pasted as it is.
fn durable_object(name: &str, class: &str, tag: &str) -> String {
    format!(
        r#"Add to wrangler.toml:

[[durable_objects.bindings]]
name = "{name}"
class_name = "{class}"

[[migrations]]
tag = "{tag}"
new_sqlite_classes = ["{class}"]
"#
    )
}
