use http::request::Parts;
use http::{HeaderMap, Method};

use super::page;
use crate::region::Region;
use crate::service::intended_name;

/// Which part of IAM Identity Center a request is for.
#[derive(Debug)]
pub(crate) enum Endpoint {
    Operation {
        operation: Operation,
        /// The host's, if it is an AWS host.
        region: Option<Region>,
    },
    /// The host belongs to this service, but the path does not exist.
    Unknown(Service),
    /// The page on which a user approves.
    Page,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Oidc,
    Portal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    RegisterClient,
    StartDeviceAuthorization,
    CreateToken,
    ListAccounts,
    ListAccountRoles,
    GetRoleCredentials,
    Logout,
}

/// Which service's host a request names.
enum Host {
    Ours(Service, Region),
    /// Another AWS service.
    Theirs,
    /// An address, as when the client was told to connect here by `AWS_ENDPOINT_URL_SSO`.
    Neither,
}

impl Endpoint {
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        let path = parts.uri.path();
        let operation = Operation::at(path);
        match (Host::of(&parts.headers), operation) {
            (Host::Ours(service, region), Some(operation)) if operation.service() == service => {
                Some(Self::Operation {
                    operation,
                    region: Some(region),
                })
            }
            (Host::Ours(service, _), _) => Some(Self::Unknown(service)),
            (Host::Neither, Some(operation)) => Some(Self::Operation {
                operation,
                region: None,
            }),
            (Host::Neither, None) => (path == page::PATH).then_some(Self::Page),
            (Host::Theirs, _) => None,
        }
    }

    pub(crate) fn service(&self) -> Option<Service> {
        match self {
            Self::Operation { operation, .. } => Some(operation.service()),
            Self::Unknown(service) => Some(*service),
            Self::Page => None,
        }
    }

    pub(crate) fn operation(&self) -> Option<Operation> {
        match self {
            Self::Operation { operation, .. } => Some(*operation),
            Self::Unknown(_) | Self::Page => None,
        }
    }
}

impl Service {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Oidc => "sso-oidc",
            Self::Portal => "sso-portal",
        }
    }
}

impl Operation {
    fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/client/register" => Self::RegisterClient,
            "/device_authorization" => Self::StartDeviceAuthorization,
            "/token" => Self::CreateToken,
            "/assignment/accounts" => Self::ListAccounts,
            "/assignment/roles" => Self::ListAccountRoles,
            "/federation/credentials" => Self::GetRoleCredentials,
            "/logout" => Self::Logout,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::RegisterClient => "RegisterClient",
            Self::StartDeviceAuthorization => "StartDeviceAuthorization",
            Self::CreateToken => "CreateToken",
            Self::ListAccounts => "ListAccounts",
            Self::ListAccountRoles => "ListAccountRoles",
            Self::GetRoleCredentials => "GetRoleCredentials",
            Self::Logout => "Logout",
        }
    }

    fn service(self) -> Service {
        match self {
            Self::RegisterClient | Self::StartDeviceAuthorization | Self::CreateToken => {
                Service::Oidc
            }
            Self::ListAccounts
            | Self::ListAccountRoles
            | Self::GetRoleCredentials
            | Self::Logout => Service::Portal,
        }
    }

    pub(super) fn method(self) -> &'static Method {
        match self {
            Self::ListAccounts | Self::ListAccountRoles | Self::GetRoleCredentials => &Method::GET,
            Self::RegisterClient
            | Self::StartDeviceAuthorization
            | Self::CreateToken
            | Self::Logout => &Method::POST,
        }
    }
}

impl Host {
    fn of(headers: &HeaderMap) -> Self {
        let Some(name) = intended_name(headers) else {
            return Self::Neither;
        };
        let ours = |prefix, service| {
            let (region, suffix) = name.strip_prefix(prefix)?.split_once('.')?;
            let region = Region::parse(region).filter(|it| it.dns_suffix() == suffix)?;
            Some(Self::Ours(service, region))
        };
        let is_aws = [".amazonaws.com", ".amazonaws.com.cn"]
            .iter()
            .any(|suffix| name.ends_with(suffix));
        ours("oidc.", Service::Oidc)
            .or_else(|| ours("portal.sso.", Service::Portal))
            .unwrap_or(if is_aws { Self::Theirs } else { Self::Neither })
    }
}
