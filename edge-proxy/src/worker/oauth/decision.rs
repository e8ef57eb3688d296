//! The decision of a signed-in user about the program that waits: a helper or a device.

use super::request::{binding, session_keys};
use super::{device, finish};
use crate::Error;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{Decision, Purpose, device_object};
use crate::pages;
use crate::util::Parameters;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, body, environment, login_store};

/// Processes the decision of the user whose browser has the form.
pub(super) async fn decide(
    context: &RequestContext<'_>,
    log: &mut AccessLog,
    waiting: &mut Option<Purpose>,
) -> Result<EdgeResponse> {
    let form = body::read_form(context.request).await?;
    let parameters = Parameters::parse(&form).map_err(Error::from)?;
    let origin = context.head.own_origin();
    let Decision { purpose, login, .. } = Decision::open(
        session_keys(context)?,
        origin,
        parameters.value("flow").unwrap_or_default(),
        binding(context).as_ref(),
        context.clock.now()?,
    )?;
    log.principal = Some(login.name());
    *waiting = Some(purpose.clone());
    let allowed = match parameters.value("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => {
            return Err(Error::BadRequest(
                "The form has no decision. Go back and choose Allow or Deny.".into(),
            ));
        }
    };
    let code = match purpose {
        Purpose::Helper(client) if allowed => {
            return finish::issue_code(login, client, context).await;
        }
        Purpose::Helper(client) => {
            return Ok(EdgeResponse::redirect(client.refusal_url(origin)));
        }
        Purpose::Device(code, _) => code,
    };
    let sealed = allowed
        .then(|| {
            let nonce = environment::random()?;
            Ok::<_, Error>(login.seal(session_keys(context)?, nonce, origin))
        })
        .transpose()?;
    match login_store::decide(&device_object(&code), sealed.as_deref()).await? {
        true => Ok(pages::device_done(allowed)),
        false => Ok(device::unknown(&code)),
    }
}
