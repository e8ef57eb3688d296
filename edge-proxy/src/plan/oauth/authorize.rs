use super::navigation::require_navigation;
use super::{LoginStep, Plan, sign_in_at};
use crate::http::{EdgeResponse, RequestHead};
use crate::oauth::{AuthorizationError, AuthorizationRequest, Purpose};
use crate::util::Parameters;
use crate::{Config, Error};

/// Plans an authorization request (RFC 6749, 4.1.1).
pub(super) fn decide(
    query: &str,
    config: &Config,
    request: &RequestHead<'_>,
) -> Result<Plan, Error> {
    require_navigation(request)?;
    let origin = request.own_origin();
    let parameters = Parameters::parse(query)?;
    let asked = match AuthorizationRequest::parse(&parameters, config, origin) {
        Ok(asked) => asked,
        Err(AuthorizationError::Page(error)) => return Err(error),
        Err(AuthorizationError::Redirect(url)) => {
            return Ok(Plan::Respond(EdgeResponse::redirect(url)));
        }
    };
    let purpose = Purpose::Helper(asked.client);
    sign_in_at::begin(
        asked.provider.as_deref(),
        &parameters,
        config,
        request,
        |at| LoginStep::Begin { purpose, at },
    )
}
