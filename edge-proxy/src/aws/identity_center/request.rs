use serde::Serialize;
use zeroize::Zeroizing;

use crate::config::IdentityCenter;
use crate::http::headers::to_lines;
use crate::session::PortalAccess;
use crate::util::form::with_query;
use crate::util::{Origin, Secret};
use crate::{Config, Error};

/// A request to one of IAM Identity Center's services.
#[derive(Clone, Eq, PartialEq)]
pub struct ServiceRequest {
    /// The URL of the service in the configured region, or of the configured endpoint.
    pub url: String,
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
    /// The body of a `POST`; `None` for a `GET`.
    pub body: Option<Zeroizing<String>>,
}

impl ServiceRequest {
    fn to_oidc(
        center: &IdentityCenter,
        config: &Config,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        let base = base(center, "oidc", config.sso_oidc_endpoint.as_ref())?;
        Ok(Self {
            url: [&base, path].concat(),
            headers: Zeroizing::new(to_lines([
                ("content-type", "application/json"),
                ("accept", "application/json"),
            ])),
            // Serialising strings cannot fail.
            body: Some(Zeroizing::new(
                serde_json::to_string(body).unwrap_or_default(),
            )),
        })
    }

    /// `RegisterClient`: registers the edge as a client that may refresh its tokens.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] if the region has no public endpoints.
    pub fn register(center: &IdentityCenter, config: &Config) -> Result<Self, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            client_name: &'a str,
            client_type: &'a str,
            scopes: [&'a str; 1],
        }
        let body = Body {
            client_name: "codecommit-edge",
            client_type: "public",
            scopes: ["sso:account:access"],
        };
        Self::to_oidc(center, config, "/client/register", &body)
    }

    /// `StartDeviceAuthorization`
    ///
    /// # Errors
    ///
    /// As [`ServiceRequest::register`].
    pub fn start_device_authorization(
        center: &IdentityCenter,
        config: &Config,
        client: &super::RegisteredClient,
    ) -> Result<Self, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            client_id: &'a str,
            client_secret: &'a str,
            start_url: &'a str,
        }
        let body = Body {
            client_id: &client.id,
            client_secret: client.secret.reveal(),
            start_url: &center.start_url,
        };
        Self::to_oidc(center, config, "/device_authorization", &body)
    }

    /// `CreateToken`
    ///
    /// # Errors
    ///
    /// As [`ServiceRequest::register`].
    pub fn create_token(
        center: &IdentityCenter,
        config: &Config,
        client: &super::RegisteredClient,
        grant: super::TokenGrant<'_>,
    ) -> Result<Self, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            client_id: &'a str,
            client_secret: &'a str,
            grant_type: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            device_code: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            refresh_token: Option<&'a str>,
        }
        let (grant_type, device_code, refresh_token) = match grant {
            super::TokenGrant::DeviceCode(code) => (
                "urn:ietf:params:oauth:grant-type:device_code",
                Some(code.reveal()),
                None,
            ),
            super::TokenGrant::RefreshToken(token) => ("refresh_token", None, Some(token.reveal())),
        };
        let body = Body {
            client_id: &client.id,
            client_secret: client.secret.reveal(),
            grant_type,
            device_code,
            refresh_token,
        };
        Self::to_oidc(center, config, "/token", &body)
    }

    /// `ListAccounts`, starting at the given page.
    ///
    /// # Errors
    ///
    /// As [`ServiceRequest::register`].
    pub fn list_accounts(
        center: &IdentityCenter,
        config: &Config,
        token: &Secret,
        page: Option<&str>,
    ) -> Result<Self, Error> {
        let parameters = [("max_result", Some("100")), ("next_token", page)];
        Self::to_portal(center, config, "/assignment/accounts", &parameters, token)
    }

    /// `ListAccountRoles`, starting at the given page.
    ///
    /// # Errors
    ///
    /// As [`ServiceRequest::register`].
    pub fn list_account_roles(
        center: &IdentityCenter,
        config: &Config,
        token: &Secret,
        account_id: &str,
        page: Option<&str>,
    ) -> Result<Self, Error> {
        let parameters = [
            ("max_result", Some("100")),
            ("account_id", Some(account_id)),
            ("next_token", page),
        ];
        Self::to_portal(center, config, "/assignment/roles", &parameters, token)
    }

    /// `GetRoleCredentials`
    ///
    /// # Errors
    ///
    /// As [`ServiceRequest::register`].
    pub fn role_credentials(
        center: &IdentityCenter,
        config: &Config,
        access: &PortalAccess,
    ) -> Result<Self, Error> {
        let parameters = [
            ("role_name", Some(access.role_name.as_str())),
            ("account_id", Some(access.account_id.as_str())),
        ];
        let path = "/federation/credentials";
        Self::to_portal(center, config, path, &parameters, &access.token)
    }

    fn to_portal(
        center: &IdentityCenter,
        config: &Config,
        path: &str,
        parameters: &[(&str, Option<&str>)],
        token: &Secret,
    ) -> Result<Self, Error> {
        let base = base(center, "portal.sso", config.sso_endpoint.as_ref())?;
        Ok(Self {
            url: with_query(&[&base, path].concat(), parameters.iter().copied()),
            headers: Zeroizing::new(to_lines([
                ("x-amz-sso_bearer_token", token.reveal()),
                ("accept", "application/json"),
            ])),
            body: None,
        })
    }
}

/// The base URL of a service.
fn base(
    center: &IdentityCenter,
    service: &str,
    endpoint: Option<&Origin>,
) -> Result<String, Error> {
    if let Some(endpoint) = endpoint {
        return Ok(endpoint.as_str().to_owned());
    }
    let region = &center.region;
    match region.service_host(service) {
        Some(host) => Ok(format!("https://{host}")),
        None => Err(Error::Misconfigured(format!(
            "there is no public IAM Identity Center in {region}"
        ))),
    }
}
