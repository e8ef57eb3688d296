//! Plans the requests of users and helpers that sign in.

pub use super::sign_in_at::SignInAt;
use super::sign_in_at::{choice, choose};
use super::{Plan, saml};
use crate::http::{Cors, EdgeResponse, RequestHead};
use crate::oauth::{
    AuthorizationError, AuthorizationRequest, CALLBACK, LoginRoute, PortalAddress, Purpose,
    UserCode, metadata,
};
use crate::pages;
use crate::pages::Setup;
use crate::util::Parameters;
use crate::{Config, Error};

/// A step of a sign-in.
pub enum LoginStep {
    /// Redirect the browser to sign in.
    Begin {
        /// The program that waits for the sign-in.
        purpose: Purpose,
        /// Where to sign in.
        at: SignInAt,
    },
    /// Redirect the browser to sign in for a device, if the code is a pending one.
    BeginForDevice {
        /// The user code.
        code: UserCode,
        /// Where to sign in.
        at: SignInAt,
    },
    /// Process the identity provider's response, with which the browser returned.
    Callback {
        /// The provider whose callback address it is.
        provider: String,
        /// The parameters it sent.
        parameters: Parameters,
    },
    /// Read the form of one of the routes, and process it.
    Form(LoginRoute),
    /// Continue a sign-in at IAM Identity Center.
    Portal {
        /// The sign-in, and its stage.
        at: PortalAddress,
        /// The account that was chosen.
        account: Option<String>,
        /// The role that was chosen.
        role: Option<String>,
    },
    /// Show the user what a device requests.
    ShowDevice(UserCode),
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn decide(
    route: LoginRoute,
    query: Option<&str>,
    config: &Config,
    request: &RequestHead<'_>,
    cors: &Cors,
) -> Plan {
    let decided = step(route, query.unwrap_or_default(), config, request, cors);
    decided.unwrap_or_else(|error| {
        Plan::Respond(match route.is_for_people() {
            true => problem(&error, request.request_id, None, request.own_origin()),
            false => EdgeResponse::refusal(&error, request, cors, config),
        })
    })
}

/// A refusal, as a page; `waiting` is the program that can be told.
#[inline(never)]
pub fn problem(
    error: &Error,
    request_id: &str,
    waiting: Option<&Purpose>,
    origin: &str,
) -> EdgeResponse {
    let title = match error.status() {
        500.. => "The sign-in failed",
        403 => "The sign-in was denied",
        404 => "Not found",
        _ => "This sign-in cannot continue",
    };
    let href = waiting.and_then(|purpose| purpose.refusal_url(origin));
    let text = match waiting.is_some_and(Purpose::is_page) {
        true => "Back to the git client",
        false => "Tell git to stop waiting",
    };
    pages::problem(
        error.status(),
        title,
        &sentence(&error.public_message()),
        error.code(),
        request_id,
        href.as_deref().map(|href| (text, href)),
    )
}

/// Some messages are written for the middle of a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    let end = if text.ends_with('.') { "" } else { "." };
    first
        .into_iter()
        .chain(characters)
        .chain(end.chars())
        .collect()
}

#[inline(never)]
fn step(
    route: LoginRoute,
    query: &str,
    config: &Config,
    request: &RequestHead<'_>,
    cors: &Cors,
) -> Result<Plan, Error> {
    let origin = request.own_origin();
    let user_code = |text: &str| UserCode::parse(text, config.authenticator(origin)?);
    let parameters = || Parameters::parse(query).map_err(Error::from);
    Ok(Plan::Login(match route {
        LoginRoute::Asset => {
            let (path, _) = request.path_and_query();
            return pages::asset(path)
                .map(Plan::Respond)
                .ok_or_else(|| Error::NotFound("This address does not exist.".into()));
        }
        LoginRoute::Metadata => {
            let metadata = EdgeResponse::document(&metadata(origin), "application/json", cors);
            return Ok(Plan::Respond(metadata));
        }
        LoginRoute::Setup => {
            return Ok(Plan::Respond(with_setup(config, origin, |setup| {
                pages::setup(setup, query)
            })));
        }
        LoginRoute::SetupFile => {
            return Ok(Plan::Respond(with_setup(
                config,
                origin,
                pages::setup_gitconfig,
            )));
        }
        LoginRoute::Authorize => {
            require_navigation(request)?;
            let parameters = parameters()?;
            let asked = match AuthorizationRequest::parse(&parameters, config, origin) {
                Ok(asked) => asked,
                Err(AuthorizationError::Page(error)) => return Err(error),
                Err(AuthorizationError::Redirect(url)) => {
                    return Ok(Plan::Respond(EdgeResponse::redirect(url)));
                }
            };
            match choose(config, asked.provider.as_deref())? {
                Some(at) => LoginStep::Begin {
                    purpose: Purpose::Helper(asked.client),
                    at,
                },
                None => {
                    let (path, _) = request.path_and_query();
                    return Ok(Plan::Respond(choice(config, origin, path, &parameters)));
                }
            }
        }
        LoginRoute::Callback => {
            let (path, _) = request.path_and_query();
            let name = path.strip_prefix(CALLBACK).unwrap_or_default();
            let provider = config
                .sign_in_providers()
                .find(|provider| provider.name == name)
                .ok_or_else(|| {
                    Error::NotFound("This edge has no identity provider of the name in this address. The redirect URI to register at a provider is /oauth/callback/{its name in IDENTITY_PROVIDERS}.".into())
                })?;
            LoginStep::Callback {
                provider: provider.name.clone(),
                parameters: parameters()?,
            }
        }
        LoginRoute::IdentityCenter => {
            let parameters = parameters()?;
            let chosen = |name, fits: fn(&str) -> bool, problem| match parameters.value(name) {
                Some(text) if !fits(text) => Err(bad_request(problem)),
                text => Ok(text.map(str::to_owned)),
            };
            let (state, id) = (parameters.value("state"), parameters.value("id"));
            let at = config
                .authenticator(origin)
                .and_then(|authenticator| PortalAddress::parse(state, id, authenticator))
                .ok_or_else(|| {
                    bad_request("this edge did not issue this address: run the git command again")
                })?;
            LoginStep::Portal {
                at,
                account: chosen("account", is_account, NO_ACCOUNT)?,
                role: chosen("role", is_role, NO_ROLE)?,
            }
        }
        LoginRoute::Device => {
            let parameters = parameters()?;
            match parameters.value("user_code").map(user_code) {
                None => {
                    return Ok(Plan::Respond(pages::device_code_form(None, "")));
                }
                Some(None) => {
                    let typed = parameters.value("user_code").unwrap_or_default();
                    return Ok(Plan::Respond(unknown_device(typed)));
                }
                Some(Some(code)) => LoginStep::ShowDevice(code),
            }
        }
        LoginRoute::DeviceSignIn => {
            require_navigation(request)?;
            let parameters = parameters()?;
            let code = parameters
                .value("user_code")
                .and_then(user_code)
                .ok_or_else(|| bad_request("the device's code is missing: enter it at /device"))?;
            match choose(config, parameters.value("provider"))? {
                Some(at) => LoginStep::BeginForDevice { code, at },
                None => {
                    let (path, _) = request.path_and_query();
                    return Ok(Plan::Respond(choice(config, origin, path, &parameters)));
                }
            }
        }
        LoginRoute::SamlMetadata => {
            return saml::metadata(config, parameters()?.value("provider"), origin, cors)
                .map(Plan::Respond);
        }
        LoginRoute::Decision
        | LoginRoute::DeviceAuthorization
        | LoginRoute::Revoke
        | LoginRoute::SamlAcs
        | LoginRoute::SamlSignIn
        | LoginRoute::Token => {
            let content_type = request.header("content-type").and_then(media_type);
            if !content_type.is_some_and(|it| it.eq_ignore_ascii_case(FORM)) {
                return Err(Error::UnsupportedMediaType { expected: FORM });
            }
            LoginStep::Form(route)
        }
    }))
}

/// Rejects a sign-in that an image, a script or a frame of a page would start, or a browser in advance. Programs and older
/// browsers send neither `Sec-Fetch-Dest` nor `Sec-Purpose`
/// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header),
/// [Fetch](https://fetch.spec.whatwg.org/#sec-purpose-header)).
fn require_navigation(request: &RequestHead<'_>) -> Result<(), Error> {
    let seen = match (
        request.header("sec-purpose"),
        request.header("sec-fetch-dest"),
    ) {
        (Some(purpose), _) => ["Sec-Purpose: ", purpose].concat(),
        (None, Some(destination)) if destination != "document" => {
            ["Sec-Fetch-Dest: ", destination].concat()
        }
        (None, _) => return Ok(()),
    };
    Err(Error::NavigationRequired { seen })
}

/// The page for a user code that belongs to no device.
pub fn unknown_device(typed: &str) -> EdgeResponse {
    pages::device_code_form(
        Some(
            "No device is waiting with this code. Compare it with what the device shows; a code is valid for ten minutes.",
        ),
        typed,
    )
}

fn with_setup(
    config: &Config,
    origin: &str,
    page: impl FnOnce(&Setup<'_>) -> EdgeResponse,
) -> EdgeResponse {
    let profiles: Vec<&str> = config.profiles.keys().map(String::as_str).collect();
    let login = config.has_login();
    let tokens = config.has_roles();
    page(&Setup {
        origin,
        login,
        tokens,
        sessions: config.session_keys.is_some() && (tokens || login),
        access_keys: config.accept_access_keys,
        default_region: config.default_region.as_ref().map(|region| region.as_str()),
        profiles: &profiles,
        compatibility: config.gitea_compatibility,
        read_only: config.policy.read_only,
    })
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The grammar of permission sets' names.
fn is_role(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// A content type without its parameters.
fn media_type(value: &str) -> Option<&str> {
    value.split(';').next().map(str::trim)
}

fn bad_request(problem: &'static str) -> Error {
    Error::BadRequest(problem.into())
}

const NO_ACCOUNT: &str =
    "the `account` in this address is not one of 12 digits: go back and choose one";
const NO_ROLE: &str =
    "the `role` in this address is not the name of a role: go back and choose one";
const FORM: &str = "application/x-www-form-urlencoded";
