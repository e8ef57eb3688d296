use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::admin::{AdminError, Outcome, done};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::iam::{
    AccessKey, Action, CredentialOwner, Glob, Identity, Principal, Statement, UserArn, is_account,
};
use crate::key_material::{self, DEFAULT_TOKEN_BYTES, TOKEN_BYTES};
use crate::secret::Secret;
use crate::timestamp::Timestamp;

const SESSION_ARN: &str = "arn:aws:sts::123456789012:assumed-role/developer/alice";
const USER_ARN: &str = "arn:aws:iam::123456789012:user/alice";

const DEFAULT_LIFETIME: u64 = 3600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Issue {
    lifetime_seconds: Option<u64>,
    session: Option<bool>,
    session_token_bytes: Option<usize>,
    allow: Option<Vec<StatementFields>>,
    arn: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    session_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueGit {
    username: Option<String>,
    password: Option<String>,
    allow: Option<Vec<StatementFields>>,
    arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementFields {
    actions: Option<Vec<String>>,
    repositories: Option<Vec<String>>,
    users: Option<Vec<String>>,
}

/// Issues an access key, or installs a given one.
pub(super) fn issue(cloud: &Cloud, issue: Issue) -> Outcome {
    let Issue {
        lifetime_seconds,
        session,
        session_token_bytes,
        allow,
        arn,
        access_key_id,
        secret_access_key,
        session_token,
    } = issue;
    let is_session = session.unwrap_or(access_key_id.is_none() || session_token.is_some());
    if !is_session && (session_token.is_some() || session_token_bytes.is_some()) {
        return Err(AdminError::bad_request(
            "session_token and session_token_bytes need session: true",
        ));
    }
    let token_bytes = session_token_bytes.unwrap_or(DEFAULT_TOKEN_BYTES);
    check_token_bytes("session_token_bytes", token_bytes)?;
    let access_key_id = access_key_id.unwrap_or_else(|| {
        let prefix = if is_session { "ASIA" } else { "AKIA" };
        key_material::unique_id(prefix, 20)
    });
    if access_key_id.is_empty() || !access_key_id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(AdminError::bad_request(
            "access_key_id must consist of letters and digits",
        ));
    }

    // A user's own key lasts until it is expired by hand.
    let lifetime = lifetime_seconds.or(is_session.then_some(DEFAULT_LIFETIME));
    let expiration = lifetime
        .map(|seconds| {
            cloud
                .now()
                .checked_add(Duration::from_secs(seconds))
                .ok_or_else(|| AdminError::bad_request("lifetime_seconds is too long"))
        })
        .transpose()?;
    let default_arn = if is_session { SESSION_ARN } else { USER_ARN };
    let key = AccessKey {
        access_key_id,
        secret_access_key: secret_access_key
            .unwrap_or_else(key_material::secret_access_key)
            .into(),
        session_token: is_session
            .then(|| session_token.unwrap_or_else(|| key_material::session_token(token_bytes)))
            .map(Secret::from),
        expiration,
        owner: owner(cloud, arn.unwrap_or_else(|| default_arn.to_owned()), allow)?,
    };

    let answer = describe(&key);
    cloud.iam.install_access_key(key);
    Ok(json(StatusCode::CREATED, &answer))
}

/// Expires a key now.
pub(super) fn expire(cloud: &Cloud, access_key_id: &str) -> Outcome {
    if cloud.iam.expire_access_key(access_key_id, cloud.now()) {
        Ok(done())
    } else {
        Err(AdminError::not_found("no such access key"))
    }
}

/// Issues static Git credentials, or installs given ones.
pub(super) fn issue_git(cloud: &Cloud, issue: IssueGit) -> Outcome {
    let IssueGit {
        username,
        password,
        allow,
        arn,
    } = issue;
    let arn = arn.unwrap_or_else(|| USER_ARN.to_owned());
    let arn = UserArn::parse(&arn)
        .ok_or_else(|| AdminError::bad_request(format!("{arn:?} is not the ARN of a user")))?;
    let has_shape = |username: &String| {
        username
            .rsplit_once("-at-")
            .is_some_and(|(name, account)| !name.is_empty() && is_account(account))
    };
    if !username.as_ref().is_none_or(has_shape) {
        return Err(AdminError::bad_request(
            "username must look like alice-at-123456789012",
        ));
    }
    let allow = allow.map(statements).transpose()?;

    let user = cloud.iam.users.ensure(arn, None, cloud.now());
    let credential = cloud.iam.service_credentials.install(
        &user,
        username,
        password,
        allow,
        cloud.now(),
        Instant::now(),
    );
    Ok(json(
        StatusCode::CREATED,
        &json!({ "username": credential.user_name, "password": credential.password.expose() }),
    ))
}

/// Deletes static Git credentials.
pub(super) fn remove_git(cloud: &Cloud, username: &str) -> Outcome {
    if cloud
        .iam
        .service_credentials
        .delete_named(username, Instant::now())
    {
        Ok(done())
    } else {
        Err(AdminError::not_found("no such Git credentials"))
    }
}

/// The credentials with the field names of STS and the AWS CLI.
fn describe(key: &AccessKey) -> Value {
    let mut fields = Map::new();
    fields.insert("AccessKeyId".to_owned(), key.access_key_id.clone().into());
    let secret = key.secret_access_key.expose();
    fields.insert("SecretAccessKey".to_owned(), secret.into());
    if let Some(token) = &key.session_token {
        fields.insert("SessionToken".to_owned(), token.expose().into());
    }
    if let Some(expiration) = key.expiration {
        let expiration = Timestamp::from(expiration).extended();
        fields.insert("Expiration".to_owned(), expiration.into());
    }
    fields.into()
}

/// The owner of a credential: the user with this ARN, created if necessary, or another
/// principal.
fn owner(
    cloud: &Cloud,
    arn: String,
    allow: Option<Vec<StatementFields>>,
) -> Result<CredentialOwner, AdminError> {
    if let Some(user) = UserArn::parse(&arn) {
        let allow = allow.map(statements).transpose()?;
        let id = cloud.iam.users.ensure(user, None, cloud.now()).unique_id;
        return Ok(CredentialOwner::User { id, allow });
    }
    let account = arn.split(':').nth(4).unwrap_or_default();
    if !arn.starts_with("arn:") || account.len() != 12 {
        return Err(AdminError::bad_request(format!(
            "{arn:?} must be an ARN such as {SESSION_ARN}"
        )));
    }
    let user_id = match arn.rsplit_once('/') {
        Some((role, session)) if role.contains(":assumed-role/") => {
            format!("AROALOCALAWSROLEEXMP:{session}")
        }
        _ => account.to_owned(),
    };
    let principal = Principal {
        account: account.to_owned(),
        arn,
        user_id,
    };
    Ok(CredentialOwner::Principal(Arc::new(Identity {
        principal,
        allow: allow_list(allow)?,
        session_policy: None,
    })))
}

/// An allow list; without one, everything is allowed.
pub(super) fn allow_list(
    allow: Option<Vec<StatementFields>>,
) -> Result<Vec<Statement>, AdminError> {
    match allow {
        None => Ok(vec![Statement::everything()]),
        Some(fields) => statements(fields),
    }
}

/// The entries of an allow list.
pub(super) fn statements(fields: Vec<StatementFields>) -> Result<Vec<Statement>, AdminError> {
    fields.into_iter().map(Statement::try_from).collect()
}

pub(super) fn check_token_bytes(name: &str, bytes: usize) -> Result<(), AdminError> {
    if TOKEN_BYTES.contains(&bytes) {
        return Ok(());
    }
    let (least, most) = (TOKEN_BYTES.start(), TOKEN_BYTES.end());
    Err(AdminError::bad_request(format!(
        "{name} is from {least} to {most}"
    )))
}

impl TryFrom<StatementFields> for Statement {
    type Error = AdminError;

    fn try_from(fields: StatementFields) -> Result<Self, AdminError> {
        let all = Self::everything();
        let globs = |patterns: Vec<String>| patterns.into_iter().map(Glob::new).collect::<Vec<_>>();
        let actions = fields.actions.map_or(all.actions, globs);
        // A mistyped action would allow nothing, silently.
        let is_known = |glob: &Glob| Action::ALL.iter().any(|it| glob.matches(it.as_str()));
        if !actions.iter().all(is_known) {
            return Err(AdminError::bad_request(
                "an action must be one such as codecommit:GitPull or iam:UploadSSHPublicKey, or a pattern \
                 that matches one",
            ));
        }
        Ok(Self {
            actions,
            repositories: fields.repositories.map_or(all.repositories, globs),
            users: fields.users.unwrap_or_else(Self::own_user),
        })
    }
}
