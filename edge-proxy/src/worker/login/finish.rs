//! The end of a sign-in: who waits for it gets a code, or the person decides on a device.

use zeroize::Zeroizing;

use super::{authenticator, session_keys, store};
use crate::login::{
    Binding, CodeBinding, Decision, Flow, Login, LoginSubject, OneTimeToken, Purpose, TokenKind,
    login_object,
};
use crate::pages;
use crate::worker::exchange::Exchange;
use crate::worker::sessions::milliseconds;
use crate::worker::{Result, environment};
use crate::{Answer, Error, Facts};

pub(super) async fn finish(
    purpose: Purpose,
    subject: LoginSubject,
    binding: &Binding,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Answer> {
    let now = exchange.clock.now()?;
    let mut login = Login {
        id: environment::random()?,
        client_id: purpose.client_id().to_owned(),
        scope: purpose.scope().clone(),
        ends_at: now.saturating_add(u64::from(exchange.config.login_seconds)),
        state_secret: Zeroizing::new(environment::random()?),
        successor_salt: environment::random()?,
        code: None,
        subject,
    };
    facts.principal = Some(login.name());
    let origin = exchange.head.own_origin();
    let (keys, nonce) = (session_keys(exchange)?, environment::random()?);
    match purpose {
        Purpose::Helper(client) => {
            login.code = Some(CodeBinding {
                redirect_uri: client.redirect_uri.clone(),
                challenge: client.challenge,
            });
            let code = OneTimeToken::new(TokenKind::Code, login.id, environment::random()?);
            let opened = store::open(
                &login_object(&login.id),
                Some(&code.hash()),
                &login.seal(keys, nonce, origin),
                milliseconds(now.saturating_add(CODE_SECONDS)),
                0,
            )
            .await?;
            if !opened {
                return Err(Error::Misconfigured("a random id came twice".into()));
            }
            Ok(Answer::redirect(client.redirect_uri.with(&[
                ("code", Some(&code.text(authenticator(exchange)?))),
                ("state", client.state.as_deref()),
                ("iss", Some(origin)),
            ])))
        }
        Purpose::Device(code, request) => {
            let decision = Decision {
                code,
                binding: *binding,
                expires_at: now.saturating_add(Flow::SECONDS),
                login,
            };
            let form = decision.seal(keys, nonce, origin);
            let (shown, scope) = (code.to_string(), request.scope.text());
            let details = [("Code", shown.as_str()), ("For", scope.as_str())];
            Ok(pages::device_decision(
                &form,
                &decision.login.name(),
                &details,
            ))
        }
    }
}

/// Seconds for which a code is good: a browser's way to its own machine is short.
const CODE_SECONDS: u64 = 60;
