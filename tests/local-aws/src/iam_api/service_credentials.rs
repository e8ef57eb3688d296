//! The five operations for service-specific credentials. Where AWS's recorded answers differ from its model,
//! the codes and messages are the recorded ones.

use super::paging::page;
use super::parameters::{id, number, required, status, user_name};
use super::xml::{element, list, structure, time};
use super::{Api, limit_exceeded, no_such_entity};
use crate::iam::{
    Action, CREDENTIALS_PER_USER, CredentialService, NoSuchCredential, ServiceCredential, TooMany,
    User,
};
use crate::query::QueryError;

const ID: &str = "ServiceSpecificCredentialId";

impl Api<'_> {
    pub(super) fn create_service_specific_credential(&self) -> Result<String, QueryError> {
        let name = required(user_name(self.request, 64)?, "UserName")?;
        let service = required(self.request.parameter("ServiceName"), "ServiceName")?;
        let age = number(self.request, "CredentialAgeDays", 1..=36_600)?;
        let user = self.user(Action::CreateServiceSpecificCredential, Some(name))?;
        let service = parse(service)?;
        if age.is_some() {
            return Err(QueryError::bad_request(
                "InvalidInput",
                format!(
                    "CredentialAgeDays is not supported for {}",
                    service.as_str()
                ),
            ));
        }
        let (created, now) = (self.call.cloud.now(), self.now());
        let credentials = &self.call.cloud.iam.service_credentials;
        credentials
            .create(&user, service, created, now)
            .map(|credential| with_password(&user, &credential))
            .map_err(|TooMany| {
                limit_exceeded("ServiceSpecificCredentialsPerUser", CREDENTIALS_PER_USER)
            })
    }

    /// Without `AllUsers`, the list is not divided into pages, and nothing says that it is complete.
    pub(super) fn list_service_specific_credentials(&self) -> Result<String, QueryError> {
        let action = Action::ListServiceSpecificCredentials;
        let name = user_name(self.request, 64)?;
        let service = self.request.parameter("ServiceName");
        let all_users = self.request.parameter("AllUsers") == Some("true");
        if all_users && name.is_some() {
            return Err(QueryError::validation(
                "UserName and AllUsers cannot be specified together.",
            ));
        }
        let users = if all_users {
            self.authorize(action, "")?;
            let account = &self.identity.principal.account;
            self.call.cloud.iam.users.of_account(account)
        } else {
            vec![self.user(action, name)?]
        };
        let service = service.map(parse).transpose()?;

        let credentials = &self.call.cloud.iam.service_credentials;
        let (delay, now) = (self.read_delay(), self.now());
        let metadata: Vec<_> = users
            .iter()
            .flat_map(|user| {
                let credentials = credentials.of_user(&user.unique_id, delay, now);
                credentials.into_iter().map(move |it| (user, it))
            })
            .filter(|(_, it)| service.is_none_or(|service| it.service == service))
            .map(|(user, it)| members(user, &it))
            .collect();
        let name = "ServiceSpecificCredentials";
        if all_users {
            let page = page(self.request, metadata)?;
            return Ok(list(name, page.items) + &page.end);
        }
        Ok(list(name, metadata))
    }

    pub(super) fn update_service_specific_credential(&self) -> Result<Option<String>, QueryError> {
        let status = status(self.request)?;
        let (user, id) = self.credential(Action::UpdateServiceSpecificCredential)?;
        let credentials = &self.call.cloud.iam.service_credentials;
        credentials
            .set_status(&user.unique_id, id, status, self.now())
            .map_err(|error| no_such_credential(error, id))?;
        Ok(None)
    }

    pub(super) fn reset_service_specific_credential(&self) -> Result<String, QueryError> {
        let (user, id) = self.credential(Action::ResetServiceSpecificCredential)?;
        let credentials = &self.call.cloud.iam.service_credentials;
        let credential = credentials
            .reset(&user.unique_id, id, self.now())
            .map_err(|error| no_such_credential(error, id))?;
        Ok(with_password(&user, &credential))
    }

    pub(super) fn delete_service_specific_credential(&self) -> Result<Option<String>, QueryError> {
        let (user, id) = self.credential(Action::DeleteServiceSpecificCredential)?;
        let credentials = &self.call.cloud.iam.service_credentials;
        credentials
            .delete(&user.unique_id, id, self.now())
            .map_err(|error| no_such_credential(error, id))?;
        Ok(None)
    }

    /// The user and the credential's id that a request names.
    fn credential(&self, action: Action) -> Result<(User, &str), QueryError> {
        let name = user_name(self.request, 64)?;
        let id = id(self.request, ID)?;
        Ok((self.user(action, name)?, id))
    }
}

fn parse(service: &str) -> Result<CredentialService, QueryError> {
    CredentialService::parse(service).ok_or_else(|| {
        no_such_entity(format!(
            "No such service {service} is supported for Service Specific Credentials"
        ))
    })
}

fn no_such_credential(_: NoSuchCredential, id: &str) -> QueryError {
    no_such_entity(format!("No such credential {id} exists"))
}

fn members(user: &User, credential: &ServiceCredential) -> String {
    [
        element("UserName", &user.arn.name),
        element("Status", credential.status.as_str()),
        element("ServiceUserName", &credential.user_name),
        time("CreateDate", credential.created),
        element(ID, &credential.id),
        element("ServiceName", credential.service.as_str()),
    ]
    .concat()
}

fn with_password(user: &User, credential: &ServiceCredential) -> String {
    let password = element("ServicePassword", credential.password.expose());
    structure(
        "ServiceSpecificCredential",
        &(members(user, credential) + &password),
    )
}
