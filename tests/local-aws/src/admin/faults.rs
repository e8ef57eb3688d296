use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;

use crate::admin::{AdminError, Outcome, done};
use crate::cloud::Cloud;
use crate::faults::{AfterTear, Fault, MadeUpAnswer, Rule, Tear};
use crate::query::{KnownErrors, QueryError, QueryService};
use crate::{iam_api, sts};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    #[serde(default)]
    r#match: Match,
    fault: FaultFields,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    path_contains: Option<String>,
    service: Option<String>,
    action: Option<String>,
    times: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultFields {
    delay_ms: Option<u64>,
    status: Option<u16>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    body: Option<String>,
    cut_after_bytes: Option<u64>,
    stall_after_bytes: Option<u64>,
    #[serde(default)]
    reset: bool,
    iam_error: Option<String>,
    sts_error: Option<String>,
    git_error: Option<String>,
    report: Option<Report>,
}

/// What a push report says about the pack and about each reference.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    unpack: Option<String>,
    reference: Option<String>,
}

pub(super) fn add(cloud: &Cloud, order: Order) -> Outcome {
    let Match {
        path_contains,
        service,
        action,
        times,
    } = order.r#match;
    cloud.faults.add(Rule {
        path_contains,
        service,
        action,
        times: times.unwrap_or(1),
        fault: order.fault.try_into()?,
    });
    Ok(done())
}

impl TryFrom<FaultFields> for Fault {
    type Error = AdminError;

    fn try_from(fields: FaultFields) -> Result<Self, AdminError> {
        let FaultFields {
            delay_ms,
            status,
            headers,
            body,
            cut_after_bytes,
            stall_after_bytes,
            reset,
            iam_error,
            sts_error,
            git_error,
            report,
        } = fields;
        if status.is_none() && (body.is_some() || !headers.is_empty()) {
            return Err(AdminError::bad_request("headers and body need a status"));
        }

        let tear = |then| move |after| Self::Tear(Tear { after, then });
        let mut faults = Vec::new();
        faults.extend(delay_ms.map(Duration::from_millis).map(Self::Delay));
        faults.extend(cut_after_bytes.map(tear(AfterTear::Break)));
        faults.extend(stall_after_bytes.map(tear(AfterTear::Stall)));
        faults.extend(reset.then_some(Self::Reset));
        faults.extend(git_error.map(Self::Git));
        faults.extend(report.map(|Report { unpack, reference }| Self::Report {
            unpack: unpack.unwrap_or_else(|| "ok".to_owned()),
            reference: reference.unwrap_or_else(|| "unpacker error".to_owned()),
        }));
        if let Some(code) = iam_error {
            let error = known("iam_error", iam_api::KNOWN_ERRORS, &code)?;
            faults.push(Self::Query(QueryService::Iam, error));
        }
        if let Some(code) = sts_error {
            let error = known("sts_error", sts::KNOWN_ERRORS, &code)?;
            faults.push(Self::Query(QueryService::Sts, error));
        }
        if let Some(status) = status {
            faults.push(Self::Answer(MadeUpAnswer {
                status: StatusCode::from_u16(status)
                    .ok()
                    .filter(|it| !it.is_informational())
                    .ok_or_else(|| AdminError::bad_request("status must be 200 or higher"))?,
                headers: header_map(headers)?,
                body,
            }));
        }
        match (faults.pop(), faults.is_empty()) {
            (Some(fault), true) => Ok(fault),
            _ => Err(AdminError::bad_request(
                "a fault is one of delay_ms, status, cut_after_bytes, stall_after_bytes, \
                 reset, iam_error, sts_error, git_error, report",
            )),
        }
    }
}

fn known(field: &str, errors: KnownErrors, code: &str) -> Result<QueryError, AdminError> {
    errors.find(code).ok_or_else(|| {
        let codes: Vec<_> = errors.codes().collect();
        AdminError::bad_request(format!("{field} must be one of {}", codes.join(", ")))
    })
}

fn header_map(headers: BTreeMap<String, String>) -> Result<HeaderMap, AdminError> {
    headers
        .into_iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(&name);
            let value = HeaderValue::try_from(&value);
            name.ok()
                .zip(value.ok())
                .ok_or_else(|| AdminError::bad_request("headers contains an invalid name or value"))
        })
        .collect()
}
