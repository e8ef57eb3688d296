//! SAML identity providers that accounts trust, and the verification of their responses.
//!
//! A response is read by [`roxmltree`] and its signatures are verified by `xmlsec1`, Debian's
//! program around libxml2. Two readers may disagree about a document, so [`response`] first rejects
//! every document in which the element that is signed could be another one than the element that
//! is read. The crates that verify XML signatures without C were too young to rely on.

mod assertion;
mod error;
mod metadata;
mod provider;
mod response;
mod signature;
mod xml;
mod xmlsec;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use self::assertion::SamlIdentity;
pub(crate) use self::error::SamlError;
pub(crate) use self::metadata::Metadata;
pub(crate) use self::provider::{SamlProvider, SamlProviderArn};
pub(crate) use self::response::SamlResponse;

/// Every provider that was registered.
#[derive(Debug, Default)]
pub(crate) struct SamlProviders(RwLock<HashMap<SamlProviderArn, Arc<SamlProvider>>>);

impl SamlProviders {
    /// Creates a provider, or replaces the one with that ARN.
    pub(crate) fn install(&self, provider: SamlProvider) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(provider.arn.clone(), Arc::new(provider));
    }

    /// Removes a provider; `false` if no provider has this ARN.
    pub(crate) fn remove(&self, arn: &SamlProviderArn) -> bool {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(arn)
            .is_some()
    }

    pub(crate) fn find(&self, arn: &SamlProviderArn) -> Option<Arc<SamlProvider>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(arn)
            .cloned()
    }
}
