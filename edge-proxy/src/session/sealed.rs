use super::{Session, SessionKeys, SessionSubject, SessionToken, StateSecret, payload};

/// A session, sealed to be handed out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SealedSession {
    /// The token holds all of it.
    Inline(SessionToken),
    /// The token holds the secret to a state that has to be kept.
    Stored {
        /// The token, of a session whose subject is [`SessionSubject::Reference`].
        token: SessionToken,
        /// The session's id, to keep the state by.
        id: [u8; 16],
        /// What to keep: sealed with the secret in the token.
        state: Vec<u8>,
    },
}

impl SealedSession {
    /// The longest token that every store of passwords takes, in characters.
    ///
    /// The Windows Credential Manager has room for 2,560 bytes (`CRED_MAX_CREDENTIAL_BLOB_SIZE`),
    /// and git's helper for it writes UTF-16.
    pub const MAX_TOKEN_CHARACTERS: usize = 1280;

    /// Seals a session for `audience`, the edge's origin. The nonce and the secret are random, and new
    /// each time.
    pub fn seal(
        keys: &SessionKeys,
        nonce: [u8; 12],
        secret: &[u8; 32],
        audience: &str,
        session: &Session,
    ) -> Self {
        let payload = payload::encode(session);
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
        // The state and the token have different keys, so that one nonce serves for both.
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

    /// The token to hand out.
    pub fn token(&self) -> &SessionToken {
        match self {
            Self::Inline(token) | Self::Stored { token, .. } => token,
        }
    }
}
