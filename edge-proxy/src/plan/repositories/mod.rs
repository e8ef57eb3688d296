//! Plans the list of repositories, for callers without keys of their own: the edge asks CodeCommit with their role.

mod listing;

use signer_wasm::{Region, Timestamp};

pub use self::listing::{Listing, MAX_ANSWER};
use super::Plan;
use super::caller::{Identified, identify};
use super::resolved_credentials::ResolvedCredentials;
use crate::auth::Credential;
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::{AccessLog, RequestHead};
use crate::{Config, Error};

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn decide(
    profile: Option<String>,
    region: Region,
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    log.route = "repositories";
    log.service = Some("codecommit");
    log.action = Some("ListRepositories");
    log.region = Some(region.as_str().to_owned());
    let policy = match &profile {
        None => None,
        Some(name) => {
            let profile = config.profiles.get(name).ok_or_else(|| {
                Error::NotFound("This edge has no profile of that name. Check its spelling.".into())
            })?;
            Some(&profile.policy)
        }
    };
    // Logged only now: an unknown name may be a token in the wrong place.
    log.profile.clone_from(&profile);
    for policy in [Some(&config.policy), policy].into_iter().flatten() {
        policy.admit_region(&region)?;
    }

    match identify(config, request, now, log)? {
        Identified::Complete(Credential::AccessKeys(credentials)) => {
            let credential = Credential::AccessKeys(credentials.clone());
            let listing = Listing::new(region, Vec::from_iter(profile), credential, credentials);
            Ok(Plan::ListRepositories(Box::new(listing)))
        }
        Identified::Complete(_) => Err(Error::UnrecognisedCredential("The repositories cannot be listed with this credential, which is for git only. Send a session, an identity provider's token or access keys; with keys of your own, call CodeCommit's API.".into())),
        Identified::NeedsCredentials(caller) => Ok(Plan::NeedCredentials(Box::new(CredentialRequest {
            caller,
            target: CredentialTarget::Repositories { profile, region },
        }))),
    }
}

/// Completes the plan once the credentials for it are there.
pub(super) fn proceed(
    profile: Option<&String>,
    region: &Region,
    credential: Credential,
    resolved: &ResolvedCredentials,
) -> Plan {
    let profiles = [profile, resolved.profile.as_ref()];
    let profiles = profiles.into_iter().flatten().cloned().collect();
    let credentials = resolved.credentials.clone();
    let listing = Listing::new(region.clone(), profiles, credential, credentials);
    Plan::ListRepositories(Box::new(listing))
}
