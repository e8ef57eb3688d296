use super::wire::Wire;
use super::{Session, SessionKeys, SessionSubject, SessionToken, StateSecret};

/// A sealed session: a token, and a stored state if the session is too long for the token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SealedSession {
    /// The token contains the whole session.
    Inline(SessionToken),
    /// The token contains the secret that opens the stored state.
    Stored {
        /// The token, of a session whose subject is [`SessionSubject::Reference`].
        token: SessionToken,
        /// The session's id, by which the state is stored.
        id: [u8; 16],
        /// The state, sealed with the secret in the token.
        state: Vec<u8>,
    },
}

impl SealedSession {
    /// The longest token, in characters, that every password store accepts.
    ///
    /// Windows Credential Manager allows 2,560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`), and git's helper for it
    /// writes UTF-16.
    pub const MAX_TOKEN_CHARACTERS: usize = 1280;

    /// Seals a session for `audience`, the edge's origin. The nonce and the secret must be random, and new each time.
    pub fn seal(
        keys: &SessionKeys,
        nonce: [u8; 12],
        secret: &[u8; 32],
        audience: &str,
        session: &Session,
    ) -> Self {
        let payload = session.encode();
        if SessionToken::characters(keys, payload.len()) <= Self::MAX_TOKEN_CHARACTERS {
            return Self::Inline(SessionToken::seal_payload(
                keys,
                nonce,
                audience,
                &session.id,
                &payload,
            ));
        }

        let secret = StateSecret::new(secret);
        // The state and the token have different keys, so both can use the same nonce.
        let state = secret.seal(nonce, audience, session);
        let reference = Session {
            id: session.id,
            profile: session.profile.clone(),
            read_only: session.read_only,
            expires_at: session.expires_at,
            subject: SessionSubject::Reference(secret),
        };
        Self::Stored {
            token: SessionToken::seal(keys, nonce, audience, &reference),
            id: session.id,
            state,
        }
    }

    /// The token to return.
    pub fn token(&self) -> &SessionToken {
        match self {
            Self::Inline(token) | Self::Stored { token, .. } => token,
        }
    }
}
