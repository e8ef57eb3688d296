//! What a request lacks that its caller is to be signed for.

use signer_wasm::Credentials;

use super::credentials::{self, Search, Trail};
use super::exchange::Exchange;
use super::{Clock, Result, provider_keys, sessions};
use crate::auth::credential_request::{Caller, Need, Obtain, Standing};
use crate::aws::credential_store::Id;
use crate::http::RequestHead;
use crate::http::access_log::{Facts, Obtained as ObtainedFacts};
use crate::plan::Obtained;
use crate::{Config, Error};

/// What this isolate has at hand for it, without a wait. `None` where something has to be asked for, or the caller has to
/// be refused.
pub(super) fn at_hand(
    obtain: &mut Obtain,
    head: &RequestHead<'_>,
    config: &Config,
    clock: &Clock,
    facts: &mut Facts,
) -> Option<Obtained> {
    if let Caller::Session { session, .. } = &mut obtain.caller {
        sessions::complete_at_once(session, head.own_origin(), clock)?.ok()?;
    }
    if obtain.standing(config, clock.now().ok()?).ok()? != Standing::Good {
        return None;
    }
    let need = obtain.need(config).ok()?;
    let id = need.id();
    let credentials = match (&need, &id) {
        (Need::Nothing { credentials, .. }, _) => credentials.clone(),
        (_, Some(id)) => credentials::fresh(id, clock)?,
        _ => return None,
    };
    observe(obtain, Some((&need, Trail::default())), facts);
    Some(obtained(need, id, credentials))
}

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
    }
    observe(obtain, None, facts);

    let standing = obtain.standing(config, clock.now()?)?;
    let need = match obtain.need(config) {
        Ok(need) => need,
        Err(error) => {
            // What the claims of a token do not open is said to those alone who have a true one.
            if let (Caller::Token(jwt), Some(provider)) = (&obtain.caller, obtain.provider(config))
            {
                provider_keys::verify(jwt, provider, clock).await?;
            }
            return Err(error);
        }
    };
    let id = need.id();
    let found = match (&need, &id) {
        (Need::Nothing { credentials, .. }, _) => Ok(credentials.clone()),
        (_, Some(id)) => {
            let mut search = Search {
                obtain,
                need: &need,
                id,
                exchange,
                trail: Trail::default(),
            };
            let found = search.run(standing).await;
            let trail = search.trail;
            observe(obtain, Some((&need, trail)), facts);
            found
        }
        (_, None) => Err(Error::Misconfigured("credentials have no id".into())),
    };
    Ok(obtained(need, id, found?))
}

/// Notes for the log what is known of the caller, and where the credentials came from.
fn observe(obtain: &Obtain, searched: Option<(&Need<'_>, Trail)>, facts: &mut Facts) {
    if let Caller::Session { session, .. } = &obtain.caller {
        facts.profile.clone_from(&session.profile);
        facts.principal = session.subject.principal().map(str::to_owned);
    }
    let Some((need, trail)) = searched else {
        return;
    };
    let (role, session_name) = match need {
        Need::Nothing { .. } => return,
        Need::PortalRole { access, .. } => (
            [&access.account_id, "/", &access.role_name].concat(),
            String::new(),
        ),
        Need::Role {
            assumption, grant, ..
        } => {
            facts.profile = Some(grant.name.to_owned());
            (
                assumption.role.as_str().to_owned(),
                assumption.session_name.clone(),
            )
        }
    };
    facts.obtained = Some(ObtainedFacts {
        role,
        session_name,
        credentials: trail.source,
        sts_calls: trail.sts_calls,
        sts_error: trail.sts_error,
    });
}

fn obtained(need: Need<'_>, id: Option<Id>, credentials: Credentials) -> Obtained {
    let (profile, read_only, identity) = match need {
        Need::Nothing {
            profile, read_only, ..
        }
        | Need::PortalRole {
            profile, read_only, ..
        } => (profile, read_only, None),
        Need::Role {
            grant, identity, ..
        } => (Some(grant.name), grant.read_only, identity),
    };
    Obtained {
        credentials,
        read_only,
        profile: profile.map(str::to_owned),
        identity,
        id,
    }
}
