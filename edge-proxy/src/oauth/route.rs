use crate::saml::ACS;
use crate::{Config, Error};

/// The addresses of sign-ins, for users' browsers and for programs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LoginRoute {
    /// `GET /assets/…`: styles and scripts of the pages.
    Asset,
    /// `GET /oauth/authorize`: a helper sent the browser.
    Authorize,
    /// `GET /oauth/callback/{provider}`: the identity provider redirected the browser back.
    Callback,
    /// `POST /oauth/decision`: the user allows or denies the waiting program.
    Decision,
    /// `GET /device`: the user enters a device's code.
    Device,
    /// `POST /oauth/device_authorization`: a device requests codes.
    DeviceAuthorization,
    /// `GET /device/sign-in`: the user signs in for a device.
    DeviceSignIn,
    /// `GET /oauth/identity-center`: the user signs in to IAM Identity Center, and chooses a role.
    IdentityCenter,
    /// `GET /.well-known/oauth-authorization-server`: the metadata of RFC 8414.
    Metadata,
    /// `POST /oauth/revoke`: a program revokes a token (RFC 7009).
    Revoke,
    /// `POST /saml/acs`: a SAML identity provider's page posted its response.
    SamlAcs,
    /// `GET /saml/metadata`: the edge's metadata as a SAML service provider.
    SamlMetadata,
    /// `POST /saml/sign-in`: the edge's own page posted that response again, with the browser's cookies.
    SamlSignIn,
    /// `GET /setup`: how to set git up for this edge.
    Setup,
    /// `GET /setup.gitconfig`: the settings as a file for git to include.
    SetupFile,
    /// `POST /oauth/token`: a program redeems a code or a refresh token.
    Token,
}

impl LoginRoute {
    /// The route of a path; `None` for any other path.
    ///
    /// # Errors
    ///
    /// [`Error::MethodNotAllowed`]; [`Error::NotFound`] if sign-in is not configured.
    pub fn parse(method: &str, path: &str, config: &Config) -> Result<Option<Self>, Error> {
        let route = match path {
            "/.well-known/oauth-authorization-server" => Self::Metadata,
            "/oauth/authorize" => Self::Authorize,
            "/oauth/decision" => Self::Decision,
            "/oauth/device_authorization" => Self::DeviceAuthorization,
            "/oauth/identity-center" => Self::IdentityCenter,
            "/oauth/revoke" => Self::Revoke,
            "/oauth/token" => Self::Token,
            ACS => Self::SamlAcs,
            "/saml/metadata" => Self::SamlMetadata,
            "/saml/sign-in" => Self::SamlSignIn,
            "/device" => Self::Device,
            "/device/sign-in" => Self::DeviceSignIn,
            "/setup" => Self::Setup,
            "/setup.gitconfig" => Self::SetupFile,
            // The addresses of a Gitea, for helpers that take the edge for one.
            "/login/oauth/authorize" if config.gitea_compatibility => Self::Authorize,
            "/login/oauth/access_token" if config.gitea_compatibility => Self::Token,
            path if path.starts_with(CALLBACK) => Self::Callback,
            path if path.starts_with("/assets/") => Self::Asset,
            _ => return Ok(None),
        };
        if !config.has_login() && !matches!(route, Self::Asset | Self::Setup | Self::SetupFile) {
            return Err(Error::NotFound(
                "Sign-in is not configured on this edge. Its operator can set the client_id of an identity provider, IDENTITY_CENTER or SAML_PROVIDERS.".into(),
            ));
        }
        if config.saml_providers.is_empty() && route.is_saml() {
            return Err(Error::NotFound(
                "This edge has no SAML identity provider. Its operator can set SAML_PROVIDERS."
                    .into(),
            ));
        }
        match (route.is_posted(), method) {
            (true, "POST") | (false, "GET") => Ok(Some(route)),
            // A `HEAD` request must not begin or finish anything.
            (false, "HEAD") if !route.is_for_people() || route == Self::Setup => Ok(Some(route)),
            (true, _) => Err(Error::MethodNotAllowed {
                allow: "POST, OPTIONS",
            }),
            (false, _) => Err(Error::MethodNotAllowed { allow: "GET" }),
        }
    }

    /// The name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Authorize => "oauth/authorize",
            Self::Callback => "oauth/callback",
            Self::Decision => "oauth/decision",
            Self::Device => "device",
            Self::DeviceAuthorization => "oauth/device_authorization",
            Self::DeviceSignIn => "device/sign-in",
            Self::IdentityCenter => "oauth/identity-center",
            Self::Metadata => "oauth/metadata",
            Self::Revoke => "oauth/revoke",
            Self::SamlAcs => "saml/acs",
            Self::SamlMetadata => "saml/metadata",
            Self::SamlSignIn => "saml/sign-in",
            Self::Setup => "setup",
            Self::SetupFile => "setup.gitconfig",
            Self::Token => "oauth/token",
        }
    }

    /// Whether it is for users' browsers, which need pages.
    pub fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Authorize
                | Self::Callback
                | Self::Device
                | Self::Decision
                | Self::DeviceSignIn
                | Self::IdentityCenter
                | Self::SamlAcs
                | Self::SamlSignIn
                | Self::Setup
        )
    }

    fn is_posted(self) -> bool {
        matches!(
            self,
            Self::Decision
                | Self::DeviceAuthorization
                | Self::Revoke
                | Self::SamlAcs
                | Self::SamlSignIn
                | Self::Token
        )
    }

    fn is_saml(self) -> bool {
        matches!(self, Self::SamlAcs | Self::SamlMetadata | Self::SamlSignIn)
    }
}

/// Each identity provider has its own address below this path, so that none can pass off its response as another's
/// (RFC 9700, 4.4.2).
pub(crate) const CALLBACK: &str = "/oauth/callback/";
