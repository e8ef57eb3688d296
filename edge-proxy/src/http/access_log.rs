//! The access log.

use serde::Serialize;

use crate::git::GitRequest;
use crate::git::service::{Phase, Service};

/// One request's access log entry: a JSON line, without secrets.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AccessLog {
    /// The id that the client sees in a refusal.
    pub request_id: String,
    /// The request's method.
    pub method: String,
    /// The form of the address.
    pub route: &'static str,
    /// The profile in the address, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The region of the repository, or of a call to AWS's API.
    pub region: Option<String>,
    /// The repository's name.
    pub repository: Option<String>,
    /// The service, with `/info/refs` appended for discovery; or the AWS API that a call is for.
    pub service: Option<&'static str>,
    /// The action of a call to AWS's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<&'static str>,
    /// The kind of credential.
    pub identity: &'static str,
    /// The access key id, the user name of Git credentials, or a token's subject.
    pub principal: Option<String>,
    /// The credentials that the edge got for the caller, if it had to.
    #[serde(flatten)]
    pub credential_origin: Option<CredentialOrigin>,
    /// The status of the response.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<&'static str>,
    /// The status of the response from CodeCommit, or from the AWS API that a call is for.
    pub upstream_status: Option<u16>,
    /// How often the request was repeated because CodeCommit was busy.
    pub retries: u32,
    /// The use of the caches, if the operator enabled them.
    #[serde(flatten)]
    pub reuse: Option<ReuseLog>,
    /// Milliseconds until the head of the response was ready.
    pub duration_ms: u64,
    /// The failure behind the edge, for the operator: it is not sent to the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl AccessLog {
    /// An entry with only the method.
    pub fn new(method: &str) -> Self {
        Self {
            request_id: String::new(),
            // A client can send any method.
            method: method
                .chars()
                .filter(char::is_ascii_alphabetic)
                .take(16)
                .collect(),
            route: "none",
            profile: None,
            region: None,
            repository: None,
            service: None,
            action: None,
            identity: "none",
            principal: None,
            credential_origin: None,
            status: 0,
            code: None,
            upstream_status: None,
            retries: 0,
            reuse: None,
            duration_ms: 0,
            detail: None,
        }
    }

    /// The JSON line.
    pub fn to_json(&self) -> String {
        // Serialising strings and numbers cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(crate) fn observe_route(&mut self, route: &GitRequest) {
        self.route = route.form;
        self.profile.clone_from(&route.profile);
        self.region = Some(route.remote.region().as_str().to_owned());
        self.repository = Some(route.remote.repository().as_str().to_owned());
        self.service = Some(match (route.service, route.phase) {
            (Service::ReceivePack, Phase::Discovery) => "git-receive-pack/info/refs",
            (Service::ReceivePack, Phase::Rpc) => "git-receive-pack",
            (Service::UploadPack, Phase::Discovery) => "git-upload-pack/info/refs",
            (Service::UploadPack, Phase::Rpc) => "git-upload-pack",
        });
    }

    /// Records the kind of credential and its principal.
    pub(crate) fn observe_credential(&mut self, kind: &'static str, principal: Option<&str>) {
        self.identity = kind;
        self.principal = principal.map(str::to_owned);
    }
}

/// Where the credentials came from, to find the request in CloudTrail.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct CredentialOrigin {
    /// The role that was assumed, or chosen in IAM Identity Center.
    pub role: String,
    /// The role session name.
    pub session_name: String,
    /// Where the credentials were found: in the session, a cache, or at AWS.
    pub credentials: &'static str,
    /// How often STS was called.
    pub sts_calls: u32,
    /// STS's error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sts_error: Option<String>,
}

/// How the caches of CodeCommit's responses were used.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct ReuseLog {
    /// `hit`, `miss`, `fill` or `bypass`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack_cache: Option<String>,
    /// Why the pack cache was missed or bypassed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pack_cache_reason: Option<String>,
    /// `hit` or `miss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refs_cache: Option<String>,
    /// The number of bytes that came from the cache instead of CodeCommit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_saved: Option<u64>,
}
