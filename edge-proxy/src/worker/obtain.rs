//! What a request lacks that its caller is to be signed for.

use super::credentials::{Search, Trail};
use super::exchange::Exchange;
use super::{Result, provider_keys, sessions};
use crate::facts::{Facts, Obtained as ObtainedFacts};
use crate::obtain::{Caller, Need, Obtain};
use crate::plan::Obtained;
use crate::session::SessionSubject;

pub(super) async fn obtain(
    obtain: &mut Obtain,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Obtained> {
    let Exchange {
        head,
        config,
        clock,
        ..
    } = *exchange;
    if let Caller::Session { session, .. } = &mut obtain.caller {
        sessions::complete(session, head.own_origin(), clock).await?;
        facts.profile.clone_from(&session.profile);
        facts.principal = match &session.subject {
            SessionSubject::Credentials(credentials) => {
                Some(credentials.access_key_id().to_owned())
            }
            SessionSubject::Identity(identity) => Some(identity.subject.clone()),
            SessionSubject::Reference(_) => None,
        };
    }

    let standing = obtain.standing(config, clock.now()?)?;
    match obtain.need(config) {
        Ok(Need::Nothing {
            credentials,
            profile,
            read_only,
        }) => Ok(Obtained {
            credentials,
            read_only,
            profile: profile.map(str::to_owned),
            identity: None,
            id: None,
        }),
        Ok(Need::Role {
            assumption,
            grant,
            identity,
        }) => {
            let mut search = Search {
                obtain,
                assumption: &assumption,
                profile: grant.name,
                exchange,
                trail: Trail::default(),
            };
            let found = search.run(standing).await;
            facts.profile = Some(grant.name.to_owned());
            facts.obtained = Some(ObtainedFacts {
                role: assumption.role.as_str().to_owned(),
                session_name: assumption.session_name.clone(),
                credentials: search.trail.source,
                sts_calls: search.trail.sts_calls,
                sts_error: search.trail.sts_error,
            });
            Ok(Obtained {
                credentials: found?,
                read_only: grant.read_only,
                profile: Some(grant.name.to_owned()),
                identity,
                id: Some(assumption.id()),
            })
        }
        Err(error) => {
            // What the claims of a token do not open is said to those alone who have a true one.
            if let (Caller::Token(jwt), Some(provider)) = (&obtain.caller, obtain.provider(config))
            {
                provider_keys::verify(jwt, provider, clock).await?;
            }
            Err(error)
        }
    }
}
