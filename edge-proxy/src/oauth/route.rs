use crate::{Config, Error};

/// What an address of the login's stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LoginRoute {
    /// `GET /assets/…`: what pages are drawn with.
    Asset,
    /// `GET /oauth/authorize`: a helper sends a browser.
    Authorize,
    /// `GET /oauth/callback/{provider}`: the identity provider sends it back.
    Callback,
    /// `POST /oauth/decision`: a user allows or denies a program that waits.
    Decision,
    /// `GET /device`: a person types a device's code.
    Device,
    /// `POST /oauth/device_authorization`: a device asks for codes.
    DeviceAuthorization,
    /// `GET /device/sign-in`: a person signs in for a device.
    DeviceSignIn,
    /// `GET /oauth/identity-center`: a person signs in to IAM Identity Center, and chooses a role.
    IdentityCenter,
    /// `GET /.well-known/oauth-authorization-server`
    Metadata,
    /// `POST /oauth/revoke`
    Revoke,
    /// `GET /setup`
    Setup,
    /// `GET /setup.gitconfig`
    SetupFile,
    /// `POST /oauth/token`
    Token,
}

impl LoginRoute {
    /// The route of a path; `None` where it is none of these.
    ///
    /// # Errors
    ///
    /// [`Error::MethodNotAllowed`]; [`Error::NotFound`] where nobody can sign in.
    pub fn parse(method: &str, path: &str, config: &Config) -> Result<Option<Self>, Error> {
        let route = match path {
            "/.well-known/oauth-authorization-server" => Self::Metadata,
            "/oauth/authorize" => Self::Authorize,
            "/oauth/decision" => Self::Decision,
            "/oauth/device_authorization" => Self::DeviceAuthorization,
            "/oauth/identity-center" => Self::IdentityCenter,
            "/oauth/revoke" => Self::Revoke,
            "/oauth/token" => Self::Token,
            "/device" => Self::Device,
            "/device/sign-in" => Self::DeviceSignIn,
            "/setup" => Self::Setup,
            "/setup.gitconfig" => Self::SetupFile,
            // Where helpers look that take the edge for a Gitea.
            "/login/oauth/authorize" if config.gitea_compatibility => Self::Authorize,
            "/login/oauth/access_token" if config.gitea_compatibility => Self::Token,
            path if path.starts_with(CALLBACK) => Self::Callback,
            path if path.starts_with("/assets/") => Self::Asset,
            _ => return Ok(None),
        };
        if !config.has_login() && !matches!(route, Self::Asset | Self::Setup | Self::SetupFile) {
            return Err(Error::NotFound(
                "Nobody can sign in to this edge. Its operator can set the client_id of an identity provider, or IDENTITY_CENTER.".into(),
            ));
        }
        match (route.is_posted(), method) {
            (true, "POST") | (false, "GET") => Ok(Some(route)),
            // What is begun or finished by a request is not by one that wants no answer.
            (false, "HEAD") if !route.is_for_people() || route == Self::Setup => Ok(Some(route)),
            (true, _) => Err(Error::MethodNotAllowed {
                allow: "POST, OPTIONS",
            }),
            (false, _) => Err(Error::MethodNotAllowed { allow: "GET" }),
        }
    }

    /// Its name, for the log.
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
            Self::Setup => "setup",
            Self::SetupFile => "setup.gitconfig",
            Self::Token => "oauth/token",
        }
    }

    /// Whether it is for people's browsers, which want pages, and not for programs.
    pub fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Authorize
                | Self::Callback
                | Self::Device
                | Self::Decision
                | Self::DeviceSignIn
                | Self::IdentityCenter
                | Self::Setup
        )
    }

    fn is_posted(self) -> bool {
        matches!(
            self,
            Self::Decision | Self::DeviceAuthorization | Self::Revoke | Self::Token
        )
    }
}

/// Each identity provider has an address of its own below, so that none can pass its answer off as another's
/// (RFC 9700, 4.4.2).
pub(crate) const CALLBACK: &str = "/oauth/callback/";
