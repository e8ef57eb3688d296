use std::fmt;

use serde_json::Value;

use super::Config;

/// An error in a variable.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    variable: String,
    problem: String,
    remedy: String,
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

/// An error in a value. `example` is a valid value, to be pasted.
pub(super) fn bad(variable: &str, problem: String, example: &'static str) -> ConfigError {
    ConfigError {
        variable: variable.to_owned(),
        problem,
        remedy: format!("; a valid value is {variable} = {example}"),
    }
}

/// An error that changing the value cannot fix. `advice` says what to do, without a full stop.
pub(super) fn advise(
    variable: &str,
    problem: impl Into<String>,
    advice: impl Into<String>,
) -> ConfigError {
    ConfigError {
        variable: variable.to_owned(),
        problem: problem.into(),
        remedy: format!(". {}", advice.into()),
    }
}

/// The problem with a value of the wrong kind: `is 7, which is not a list`.
pub(super) fn not_a(seen: &str, expected: &str) -> String {
    let article = match expected.starts_with(['a', 'e', 'i', 'o']) || expected.starts_with("https")
    {
        true => "an",
        false => "a",
    };
    format!("is {seen}, which is not {article} {expected}")
}

/// A value for a message: shortened, and without the contents of a list or a table.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| "a fraction".to_owned(), |number| number.to_string()),
        Value::String(text) => match text.char_indices().nth(60) {
            Some((end, _)) => format!("\"{}…\"", &text[..end]),
            None => format!("\"{text}\""),
        },
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
    }
}
