//! Which cached responses of CodeCommit may answer a git request, and which callers share them.

use signer_wasm::Credentials;
use signer_wasm::sigv4::Hex;

use super::request_body::MAX_SHORT;
use crate::Config;
use crate::auth::Credential;
use crate::config::caching::PackCache;
use crate::git::GitRequest;
use crate::git::clone_request::CloneRequest;
use crate::git::service::{Phase, Service};
use crate::http::RequestHead;
use crate::util::seal::derive_id;

/// The caches that the forwarder may use for a request, and the place that the request needs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reuse {
    /// Serve a pack that was sent to another caller, if CodeCommit confirms that this caller may have it.
    pub pack: Option<PackReuse>,
    /// Use the list of refs that was sent to the same credential a moment ago.
    pub refs: Option<RefsReuse>,
    /// Wait for one of the isolate's places for this account and region.
    pub place: Option<Place>,
}

/// The use of the pack cache.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PackReuse {
    /// The callers that share packs, and the repository.
    pub scope: PackScope,
    /// The limits of the pack cache.
    pub limits: PackCache,
}

/// The callers that share packs of a repository: those of an account that reach it, or those with one access key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PackScope(Id);

/// The use of the refs cache.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RefsReuse {
    /// Use a cached list of refs, and cache the response.
    Share {
        /// The caller's credential, and the address that it was sent to.
        id: Id,
        /// The repository in any account: a push to it ends the reuse.
        repository: Id,
        /// The age in seconds up to which a list is used.
        seconds: u32,
    },
    /// Use no list from before this request, a push.
    Drop {
        /// The repository that was pushed to.
        repository: Id,
        /// For how many seconds the push must be remembered.
        seconds: u32,
    },
}

/// One of the requests that an isolate may have open to an account and region at a time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    /// The account and region, or the access key and region.
    pub id: Id,
    /// The number of places.
    pub limit: u32,
}

/// An id from [`derive_id`], which reveals nothing about its parts.
pub type Id = [u8; 32];

/// The caller of a git request, as far as the edge knows it.
pub(super) struct Requester<'a> {
    pub(super) credential: Credential,
    /// The credentials that the request is signed with, if the edge signs it.
    pub(super) credentials: Option<&'a Credentials>,
    /// The account that the credentials belong to, if the edge got them from STS or IAM Identity Center.
    pub(super) account: Option<&'a str>,
}

impl Reuse {
    // Out of line: the runtime compiles a function whole when it is first called.
    #[inline(never)]
    pub(super) fn decide(
        route: &GitRequest,
        requester: &Requester<'_>,
        request: &RequestHead<'_>,
        config: &Config,
    ) -> Option<Box<Self>> {
        let reuses = config.caching.packs.is_some() || config.caching.refs_seconds > 0;
        if !reuses && config.max_upstream_requests.is_none() {
            return None;
        }
        let is_fetch = route.service == Service::UploadPack;
        let is_rpc = route.phase == Phase::Rpc;
        let is_small = request
            .content_length()
            .is_some_and(|length| length <= MAX_SHORT);
        Some(Box::new(Self {
            pack: config
                .caching
                .packs
                .filter(|_| is_fetch && is_rpc && is_small)
                .and_then(|limits| {
                    Some(PackReuse {
                        scope: requester.pack_scope(route)?,
                        limits,
                    })
                }),
            refs: match config.caching.refs_seconds {
                0 => None,
                seconds if is_fetch && (!is_rpc || is_small) => {
                    refs_id(route, request).map(|id| RefsReuse::Share {
                        id,
                        repository: repository_id(route),
                        seconds,
                    })
                }
                seconds if !is_fetch && is_rpc => Some(RefsReuse::Drop {
                    repository: repository_id(route),
                    seconds,
                }),
                _ => None,
            },
            place: config.max_upstream_requests.and_then(|limit| {
                Some(Place {
                    id: requester.id(
                        b"codecommit-edge place",
                        &[route.remote.region().as_str().as_bytes()],
                    )?,
                    limit,
                })
            }),
        }))
    }

    /// The lines of a request for which nothing is reused.
    pub(super) const NO_LINES: &str = "\n\n\n";

    /// Three lines for the forwarder, each of words: how to reuse packs, how to reuse refs, and the place. A line is
    /// empty if there is nothing to do.
    pub(super) fn to_lines(&self) -> String {
        let hex = |id: &Id| Hex::new(id).as_str().to_owned();
        let pack = match &self.pack {
            Some(PackReuse { limits, .. }) => format!("{} {}", limits.max_bytes, limits.seconds),
            None => String::new(),
        };
        let refs = match &self.refs {
            Some(RefsReuse::Share {
                id,
                repository,
                seconds,
            }) => format!("share {seconds} {} {}", hex(repository), hex(id)),
            Some(RefsReuse::Drop {
                repository,
                seconds,
            }) => format!("drop {seconds} {}", hex(repository)),
            None => String::new(),
        };
        let place = match &self.place {
            Some(Place { id, limit }) => format!("{limit} {}", hex(id)),
            None => String::new(),
        };
        [pack.as_str(), "\n", &refs, "\n", &place, "\n"].concat()
    }
}

impl Requester<'_> {
    fn pack_scope(&self, route: &GitRequest) -> Option<PackScope> {
        let parts = [
            route.remote.region().as_str().as_bytes(),
            route.remote.repository().as_str().as_bytes(),
        ];
        self.id(b"codecommit-edge pack scope", &parts)
            .map(PackScope)
    }

    /// An id for the requester's account, or for the access key or user name if the edge does not know the account.
    /// `None` if it knows none of these.
    fn id(&self, purpose: &[u8], parts: &[&[u8]]) -> Option<Id> {
        let (kind, name) = match (self.account, self.credentials, &self.credential) {
            (Some(account), ..) => ("account", account),
            (None, Some(credentials), _) => ("access key", credentials.access_key_id()),
            (None, None, Credential::Signed { access_key_id, .. }) => {
                ("access key", access_key_id.as_str())
            }
            (None, None, Credential::GitCredentials { username }) => ("user", username.as_str()),
            (None, None, _) => return None,
        };
        let mut all = vec![kind.as_bytes(), name.as_bytes()];
        all.extend(parts);
        Some(derive_id(b"", purpose, &all))
    }
}

impl PackScope {
    /// The key of the pack that answers `request`, in hexadecimal.
    pub fn key(&self, request: &CloneRequest) -> String {
        let id = derive_id(
            b"",
            b"codecommit-edge pack",
            &[&self.0, &request.canonical()],
        );
        Hex::new(&id).as_str().to_owned()
    }
}

/// An id for the caller's credential, the address and the headers that change the response. It reveals nothing about
/// the credential.
fn refs_id(route: &GitRequest, request: &RequestHead<'_>) -> Option<Id> {
    let secret = [
        request.header("authorization"),
        request.header("cf-access-jwt-assertion"),
    ]
    .into_iter()
    .flatten()
    .find(|it| !it.is_empty())?;
    Some(derive_id(
        secret.as_bytes(),
        b"codecommit-edge refs",
        &[
            route.profile.as_deref().unwrap_or_default().as_bytes(),
            route.remote.host().as_str().as_bytes(),
            route.remote.repository().as_str().as_bytes(),
            match route.phase {
                Phase::Discovery => b"discovery",
                Phase::Rpc => b"rpc",
            },
            request
                .header("git-protocol")
                .unwrap_or_default()
                .as_bytes(),
        ],
    ))
}

fn repository_id(route: &GitRequest) -> Id {
    derive_id(
        b"",
        b"codecommit-edge refs of",
        &[
            route.remote.region().as_str().as_bytes(),
            route.remote.repository().as_str().as_bytes(),
        ],
    )
}
