//! What a request lacks that its caller is to be signed for.

use signer_wasm::Credentials;

use super::credentials::{Search, Source, Trail};
use super::exchange::Exchange;
use super::{Result, provider_keys, sessions};
use crate::facts::{Facts, Obtained as ObtainedFacts};
use crate::obtain::{Caller, Need, Obtain, Standing};
use crate::plan::Obtained;

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
        facts.principal = session.subject.principal().map(str::to_owned);
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
        Ok(Need::PortalRole {
            center,
            access,
            profile,
            read_only,
        }) => {
            let source = Source::Portal {
                center,
                access: &access,
            };
            let (found, trail) = search(obtain, source, exchange, standing).await;
            facts.obtained = Some(ObtainedFacts {
                role: [&access.account_id, "/", &access.role_name].concat(),
                session_name: String::new(),
                credentials: trail.source,
                sts_calls: trail.sts_calls,
                sts_error: trail.sts_error,
            });
            Ok(Obtained {
                credentials: found?,
                read_only,
                profile: profile.map(str::to_owned),
                identity: None,
                id: Some(access.id()),
            })
        }
        Ok(Need::Role {
            assumption,
            grant,
            identity,
        }) => {
            let source = Source::Sts {
                assumption: &assumption,
                profile: grant.name,
            };
            let (found, trail) = search(obtain, source, exchange, standing).await;
            facts.profile = Some(grant.name.to_owned());
            facts.obtained = Some(ObtainedFacts {
                role: assumption.role.as_str().to_owned(),
                session_name: assumption.session_name.clone(),
                credentials: trail.source,
                sts_calls: trail.sts_calls,
                sts_error: trail.sts_error,
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

async fn search(
    obtain: &Obtain,
    source: Source<'_>,
    exchange: &Exchange<'_>,
    standing: Standing,
) -> (Result<Credentials>, Trail) {
    let mut search = Search {
        obtain,
        source,
        exchange,
        trail: Trail::default(),
    };
    let found = search.run(standing).await;
    (found, search.trail)
}
