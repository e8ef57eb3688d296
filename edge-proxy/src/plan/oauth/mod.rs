//! Plans the requests of users and helpers that sign in.

mod authorize;
mod callback;
mod device;
mod navigation;
mod portal;
mod problem;
mod saml;
mod setup;
mod sign_in_at;

pub use self::device::unknown_device;
pub use self::problem::problem;
pub(super) use self::saml::is_posted_response;
pub use self::sign_in_at::SignInAt;
use super::Plan;
use crate::http::{Cors, EdgeResponse, RequestHead};
use crate::oauth::{LoginRoute, PortalAddress, Purpose, UserCode, metadata};
use crate::pages;
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

#[inline(never)]
fn step(
    route: LoginRoute,
    query: &str,
    config: &Config,
    request: &RequestHead<'_>,
    cors: &Cors,
) -> Result<Plan, Error> {
    let origin = request.own_origin();
    let (path, _) = request.path_and_query();
    let parameters = || Parameters::parse(query).map_err(Error::from);
    match route {
        LoginRoute::Asset => pages::asset(path)
            .map(Plan::Respond)
            .ok_or_else(|| Error::NotFound("This address does not exist.".into())),
        LoginRoute::Metadata => Ok(Plan::Respond(EdgeResponse::document(
            &metadata(origin),
            "application/json",
            cors,
        ))),
        LoginRoute::Setup => Ok(Plan::Respond(setup::page(config, origin, |setup| {
            pages::setup(setup, query)
        }))),
        LoginRoute::SetupFile => Ok(Plan::Respond(setup::page(
            config,
            origin,
            pages::setup_gitconfig,
        ))),
        LoginRoute::Authorize => authorize::decide(query, config, request),
        LoginRoute::Callback => callback::decide(path, parameters, config),
        LoginRoute::IdentityCenter => portal::decide(&parameters()?, config, origin),
        LoginRoute::Device => device::decide(&parameters()?, config, origin),
        LoginRoute::DeviceSignIn => device::sign_in(query, config, request),
        LoginRoute::SamlMetadata => {
            saml::metadata(config, parameters()?.value("provider"), origin, cors).map(Plan::Respond)
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
            Ok(Plan::Login(LoginStep::Form(route)))
        }
    }
}

/// A content type without its parameters.
fn media_type(value: &str) -> Option<&str> {
    value.split(';').next().map(str::trim)
}

fn bad_request(problem: &'static str) -> Error {
    Error::BadRequest(problem.into())
}

const FORM: &str = "application/x-www-form-urlencoded";
