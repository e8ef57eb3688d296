//! The five operations for SSH public keys.

use super::paging::page;
use super::parameters::{enumeration, id, matching_characters, required, status, user_name};
use super::xml::{element, list, structure, time};
use super::{Api, limit_exceeded, no_such_entity};
use crate::iam::{Action, AddError, KEYS_PER_USER, NoSuchKey, User, UserSshKey};
use crate::query::QueryError;
use crate::ssh_public_key::{Encoding, KeyError, SshPublicKey};

const ID: &str = "SSHPublicKeyId";
const BODY: &str = "SSHPublicKeyBody";

impl Api<'_> {
    pub(super) fn upload_ssh_public_key(&self) -> Result<String, QueryError> {
        let name = required(user_name(self.request, 64)?, "UserName")?;
        let pattern = r"[\u0009\u000A\u000D\u0020-\u00FF]+";
        let body = matching_characters(self.request, BODY, 1..=16_384, pattern, |it| {
            matches!(it, '\t' | '\n' | '\r' | ' '..='\u{ff}')
        })?;
        let body = required(body, BODY)?;
        let user = self.user(Action::UploadSshPublicKey, Some(name))?;
        let key = SshPublicKey::parse(body).map_err(|error| invalid_key(&error))?;
        let (uploaded, now) = (self.call.cloud.now(), self.now());
        let keys = &self.call.cloud.iam.ssh_keys;
        let added = keys.add(&user, key, body.trim(), uploaded, now);
        let key = added.map_err(|error| match error {
            AddError::Duplicate => QueryError::bad_request(
                "DuplicateSSHPublicKey",
                "The SSH public key is already associated with the specified IAM user.",
            ),
            AddError::TooMany => limit_exceeded("SSHPublicKeysPerUser", KEYS_PER_USER),
        })?;
        Ok(with_body(&user, &key, &key.body))
    }

    pub(super) fn list_ssh_public_keys(&self) -> Result<String, QueryError> {
        let user = self.user(Action::ListSshPublicKeys, user_name(self.request, 64)?)?;
        let page = page(self.request, self.keys_of(&user))?;
        let keys = page.items.iter().map(|key| {
            [
                element("UserName", &user.arn.name),
                element(ID, &key.id),
                element("Status", key.status.as_str()),
                time("UploadDate", key.uploaded),
            ]
            .concat()
        });
        Ok(list("SSHPublicKeys", keys) + &page.end)
    }

    pub(super) fn get_ssh_public_key(&self) -> Result<String, QueryError> {
        let encoding = match required(self.request.parameter("Encoding"), "Encoding")? {
            "SSH" => Encoding::Ssh,
            "PEM" => Encoding::Pem,
            _ => return Err(enumeration("Encoding")),
        };
        let (user, id) = self.ssh_key(Action::GetSshPublicKey)?;
        let keys = self.keys_of(&user);
        let key = keys
            .iter()
            .find(|it| it.id == id)
            .ok_or_else(|| no_such_key(NoSuchKey, id))?;
        let body = match encoding {
            _ if key.encoding == encoding => key.body.clone(),
            Encoding::Ssh => key.key.to_line(),
            Encoding::Pem => key.key.to_pem(),
        };
        Ok(with_body(&user, key, &body))
    }

    pub(super) fn update_ssh_public_key(&self) -> Result<Option<String>, QueryError> {
        let status = status(self.request)?;
        let (user, id) = self.ssh_key(Action::UpdateSshPublicKey)?;
        let keys = &self.call.cloud.iam.ssh_keys;
        keys.set_status(&user.unique_id, id, status, self.now())
            .map_err(|error| no_such_key(error, id))?;
        Ok(None)
    }

    pub(super) fn delete_ssh_public_key(&self) -> Result<Option<String>, QueryError> {
        let (user, id) = self.ssh_key(Action::DeleteSshPublicKey)?;
        let keys = &self.call.cloud.iam.ssh_keys;
        keys.delete(&user.unique_id, id, self.now())
            .map_err(|error| no_such_key(error, id))?;
        Ok(None)
    }

    /// The user and the key's id that a request names.
    fn ssh_key(&self, action: Action) -> Result<(User, &str), QueryError> {
        let name = required(user_name(self.request, 64)?, "UserName")?;
        let id = id(self.request, ID)?;
        Ok((self.user(action, Some(name))?, id))
    }

    fn keys_of(&self, user: &User) -> Vec<UserSshKey> {
        let keys = &self.call.cloud.iam.ssh_keys;
        keys.of_user(&user.unique_id, self.read_delay(), self.now())
    }
}

fn invalid_key(error: &KeyError) -> QueryError {
    match error {
        KeyError::Unrecognized => QueryError::bad_request(
            "UnrecognizedPublicKeyEncoding",
            "Invalid public key uploaded.",
        ),
        KeyError::Malformed => {
            QueryError::bad_request("InvalidPublicKey", "The public key is malformed.")
        }
        KeyError::Length(bits) => QueryError::bad_request(
            "InvalidPublicKey",
            format!("The public key has {bits} bits, but must have from 2048 to 16384."),
        ),
    }
}

fn no_such_key(_: NoSuchKey, id: &str) -> QueryError {
    no_such_entity(format!("The Public Key with id {id} cannot be found."))
}

fn with_body(user: &User, key: &UserSshKey, body: &str) -> String {
    let members = [
        element("UserName", &user.arn.name),
        element(ID, &key.id),
        element("Fingerprint", key.key.fingerprint()),
        element(BODY, body),
        element("Status", key.status.as_str()),
        time("UploadDate", key.uploaded),
    ];
    structure("SSHPublicKey", &members.concat())
}
