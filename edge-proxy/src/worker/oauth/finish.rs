//! Completes sign-ins: the user decides whether the waiting program may act for them, and it gets a code.

use zeroize::Zeroizing;

use super::request::{authenticator, session_keys};
use crate::Error;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{
    AuthorizationState, Binding, ClientRequest, CodeBinding, Decision, Login, LoginSubject,
    LoginToken, Purpose, TokenKind, login_object,
};
use crate::pages;
use crate::worker::durable_object::milliseconds;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, environment, login_store};

pub(super) async fn finish(
    purpose: Purpose,
    subject: LoginSubject,
    binding: &Binding,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    let now = context.clock.now()?;
    let login = Login {
        id: environment::random()?,
        client_id: purpose.client_id().to_owned(),
        scope: purpose.scope().clone(),
        ends_at: now.saturating_add(u64::from(context.config.login_seconds)),
        state_secret: Zeroizing::new(environment::random()?),
        successor_salt: environment::random()?,
        code: None,
        subject,
    };
    log.principal = Some(login.name());
    // The edge's own page gets its code only at the edge's own address, so that no other program can.
    let purpose = match purpose {
        Purpose::Helper(client) if client.is_page() => {
            return issue_code(login, client, context).await;
        }
        purpose => purpose,
    };
    let decision = Decision {
        purpose,
        binding: *binding,
        expires_at: now.saturating_add(AuthorizationState::SECONDS),
        login,
    };
    let (keys, nonce) = (session_keys(context)?, environment::random()?);
    let form = decision.seal(keys, nonce, context.head.own_origin());
    let who = decision.login.name();
    let mut details = decision.login.access();
    Ok(match &decision.purpose {
        Purpose::Helper(client) => {
            details.insert(0, ("Program", decision.purpose.program()));
            details.insert(1, ("Listens at", client.redirect_uri.as_str()));
            pages::helper_decision(&form, &who, &details, client.redirect_uri.csp_source())
        }
        Purpose::Device(code, _) => {
            let shown = code.to_string();
            details.insert(0, ("Code", &shown));
            pages::device_decision(&form, &who, &details)
        }
    })
}

/// Redirects the browser to the program with a code.
pub(super) async fn issue_code(
    mut login: Login,
    client: ClientRequest,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let now = context.clock.now()?;
    let origin = context.head.own_origin();
    login.code = Some(CodeBinding {
        redirect_uri: client.redirect_uri.clone(),
        challenge: client.challenge,
    });
    let code = LoginToken::new(TokenKind::Code, login.id, environment::random()?);
    let opened = login_store::open(
        &login_object(&login.id),
        Some(&code.hash()),
        &login.seal(session_keys(context)?, environment::random()?, origin),
        milliseconds(now.saturating_add(CODE_SECONDS)),
        0,
    )
    .await?;
    if !opened {
        return Err(Error::BadRequest(
            "This sign-in was already allowed. Close this page, and run the git command again if it is still waiting.".into(),
        ));
    }
    Ok(EdgeResponse::redirect(client.redirect_uri.with(&[
        ("code", Some(&code.text(authenticator(context)?))),
        ("state", client.state.as_deref()),
        ("iss", Some(origin)),
    ])))
}

/// Seconds for which a code is valid: the redirect takes only a moment.
const CODE_SECONDS: u64 = 60;
