//! The choice of an AWS account and a role, for users who have signed in to IAM Identity Center.

use super::request::authenticator;
use crate::Error;
use crate::aws::identity_center;
use crate::aws::identity_center::ServiceRequest;
use crate::config::IdentityCenter;
use crate::http::EdgeResponse;
use crate::oauth::PortalAddress;
use crate::pages;
use crate::util::Secret;
use crate::util::form::with_query;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, subrequest};

/// A choice: a page, unless there is only one option.
pub(super) enum Chosen {
    Only(String),
    Page(EdgeResponse),
}

pub(super) async fn choose_account(
    center: &IdentityCenter,
    token: &Secret,
    id: &[u8; 16],
    context: &RequestContext<'_>,
) -> Result<Chosen> {
    let all = all_pages(async |page| {
        let request = ServiceRequest::list_accounts(center, context.config, token, page)?;
        let (status, body) = subrequest::call_identity_center(&request).await?;
        identity_center::accounts(status, &body)
    })
    .await?;
    if let [account] = &all[..] {
        return Ok(Chosen::Only(account.id.clone()));
    }
    if all.is_empty() {
        return Err(Error::AccessDenied(
            "IAM Identity Center assigns you no account. Ask its administrator for one.".into(),
        ));
    }
    let address = PortalAddress::Approved(*id).text(authenticator(context)?);
    let hrefs: Vec<String> = all
        .iter()
        .map(|account| with_query(&address, [("account", Some(account.id.as_str()))]))
        .collect();
    let links: Vec<pages::Account<'_>> = all
        .iter()
        .zip(&hrefs)
        .map(|(account, href)| pages::Account {
            id: &account.id,
            name: &account.name,
            email: &account.email,
            href,
        })
        .collect();
    Ok(Chosen::Page(pages::choose_account(&links)))
}

pub(super) async fn choose_role(
    center: &IdentityCenter,
    token: &Secret,
    account_id: &str,
    id: &[u8; 16],
    context: &RequestContext<'_>,
) -> Result<Chosen> {
    let config = context.config;
    let all = all_pages(async |page| {
        let request = ServiceRequest::list_account_roles(center, config, token, account_id, page)?;
        let (status, body) = subrequest::call_identity_center(&request).await?;
        identity_center::role_names(status, &body)
    })
    .await?;
    if let [role] = &all[..] {
        return Ok(Chosen::Only(role.clone()));
    }
    if all.is_empty() {
        return Err(Error::AccessDenied(
            "IAM Identity Center assigns you no role in this account. Ask its administrator for one."
                .into(),
        ));
    }
    let address = PortalAddress::Approved(*id).text(authenticator(context)?);
    let hrefs: Vec<String> = all
        .iter()
        .map(|role| {
            with_query(
                &address,
                [("account", Some(account_id)), ("role", Some(role))],
            )
        })
        .collect();
    let links: Vec<(&str, &str)> = all
        .iter()
        .zip(&hrefs)
        .map(|(role, href)| (role.as_str(), href.as_str()))
        .collect();
    Ok(Chosen::Page(pages::choose_role(account_id, &links)))
}

/// The items of all pages. `fetch` gets the items of a page, and the token of the next one.
async fn all_pages<T>(
    fetch: impl AsyncFn(Option<&str>) -> Result<(Vec<T>, Option<String>)>,
) -> Result<Vec<T>> {
    let (mut all, mut page) = (Vec::new(), None);
    for _ in 0..MAX_PAGES {
        let (items, next) = fetch(page.as_deref()).await?;
        all.extend(items);
        page = next;
        if page.is_none() {
            break;
        }
    }
    Ok(all)
}

/// The most pages that are read, each with up to 100 accounts or roles.
const MAX_PAGES: u32 = 10;
