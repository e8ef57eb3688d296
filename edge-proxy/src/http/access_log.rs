//! What the log says.

use serde::Serialize;

use crate::git::GitRequest;
use crate::git::service::{Phase, Service};

/// What the log says of a request: one JSON line, with nothing secret in it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct AccessLog {
    /// Ties a refusal that somebody saw to this line.
    pub request_id: String,
    /// The method.
    pub method: String,
    /// The form of the address.
    pub route: &'static str,
    /// The profile in the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The repository.
    pub repository: Option<String>,
    /// The service, and `/info/refs` behind it for discovery.
    pub service: Option<&'static str>,
    /// The kind of credential.
    pub identity: &'static str,
    /// The access key id, the user of Git credentials, or the subject of a token.
    pub principal: Option<String>,
    /// What was obtained for the caller, where something had to be.
    #[serde(flatten)]
    pub obtained: Option<CredentialOrigin>,
    /// The status of the answer.
    pub status: u16,
    /// The code of a refusal.
    pub code: Option<&'static str>,
    /// The status of CodeCommit's answer.
    pub upstream_status: Option<u16>,
    /// How often a discovery was sent again, because CodeCommit was busy.
    pub retries: u32,
    /// Milliseconds until the head of the answer was there.
    pub duration_ms: u64,
    /// What went wrong behind the edge, which the caller is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl AccessLog {
    /// A line that knows no more than the method.
    pub fn new(method: &str) -> Self {
        Self {
            request_id: String::new(),
            // A method of any length and form can be sent.
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
            identity: "none",
            principal: None,
            obtained: None,
            status: 0,
            code: None,
            upstream_status: None,
            retries: 0,
            duration_ms: 0,
            detail: None,
        }
    }

    /// The line.
    pub fn to_json(&self) -> String {
        // Strings and numbers alone: there is nothing in it that cannot be written.
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

    /// Notes the kind of credential, and whom it names.
    pub(crate) fn observe_credential(&mut self, kind: &'static str, principal: Option<&str>) {
        self.identity = kind;
        self.principal = principal.map(str::to_owned);
    }
}

/// What leads from a line of the log to CloudTrail's.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct CredentialOrigin {
    /// The role.
    pub role: String,
    /// The role session name.
    pub session_name: String,
    /// Where the credentials were found.
    pub credentials: &'static str,
    /// How often STS was asked.
    pub sts_calls: u32,
    /// What STS refused with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sts_error: Option<String>,
}
