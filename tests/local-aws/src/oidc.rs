//! Identity providers that accounts trust, and the verification of their tokens.

mod fetch;
mod issuer;
mod provider;
mod web_identity;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use self::issuer::Issuer;
pub(crate) use self::provider::OidcProvider;
pub(crate) use self::web_identity::{TokenError, WebIdentityToken};

/// Every provider that was registered, by ARN.
#[derive(Debug, Default)]
pub(crate) struct OidcProviders(RwLock<HashMap<String, Arc<OidcProvider>>>);

impl OidcProviders {
    pub(crate) fn install(&self, provider: OidcProvider) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(provider.arn().to_owned(), Arc::new(provider));
    }

    /// Removes an issuer from every account; `false` when none has it.
    pub(crate) fn remove(&self, url: &str) -> bool {
        let mut providers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = providers.len();
        providers.retain(|_, it| it.issuer().as_str() != url);
        providers.len() < before
    }

    /// The provider of this issuer in an account.
    pub(crate) fn find(
        &self,
        issuer: &str,
        partition: &str,
        account: &str,
    ) -> Option<Arc<OidcProvider>> {
        let arn = Issuer::parse(issuer)?.provider_arn(partition, account);
        let providers = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let provider = providers.get(&arn)?;
        // The ARN does not tell http from https.
        (provider.issuer().as_str() == issuer).then(|| provider.clone())
    }
}
