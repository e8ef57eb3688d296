use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::record::public_text;
use crate::query::QueryRequest;
use crate::sts::session_tags;

/// The parameters of an STS call as sent, without the token, the assertion and the external id.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StsCall {
    action: Option<String>,
    role: Option<String>,
    /// The ARN of the SAML provider.
    saml_provider: Option<String>,
    session_name: Option<String>,
    duration_seconds: Option<u64>,
    /// The session policy; text if it is not JSON.
    policy: Option<Value>,
    source_identity: Option<String>,
    tags: BTreeMap<String, String>,
    external_id: bool,
}

impl StsCall {
    pub(super) fn of(request: &QueryRequest<'_>) -> Self {
        let text = |name| request.parameter(name).map(public_text);
        Self {
            action: text("Action"),
            role: text("RoleArn"),
            saml_provider: text("PrincipalArn"),
            session_name: text("RoleSessionName"),
            duration_seconds: text("DurationSeconds").and_then(|it| it.parse().ok()),
            policy: text("Policy").map(|it| serde_json::from_str(&it).unwrap_or(it.into())),
            source_identity: text("SourceIdentity"),
            tags: session_tags(request)
                .into_iter()
                .map(|(key, value)| (public_text(key), public_text(value)))
                .collect(),
            external_id: request.parameter("ExternalId").is_some(),
        }
    }
}
