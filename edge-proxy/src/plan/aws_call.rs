//! Plans signed calls to AWS's APIs.

use super::Plan;
use crate::aws::relay::{RelayedCall, RelayedService};
use crate::http::{AccessLog, RequestHead};
use crate::{Config, Error};

pub(super) fn decide(
    service: RelayedService,
    query: Option<&str>,
    config: &Config,
    request: &RequestHead<'_>,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    log.route = "aws";
    log.service = Some(service.name());
    if !config.relay_aws_calls {
        return Err(Error::NotFound(
            "This edge does not relay calls to AWS: call AWS directly. Its operator can set RELAY_AWS_CALLS.".into(),
        ));
    }
    let call = RelayedCall::new(service, query, request, config)?;
    log.region = Some(call.region.as_str().to_owned());
    log.observe_credential("signed", Some(&call.access_key_id));
    Ok(Plan::Relay(Box::new(call)))
}
