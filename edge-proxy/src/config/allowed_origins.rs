use crate::util::Origin;

/// The web origins that may use the edge.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AllowedOrigins {
    /// `*`: every origin.
    Any,
    /// Only these origins.
    Listed(Vec<Origin>),
}

impl Default for AllowedOrigins {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}
