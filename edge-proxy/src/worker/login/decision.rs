//! What a user who has signed in says to the program that waits: a helper, or a device.

use super::{binding, device, finish, session_keys, store};
use crate::Error;
use crate::http::{Answer, Facts};
use crate::oauth::{Decision, Parameters, Purpose, device_object};
use crate::pages;
use crate::worker::exchange::Exchange;
use crate::worker::{Result, body, environment};

/// Takes the decision of the user whose browser has the form.
pub(super) async fn decide(
    exchange: &Exchange<'_>,
    facts: &mut Facts,
    waiting: &mut Option<Purpose>,
) -> Result<Answer> {
    let form = body::read_form(exchange.request).await?;
    let parameters =
        Parameters::parse(&form).ok_or_else(|| Error::BadRequest(Parameters::PROBLEM.into()))?;
    let origin = exchange.head.own_origin();
    let Decision { purpose, login, .. } = Decision::open(
        session_keys(exchange)?,
        origin,
        parameters.value("flow").unwrap_or_default(),
        binding(exchange).as_ref(),
        exchange.clock.now()?,
    )?;
    facts.principal = Some(login.name());
    *waiting = Some(purpose.clone());
    let allowed = match parameters.value("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => {
            return Err(Error::BadRequest(
                "the form has neither button in it: go back and choose Allow or Deny".into(),
            ));
        }
    };
    let code = match purpose {
        Purpose::Helper(client) if allowed => {
            return finish::issue_code(login, client, exchange).await;
        }
        Purpose::Helper(client) => {
            return Ok(Answer::redirect(client.refusal_url(origin)));
        }
        Purpose::Device(code, _) => code,
    };
    let sealed = allowed
        .then(|| {
            let nonce = environment::random()?;
            Ok::<_, Error>(login.seal(session_keys(exchange)?, nonce, origin))
        })
        .transpose()?;
    match store::decide(&device_object(&code), sealed.as_deref()).await? {
        true => Ok(pages::device_done(allowed)),
        false => Ok(device::unknown(&code)),
    }
}
