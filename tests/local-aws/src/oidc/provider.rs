use std::time::{Duration, Instant};

use jsonwebtoken::jwk::Jwk;
use serde_json::Value;
use tokio::sync::Mutex;

use super::fetch::{self, FetchError};
use super::issuer::Issuer;

/// How long keys are used before they are fetched again.
const KEYS_LIFETIME: Duration = Duration::from_secs(30);

/// An OIDC provider of an account.
#[derive(Debug)]
pub(crate) struct OidcProvider {
    arn: String,
    issuer: Issuer,
    client_ids: Vec<String>,
    /// Held while keys are fetched, so that concurrent requests fetch them once.
    keys: Mutex<Option<FetchedKeys>>,
}

#[derive(Clone, Debug)]
struct FetchedKeys {
    at: Instant,
    keys: Vec<Jwk>,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyError {
    Unreachable,
    /// The provider's documents are invalid, or lack the key.
    NoKey,
}

impl OidcProvider {
    pub(crate) fn new(
        issuer: Issuer,
        client_ids: Vec<String>,
        partition: &str,
        account: &str,
    ) -> Self {
        Self {
            arn: issuer.provider_arn(partition, account),
            issuer,
            client_ids,
            keys: Mutex::default(),
        }
    }

    pub(crate) fn arn(&self) -> &str {
        &self.arn
    }

    pub(crate) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    pub(super) fn has_client(&self, id: &str) -> bool {
        self.client_ids.iter().any(|it| it == id)
    }

    /// The keys that may have signed a token with this key id; all if it has none.
    pub(super) async fn keys(&self, key_id: Option<&str>) -> Result<Vec<Jwk>, KeyError> {
        let mut kept = self.keys.lock().await;
        if let Some(FetchedKeys { at, keys }) = &*kept
            && at.elapsed() < KEYS_LIFETIME
        {
            let keys = with_id(keys, key_id);
            if !keys.is_empty() {
                return Ok(keys);
            }
        }
        let keys = self.fetch().await?;
        let found = with_id(&keys, key_id);
        *kept = Some(FetchedKeys {
            at: Instant::now(),
            keys,
        });
        if found.is_empty() {
            Err(KeyError::NoKey)
        } else {
            Ok(found)
        }
    }

    async fn fetch(&self) -> Result<Vec<Jwk>, KeyError> {
        let configuration = fetch::json(&self.issuer.configuration_url()).await?;
        if configuration["issuer"] != self.issuer.as_str() {
            return Err(KeyError::NoKey);
        }
        let url = configuration["jwks_uri"].as_str().ok_or(KeyError::NoKey)?;
        let mut set = fetch::json(url).await?;
        let Value::Array(keys) = set["keys"].take() else {
            return Err(KeyError::NoKey);
        };
        // Keys of unsupported types are skipped.
        Ok(keys
            .into_iter()
            .filter_map(|key| serde_json::from_value(key).ok())
            .collect())
    }
}

impl From<FetchError> for KeyError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Unreachable => Self::Unreachable,
            FetchError::Malformed => Self::NoKey,
        }
    }
}

fn with_id(keys: &[Jwk], id: Option<&str>) -> Vec<Jwk> {
    keys.iter()
        .filter(|key| id.is_none() || key.common.key_id.as_deref() == id)
        .cloned()
        .collect()
}
