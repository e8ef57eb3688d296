//! The variables that are secret. Their error messages do not show the value.

use signer_wasm::Credentials;

use super::ConfigError;
use super::config_error::bad;
use super::vars::Vars;
use crate::session::SessionKeys;

impl Vars<'_> {
    /// The edge's own keys.
    // Out of line: the runtime compiles a function whole when it is first called.
    #[inline(never)]
    pub(super) fn edge_keys(&self) -> Result<Option<Credentials>, ConfigError> {
        let secret = |name| self.secret(name);
        let keys = (
            secret("AWS_ACCESS_KEY_ID")?,
            secret("AWS_SECRET_ACCESS_KEY")?,
            secret("AWS_SESSION_TOKEN")?,
        );
        let (id, key, token) = match keys {
            (None, None, None) => return Ok(None),
            (Some(id), Some(key), token) => (id, key, token),
            (None, ..) => {
                return Err(bad(
                    "AWS_ACCESS_KEY_ID",
                    "is missing, but the other keys are set".into(),
                    "\"AKIAIOSFODNN7EXAMPLE\"",
                ));
            }
            (_, None, _) => {
                return Err(bad(
                    "AWS_SECRET_ACCESS_KEY",
                    "is missing, but AWS_ACCESS_KEY_ID is set".into(),
                    SECRET_EXAMPLE,
                ));
            }
        };
        let problem = |name, example| {
            move |error: signer_wasm::Error| bad(name, format!("cannot be used: {error}"), example)
        };
        // Each key is checked beside valid placeholders, so that the error names the variable to change.
        Credentials::new(id, "secret", None, None)
            .map_err(problem("AWS_ACCESS_KEY_ID", "\"AKIAIOSFODNN7EXAMPLE\""))?;
        Credentials::new(id, key, None, None)
            .map_err(problem("AWS_SECRET_ACCESS_KEY", SECRET_EXAMPLE))?;
        Credentials::new(id, key, token, None)
            .map_err(problem("AWS_SESSION_TOKEN", SECRET_EXAMPLE))
            .map(Some)
    }

    /// The keys that seal sessions.
    #[inline(never)]
    pub(super) fn session_keys(&self) -> Result<Option<SessionKeys>, ConfigError> {
        self.secret("SESSION_KEYS")?
            .map(|text| {
                SessionKeys::parse(text).map_err(|error| {
                    bad(
                        "SESSION_KEYS",
                        format!("cannot be used: {error}"),
                        KEYS_EXAMPLE,
                    )
                })
            })
            .transpose()
    }

    fn secret(&self, name: &str) -> Result<Option<&str>, ConfigError> {
        self.get(name)
            .map(|value| {
                value
                    .as_str()
                    .ok_or_else(|| bad(name, "is not text".into(), SECRET_EXAMPLE))
            })
            .transpose()
    }
}

const SECRET_EXAMPLE: &str = "the value that AWS shows, set with `wrangler secret put`";
const KEYS_EXAMPLE: &str = "\"2026-11:{32 bytes in base64}\", set with `wrangler secret put`; `openssl rand -base64 32` makes such bytes";
