//! Sign-in: the edge as an OAuth 2.0 authorization server for git's credential helpers and its own page. Users
//! authenticate with the operator's identity provider or IAM Identity Center.
//!
//! - [`AuthorizationRequest`] is the request with which a helper opens a browser. [`AuthorizationState`] is its
//!   sealed form, which travels in the `state` parameter while the user is at the identity provider.
//! - [`Login`] is a completed sign-in. It is stored, sealed, in its own Durable Object, with the one token that may be
//!   used next: an authorization code, then one refresh token after another.
//! - The access token is a sealed session, under the login's id.
//!
//! May import everything from `util` to `saml`, in the order of the crate's documentation.
//!
//! Sources: RFC 6749, 6750, 7009, 7636, 8252, 8414, 8628, 9207 and 9700, OpenID Connect Core 1.0.

mod authenticator;
mod authorization_request;
mod authorization_state;
mod client;
mod cookie;
mod decision;
mod grant;
mod id_token;
mod identity_center_state;
mod in_browser;
mod login;
mod login_token;
mod metadata;
mod oauth_error;
mod pkce;
mod portal_address;
mod provider;
mod purpose;
mod redirect_uri;
mod route;
mod saml_cookie;
mod saml_state;
mod scope;
mod token_request;
mod token_response;
mod user_code;
mod wire;

pub use authenticator::Authenticator;
pub use authorization_request::{AuthorizationError, AuthorizationRequest};
pub use authorization_state::AuthorizationState;
pub use cookie::Binding;
pub use decision::Decision;
pub use grant::granted_subject;
pub use id_token::check_id_token;
pub use identity_center_state::{IdentityCenterState, PortalStage};
pub use login::{CodeBinding, Login, LoginSubject};
pub use login_token::{
    LoginToken, TokenKind, device_id, device_object, hex, login_object, sign_in_object,
};
pub use metadata::metadata;
pub use oauth_error::OAuthError;
pub use pkce::{Challenge, Verifier};
pub use portal_address::PortalAddress;
pub use provider::{ProviderRequest, ProviderTokens, authorization_url};
pub use purpose::{ClientRequest, DeviceRequest, Purpose};
pub use redirect_uri::RedirectUri;
pub(crate) use route::CALLBACK;
pub use route::LoginRoute;
pub use saml_cookie::SamlCookies;
pub use saml_state::{SamlState, relay_state, relayed_id};
pub use scope::Scope;
pub use token_request::{TokenRequest, client_id_of, device_client_id_of};
pub use token_response::{DeviceAuthorizationResponse, TokenResponse, json_response};
pub use user_code::UserCode;
