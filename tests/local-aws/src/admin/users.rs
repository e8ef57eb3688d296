use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::credentials::{StatementFields, statements};
use crate::admin::{AdminError, DEFAULT_ACCOUNT, DEFAULT_PARTITION, Outcome};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::iam::{AccessKey, CredentialOwner, RenameError, UserArn};
use crate::key_material;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    name: String,
    account: Option<String>,
    partition: Option<String>,
    path: Option<String>,
    allow: Option<Vec<StatementFields>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Renaming {
    new_name: String,
    account: Option<String>,
}

/// Creates a user, or changes an existing one's permissions, and issues an access key.
pub(super) fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        name,
        account,
        partition,
        path,
        allow,
    } = creation;
    let arn = UserArn::with_path(
        partition.unwrap_or_else(|| DEFAULT_PARTITION.to_owned()),
        account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned()),
        path.unwrap_or_else(|| "/".to_owned()),
        name,
    )
    .ok_or_else(|| {
        AdminError::bad_request("name, path, account and partition must form the ARN of a user")
    })?;
    let allow = allow.map(statements).transpose()?;

    let user = cloud.iam.users.ensure(arn, allow, cloud.now());
    let key = AccessKey {
        access_key_id: key_material::unique_id("AKIA", 20),
        secret_access_key: key_material::secret_access_key().into(),
        session_token: None,
        expiration: None,
        owner: CredentialOwner::User {
            id: user.unique_id.clone(),
            allow: None,
        },
    };
    let answer = json!({
        "Arn": user.arn.to_string(),
        "UserId": user.unique_id,
        "UserName": user.arn.name,
        "AccessKeyId": key.access_key_id,
        "SecretAccessKey": key.secret_access_key.expose(),
    });
    cloud.iam.install_access_key(key);
    Ok(json(StatusCode::CREATED, &answer))
}

/// Renames a user. All credentials stay as they are.
pub(super) fn rename(cloud: &Cloud, name: &str, renaming: Renaming) -> Outcome {
    let Renaming { new_name, account } = renaming;
    let account = account.as_deref().unwrap_or(DEFAULT_ACCOUNT);
    match cloud.iam.users.rename(account, name, &new_name) {
        Ok(user) => Ok(json(
            StatusCode::OK,
            &json!({ "Arn": user.arn.to_string(), "UserId": user.unique_id, "UserName": new_name }),
        )),
        Err(RenameError::NoSuchUser) => Err(AdminError::not_found("no such user")),
        Err(RenameError::NameTaken) => Err(AdminError::new(
            StatusCode::CONFLICT,
            "another user has this name",
        )),
        Err(RenameError::InvalidName) => Err(AdminError::bad_request(
            "new_name must be 1 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -",
        )),
    }
}
