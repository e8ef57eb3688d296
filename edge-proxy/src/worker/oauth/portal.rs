//! Sign-in at IAM Identity Center: its device authorization, then the choice of an account and a role.

use signer_wasm::Timestamp;

use super::portal_choice::{Chosen, choose_account, choose_role};
use super::request::{authenticator, binding, session_keys};
use super::{finish, portal_client};
use crate::Error;
use crate::aws::identity_center;
use crate::aws::identity_center::{
    DeviceAuthorization, Poll, ServiceRequest, TokenGrant, parse_poll,
};
use crate::config::IdentityCenter;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{
    Binding, IdentityCenterState, LoginSubject, PortalAddress, PortalStage, Purpose, sign_in_object,
};
use crate::pages;
use crate::session::PortalAccess;
use crate::worker::durable_object::milliseconds;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, environment, login_store, subrequest};

/// Starts the device authorization, and redirects the browser to the page that continues it.
pub(super) async fn begin(
    purpose: Purpose,
    binding: Binding,
    expires_at: Timestamp,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let center = center(context)?;
    let client = portal_client::client(center, context).await?;
    let request = ServiceRequest::start_device_authorization(center, context.config, &client)?;
    let (status, body) = subrequest::call_identity_center(&request).await?;
    // AWS may have forgotten the client's registration.
    let started =
        DeviceAuthorization::parse(status, &body).inspect_err(|_| portal_client::forget())?;
    let state = IdentityCenterState {
        id: environment::random()?,
        purpose,
        binding,
        client,
        stage: PortalStage::Waiting {
            device_code: started.device_code,
            user_code: started.user_code,
            verification_uri: started.verification_uri,
            interval: started.interval,
        },
        expires_at,
    };
    redirect(&PortalAddress::Waiting(seal(&state, context)?), context)
}

/// Continues a sign-in: asks AWS whether the user has approved it, then asks the user for the account and the role.
pub(super) async fn proceed(
    at: PortalAddress,
    account: Option<String>,
    role: Option<String>,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
    waiting: &mut Option<Purpose>,
) -> Result<EdgeResponse> {
    let id = match at {
        PortalAddress::Waiting(sealed) => return poll(&sealed, context, waiting).await,
        PortalAddress::Approved(id) => id,
    };
    let center = center(context)?;
    let config = context.config;
    let state = kept(&id, context).await?.ok_or_else(finished)?;
    *waiting = Some(state.purpose.clone());
    let PortalStage::SignedIn {
        token,
        refresh,
        ends_at,
    } = state.stage
    else {
        return Err(finished());
    };

    let account_id = match account {
        Some(account) => account,
        None => match choose_account(center, &token, &id, context).await? {
            Chosen::Page(page) => return Ok(page),
            Chosen::Only(account) => account,
        },
    };
    let role_name = match role {
        Some(role) => role,
        None => match choose_role(center, &token, &account_id, &id, context).await? {
            Chosen::Page(page) => return Ok(page),
            Chosen::Only(role) => role,
        },
    };
    let access = PortalAccess {
        token,
        account_id,
        role_name,
    };
    // Otherwise the first git command would discover a role that gives no credentials.
    let request = ServiceRequest::role_credentials(center, config, &access)?;
    let (status, body) = subrequest::call_identity_center(&request).await?;
    identity_center::role_credentials(status, &body)?;

    if login_store::end(&sign_in_object(&id), None)
        .await?
        .is_none()
    {
        return Err(finished());
    }
    let subject = LoginSubject::Portal {
        access,
        ends_at,
        client: state.client,
        refresh,
    };
    finish::finish(state.purpose, subject, &state.binding, context, log).await
}

/// Asks AWS whether the user has approved. Nothing is stored before that.
///
/// AWS issues the token once. If the address is opened again, also in another tab, it redirects to the stored sign-in:
/// one address never leads to two sign-ins.
async fn poll(
    sealed: &[u8],
    context: &RequestContext<'_>,
    waiting: &mut Option<Purpose>,
) -> Result<EdgeResponse> {
    let keys = session_keys(context)?;
    let now = context.clock.now()?;
    let origin = context.head.own_origin();
    let mut state =
        IdentityCenterState::open(keys, origin, sealed, binding(context).as_ref(), now)?;
    *waiting = Some(state.purpose.clone());
    let PortalStage::Waiting { device_code, .. } = &state.stage else {
        return Err(finished());
    };
    let grant = TokenGrant::DeviceCode(device_code);
    let request =
        ServiceRequest::create_token(center(context)?, context.config, &state.client, grant)?;
    let (status, body) = subrequest::call_identity_center(&request).await?;
    match parse_poll(status, &body)? {
        Poll::Pending => wait(&state, sealed.to_vec(), context),
        Poll::SlowDown => {
            state.slow_down();
            wait(&state, seal(&state, context)?, context)
        }
        Poll::Approved(token) => {
            state.sign_in(token, now);
            let sealed = seal(&state, context)?;
            let until = milliseconds(state.expires_at);
            // If a state is already stored under this name, it stays.
            login_store::open(&sign_in_object(&state.id), None, &sealed, until, 0).await?;
            redirect(&PortalAddress::Approved(state.id), context)
        }
        Poll::Over => match kept(&state.id, context).await? {
            Some(_) => redirect(&PortalAddress::Approved(state.id), context),
            None => Err(Error::CredentialsExpired(
                "The sign-in at AWS was denied, took too long or was finished already. Run the git command again."
                    .into(),
            )),
        },
    }
}

/// The page that waits for the user's approval, and then loads the address of `sealed`.
fn wait(
    state: &IdentityCenterState,
    sealed: Vec<u8>,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let PortalStage::Waiting {
        user_code,
        verification_uri,
        interval,
        ..
    } = &state.stage
    else {
        return Err(finished());
    };
    let address = PortalAddress::Waiting(sealed).text(authenticator(context)?);
    Ok(pages::identity_center_wait(
        user_code,
        verification_uri,
        &address,
        interval + 1,
    ))
}

fn redirect(to: &PortalAddress, context: &RequestContext<'_>) -> Result<EdgeResponse> {
    Ok(EdgeResponse::redirect(to.text(authenticator(context)?)))
}

/// The stored state of an approved sign-in; `None` if it never existed or has been deleted.
async fn kept(id: &[u8; 16], context: &RequestContext<'_>) -> Result<Option<IdentityCenterState>> {
    let Some(sealed) = login_store::peek(&sign_in_object(id)).await? else {
        return Ok(None);
    };
    let keys = session_keys(context)?;
    let origin = context.head.own_origin();
    let (cookie, now) = (binding(context), context.clock.now()?);
    let state = IdentityCenterState::open(keys, origin, &sealed, cookie.as_ref(), now)?;
    Ok((state.id == *id).then_some(state))
}

fn center<'a>(context: &RequestContext<'a>) -> Result<&'a IdentityCenter> {
    context.config.identity_center.as_ref().ok_or_else(|| {
        Error::NotFound("IAM Identity Center is not configured on this edge.".into())
    })
}

fn seal(state: &IdentityCenterState, context: &RequestContext<'_>) -> Result<Vec<u8>> {
    let nonce = environment::random()?;
    Ok(state.seal(session_keys(context)?, nonce, context.head.own_origin()))
}

fn finished() -> Error {
    Error::CredentialsExpired(
        "This sign-in has expired or was finished already. Run the git command again.".into(),
    )
}
