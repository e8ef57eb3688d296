//! Signing in at IAM Identity Center: its device flow, then the choice of an account and a role.

use std::cell::RefCell;

use signer_wasm::Timestamp;

use super::{authenticator, binding, finish, session_keys, store};
use crate::Error;
use crate::aws::identity_center;
use crate::aws::identity_center::{
    DeviceAuthorization, Grant, Poll, RegisteredClient, ServiceRequest, poll_answer,
};
use crate::config::IdentityCenter;
use crate::http::{Answer, Facts};
use crate::oauth::{
    Binding, LoginSubject, PortalAddress, PortalFlow, PortalStage, Purpose, flow_object,
};
use crate::pages;
use crate::session::PortalAccess;
use crate::util::Secret;
use crate::worker::exchange::Exchange;
use crate::worker::sessions::milliseconds;
use crate::worker::{Result, environment, subrequest};

/// Starts the device flow, and sends the browser to the page that goes on with it.
pub(super) async fn begin(
    purpose: Purpose,
    binding: Binding,
    expires_at: Timestamp,
    exchange: &Exchange<'_>,
) -> Result<Answer> {
    let center = center(exchange)?;
    let client = client(center, exchange).await?;
    let request = ServiceRequest::start_device_authorization(center, exchange.config, &client)?;
    let (status, body) = subrequest::ask(&request).await?;
    let started = DeviceAuthorization::parse(status, &body).inspect_err(|_| {
        // It may be the registration that is not known any more.
        CLIENT.with_borrow_mut(|known| *known = None);
    })?;
    let flow = PortalFlow {
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
    redirect(&PortalAddress::Waiting(seal(&flow, exchange)?), exchange)
}

/// Continues a sign-in: asks AWS whether the user has approved it, and then the user for the account and the role.
pub(super) async fn proceed(
    at: PortalAddress,
    account: Option<String>,
    role: Option<String>,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
    waiting: &mut Option<Purpose>,
) -> Result<Answer> {
    let id = match at {
        PortalAddress::Waiting(sealed) => return poll(&sealed, exchange, waiting).await,
        PortalAddress::Approved(id) => id,
    };
    let center = center(exchange)?;
    let config = exchange.config;
    let flow = kept(&id, exchange).await?.ok_or_else(finished)?;
    *waiting = Some(flow.purpose.clone());
    let PortalStage::SignedIn {
        token,
        refresh,
        ends_at,
    } = flow.stage
    else {
        return Err(finished());
    };

    let account_id = match account {
        Some(account) => account,
        None => match choose_account(center, &token, &id, exchange).await? {
            Chosen::Page(page) => return Ok(page),
            Chosen::Only(account) => account,
        },
    };
    let role_name = match role {
        Some(role) => role,
        None => match choose_role(center, &token, &account_id, &id, exchange).await? {
            Chosen::Page(page) => return Ok(page),
            Chosen::Only(role) => role,
        },
    };
    let access = PortalAccess {
        token,
        account_id,
        role_name,
    };
    // Else the first git command would be the one to find out.
    let request = ServiceRequest::role_credentials(center, config, &access)?;
    let (status, body) = subrequest::ask(&request).await?;
    identity_center::role_credentials(status, &body)?;

    if store::end(&flow_object(&id), None).await?.is_none() {
        return Err(finished());
    }
    let subject = LoginSubject::Portal {
        access,
        ends_at,
        client: flow.client,
        refresh,
    };
    finish::finish(flow.purpose, subject, &flow.binding, exchange, facts).await
}

/// Asks AWS whether the user has approved. Nothing is kept before that.
///
/// AWS gives the token once. Whoever opens the address again, or has it open in another tab, is sent on to what was
/// kept then: one address never leads to two sign-ins.
async fn poll(
    sealed: &[u8],
    exchange: &Exchange<'_>,
    waiting: &mut Option<Purpose>,
) -> Result<Answer> {
    let keys = session_keys(exchange)?;
    let now = exchange.clock.now()?;
    let origin = exchange.head.own_origin();
    let mut flow = PortalFlow::open(keys, origin, sealed, binding(exchange).as_ref(), now)?;
    *waiting = Some(flow.purpose.clone());
    let PortalStage::Waiting { device_code, .. } = &flow.stage else {
        return Err(finished());
    };
    let grant = Grant::DeviceCode(device_code);
    let request =
        ServiceRequest::create_token(center(exchange)?, exchange.config, &flow.client, grant)?;
    let (status, body) = subrequest::ask(&request).await?;
    match poll_answer(status, &body)? {
        Poll::Pending => wait(&flow, sealed.to_vec(), exchange),
        Poll::SlowDown => {
            flow.slow_down();
            wait(&flow, seal(&flow, exchange)?, exchange)
        }
        Poll::Approved(token) => {
            flow.sign_in(token, now);
            let sealed = seal(&flow, exchange)?;
            let until = milliseconds(flow.expires_at);
            // What is there already, if anything, stays.
            store::open(&flow_object(&flow.id), None, &sealed, until, 0).await?;
            redirect(&PortalAddress::Approved(flow.id), exchange)
        }
        Poll::Over => match kept(&flow.id, exchange).await? {
            Some(_) => redirect(&PortalAddress::Approved(flow.id), exchange),
            None => Err(Error::CredentialsExpired(
                "The sign-in at AWS was denied, took too long or was finished already. Run the git command again."
                    .into(),
            )),
        },
    }
}

/// The page that waits for the user to approve, and then loads the address of `sealed`.
fn wait(flow: &PortalFlow, sealed: Vec<u8>, exchange: &Exchange<'_>) -> Result<Answer> {
    let PortalStage::Waiting {
        user_code,
        verification_uri,
        interval,
        ..
    } = &flow.stage
    else {
        return Err(finished());
    };
    let address = PortalAddress::Waiting(sealed).text(authenticator(exchange)?);
    Ok(pages::identity_center_wait(
        user_code,
        verification_uri,
        &address,
        interval + 1,
    ))
}

fn redirect(to: &PortalAddress, exchange: &Exchange<'_>) -> Result<Answer> {
    Ok(Answer::redirect(to.text(authenticator(exchange)?)))
}

/// What is kept of a sign-in that was approved; `None` if nothing is, or no longer.
async fn kept(id: &[u8; 16], exchange: &Exchange<'_>) -> Result<Option<PortalFlow>> {
    let Some(sealed) = store::peek(&flow_object(id)).await? else {
        return Ok(None);
    };
    let keys = session_keys(exchange)?;
    let origin = exchange.head.own_origin();
    let (cookie, now) = (binding(exchange), exchange.clock.now()?);
    let flow = PortalFlow::open(keys, origin, &sealed, cookie.as_ref(), now)?;
    Ok((flow.id == *id).then_some(flow))
}

/// What there is to choose: a page, unless there is but one.
enum Chosen {
    Only(String),
    Page(Answer),
}

async fn choose_account(
    center: &IdentityCenter,
    token: &Secret,
    id: &[u8; 16],
    exchange: &Exchange<'_>,
) -> Result<Chosen> {
    let (mut all, mut page) = (Vec::new(), None);
    for _ in 0..MAX_PAGES {
        let request =
            ServiceRequest::list_accounts(center, exchange.config, token, page.as_deref())?;
        let (status, body) = subrequest::ask(&request).await?;
        let (accounts, next) = identity_center::accounts(status, &body)?;
        all.extend(accounts);
        page = next;
        if page.is_none() {
            break;
        }
    }
    if let [account] = &all[..] {
        return Ok(Chosen::Only(account.id.clone()));
    }
    if all.is_empty() {
        return Err(Error::AccessDenied(
            "IAM Identity Center gives you no account. Ask its administrator for one.".into(),
        ));
    }
    let address = PortalAddress::Approved(*id).text(authenticator(exchange)?);
    let hrefs: Vec<String> = all
        .iter()
        .map(|account| [&address, "&account=", &account.id].concat())
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

async fn choose_role(
    center: &IdentityCenter,
    token: &Secret,
    account_id: &str,
    id: &[u8; 16],
    exchange: &Exchange<'_>,
) -> Result<Chosen> {
    let (mut all, mut page) = (Vec::new(), None);
    for _ in 0..MAX_PAGES {
        let request = ServiceRequest::list_account_roles(
            center,
            exchange.config,
            token,
            account_id,
            page.as_deref(),
        )?;
        let (status, body) = subrequest::ask(&request).await?;
        let (roles, next) = identity_center::role_names(status, &body)?;
        all.extend(roles);
        page = next;
        if page.is_none() {
            break;
        }
    }
    if let [role] = &all[..] {
        return Ok(Chosen::Only(role.clone()));
    }
    if all.is_empty() {
        return Err(Error::AccessDenied(
            "IAM Identity Center gives you no role in this account. Ask its administrator for one."
                .into(),
        ));
    }
    let address = PortalAddress::Approved(*id).text(authenticator(exchange)?);
    let hrefs: Vec<String> = all
        .iter()
        .map(|role| {
            let role: String = form_urlencoded::byte_serialize(role.as_bytes()).collect();
            [&address, "&account=", account_id, "&role=", &role].concat()
        })
        .collect();
    let links: Vec<(&str, &str)> = all
        .iter()
        .zip(&hrefs)
        .map(|(role, href)| (role.as_str(), href.as_str()))
        .collect();
    Ok(Chosen::Page(pages::choose_role(account_id, &links)))
}

/// The edge as a client of IAM Identity Center: registered once in a while by each isolate.
async fn client(center: &IdentityCenter, exchange: &Exchange<'_>) -> Result<RegisteredClient> {
    let now = exchange.clock.now()?;
    let known = CLIENT.with_borrow(|known| {
        known
            .clone()
            .filter(|client| client.expires_at > now.saturating_add(MARGIN_SECONDS))
    });
    if let Some(client) = known {
        return Ok(client);
    }
    let request = ServiceRequest::register(center, exchange.config)?;
    let (status, body) = subrequest::ask(&request).await?;
    let client = RegisteredClient::parse(status, &body)?;
    CLIENT.with_borrow_mut(|known| *known = Some(client.clone()));
    Ok(client)
}

fn center<'a>(exchange: &Exchange<'a>) -> Result<&'a IdentityCenter> {
    exchange.config.identity_center.as_ref().ok_or_else(|| {
        Error::NotFound("Nobody signs in to this edge with IAM Identity Center.".into())
    })
}

fn seal(flow: &PortalFlow, exchange: &Exchange<'_>) -> Result<Vec<u8>> {
    let nonce = environment::random()?;
    Ok(flow.seal(session_keys(exchange)?, nonce, exchange.head.own_origin()))
}

fn finished() -> Error {
    Error::CredentialsExpired(
        "This sign-in has expired or was finished already. Run the git command again.".into(),
    )
}

thread_local! {
    static CLIENT: RefCell<Option<RegisteredClient>> = const { RefCell::new(None) };
}

/// Each of up to 100 accounts or roles.
const MAX_PAGES: u32 = 10;
/// A registration is not begun with that ends before a sign-in that uses it could be renewed.
const MARGIN_SECONDS: u64 = 30 * 24 * 3600;
