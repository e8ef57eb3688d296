use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Authenticator;
use super::authenticator::MARK;
use crate::util::base64::decode_array;

/// The address at which a sign-in at IAM Identity Center continues.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PortalAddress {
    /// `?state=`: the user has yet to approve at AWS. The whole [`IdentityCenterState`](super::IdentityCenterState),
    /// sealed.
    Waiting(Vec<u8>),
    /// `?id=`: the user has approved. The id of the object that keeps the sign-in, with a mark by which the edge
    /// recognises its own, so that no object is looked up for a forged id.
    Approved([u8; 16]),
}

impl PortalAddress {
    /// Parses the parameters of an address; `None` if this edge did not issue it. A sealed state has yet to be
    /// opened.
    pub fn parse(
        state: Option<&str>,
        id: Option<&str>,
        authenticator: Authenticator<'_>,
    ) -> Option<Self> {
        match (state, id) {
            (Some(state), None) => URL_SAFE_NO_PAD.decode(state).ok().map(Self::Waiting),
            (None, Some(id)) => {
                let bytes: [u8; 16 + MARK] = decode_array(&URL_SAFE_NO_PAD, id)?;
                let (id, mark) = bytes.split_last_chunk::<MARK>()?;
                authenticator
                    .is_mark(KIND, id, mark)
                    .then_some(Self::Approved(id.try_into().ok()?))
            }
            _ => None,
        }
    }

    /// The address as text: path and query.
    pub fn text(&self, authenticator: Authenticator<'_>) -> String {
        match self {
            Self::Waiting(sealed) => address("state", sealed),
            Self::Approved(id) => {
                let mark = authenticator.mark(KIND, id);
                address("id", &[&id[..], &mark].concat())
            }
        }
    }
}

fn address(name: &str, bytes: &[u8]) -> String {
    let encoded = URL_SAFE_NO_PAD.encode(bytes);
    ["/oauth/identity-center?", name, "=", &encoded].concat()
}

const KIND: &str = "portal sign-in";
