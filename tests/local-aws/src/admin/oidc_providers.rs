use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use crate::admin::{AdminError, DEFAULT_ACCOUNT, DEFAULT_PARTITION, Outcome, done};
use crate::answer::json;
use crate::cloud::Cloud;
use crate::iam::is_account;
use crate::oidc::{Issuer, OidcProvider};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Creation {
    url: String,
    client_ids: Vec<String>,
    account: Option<String>,
    partition: Option<String>,
}

/// Creates a provider, or replaces it and forgets its keys.
pub(super) fn create(cloud: &Cloud, creation: Creation) -> Outcome {
    let Creation {
        url,
        client_ids,
        account,
        partition,
    } = creation;
    let issuer = Issuer::parse(&url).ok_or_else(|| {
        AdminError::bad_request(format!(
            "url {url:?} is not an issuer such as https://example.com/path, or on loopback \
             http://127.0.0.1:9000"
        ))
    })?;
    if client_ids.is_empty() {
        return Err(AdminError::bad_request(
            "client_ids must name at least one client id",
        ));
    }
    let account = account.unwrap_or_else(|| DEFAULT_ACCOUNT.to_owned());
    if !is_account(&account) {
        return Err(AdminError::bad_request("account must have twelve digits"));
    }
    let partition = partition.unwrap_or_else(|| DEFAULT_PARTITION.to_owned());

    let provider = OidcProvider::new(issuer, client_ids, &partition, &account);
    let answer = json!({ "arn": provider.arn() });
    cloud.oidc.install(provider);
    Ok(json(StatusCode::CREATED, &answer))
}

/// Deletes the providers of an issuer, in every account.
pub(super) fn remove(cloud: &Cloud, url: Option<&str>) -> Outcome {
    let url =
        url.ok_or_else(|| AdminError::bad_request("the query must name the issuer: ?url=…"))?;
    if cloud.oidc.remove(url) {
        Ok(done())
    } else {
        Err(AdminError::not_found("no such OIDC provider"))
    }
}
