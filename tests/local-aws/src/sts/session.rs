//! The sessions that STS issues.

use crate::answer::escape;
use crate::cloud::Cloud;
use crate::iam::{AccessKey, Identity, Principal, Role};
use crate::query::QueryError;
use crate::sts::parameters::SessionRequest;
use crate::timestamp::Timestamp;

/// A session's keys, and its form in a response.
pub(super) struct Session {
    key: AccessKey,
    principal: Principal,
    packed_policy_size: Option<usize>,
}

impl Session {
    /// Opens a session of the role for an authorized caller.
    pub(super) fn open(
        cloud: &Cloud,
        role: &Role,
        request: SessionRequest,
    ) -> Result<Self, QueryError> {
        let SessionRequest {
            role: _,
            session_name,
            duration_seconds,
            longest,
            policy,
            packed_policy_size,
        } = request;
        if duration_seconds > role.max_session_seconds {
            return Err(QueryError::validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }

        let principal = role.arn.session_principal(&role.unique_id, &session_name);
        let identity = Identity {
            principal: principal.clone(),
            allow: role.allow.clone(),
            session_policy: policy,
        };
        Ok(Self {
            key: cloud.open_session(
                longest.map_or(duration_seconds, |it| duration_seconds.min(it.as_secs())),
                identity,
            ),
            principal,
            packed_policy_size,
        })
    }

    /// The response elements common to all ways of assuming a role.
    pub(super) fn to_xml(&self) -> String {
        let AccessKey {
            access_key_id,
            secret_access_key,
            session_token,
            expiration,
            owner: _,
        } = &self.key;
        let Principal { arn, user_id, .. } = &self.principal;
        let token = session_token.as_ref().map_or("", |it| it.expose());
        let expiration = expiration.map(|it| Timestamp::from(it).extended());
        let size = self.packed_policy_size.map_or_else(String::new, |percent| {
            format!("    <PackedPolicySize>{percent}</PackedPolicySize>\n")
        });
        format!(
            "    <AssumedRoleUser>\n      <AssumedRoleId>{}</AssumedRoleId>\n      \
             <Arn>{}</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      \
             <AccessKeyId>{access_key_id}</AccessKeyId>\n      \
             <SecretAccessKey>{}</SecretAccessKey>\n      <SessionToken>{}</SessionToken>\n      \
             <Expiration>{}</Expiration>\n    </Credentials>\n{size}",
            escape(user_id),
            escape(arn),
            escape(secret_access_key.expose()),
            escape(token),
            expiration.unwrap_or_default(),
        )
    }
}
