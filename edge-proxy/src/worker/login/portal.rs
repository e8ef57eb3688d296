//! Signing in at IAM Identity Center: its device flow, then the choice of an account and a role.

use std::cell::RefCell;

use signer_wasm::Timestamp;

use super::{binding, finish, session_keys, store};
use crate::identity_center::{
    self, DeviceAuthorization, Grant, IdentityCenter, Poll, RegisteredClient, ServiceRequest,
    poll_answer,
};
use crate::login::{Binding, LoginSubject, PortalFlow, PortalStage, Purpose, flow_object, hex};
use crate::pages;
use crate::session::PortalAccess;
use crate::worker::exchange::Exchange;
use crate::worker::sessions::milliseconds;
use crate::worker::{Result, environment, subrequest};
use crate::{Answer, Error, Facts, Secret};

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
    let id = environment::random()?;
    let sealed = seal(&flow, &id, exchange)?;
    store::open(
        &flow_object(&id),
        None,
        &sealed,
        milliseconds(expires_at),
        0,
    )
    .await?;
    Ok(Answer::redirect(address(&id)))
}

/// Goes on: asks whether the person has approved, then for the account and the role.
pub(super) async fn proceed(
    id: [u8; 16],
    account: Option<String>,
    role: Option<String>,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
    waiting: &mut Option<Purpose>,
) -> Result<Answer> {
    let center = center(exchange)?;
    let config = exchange.config;
    let now = exchange.clock.now()?;
    let object = flow_object(&id);
    let sealed = store::peek(&object).await?.unwrap_or_default();
    let keys = session_keys(exchange)?;
    let origin = exchange.head.own_origin();
    let mut flow = PortalFlow::open(keys, origin, &id, &sealed, binding(exchange).as_ref(), now)?;
    *waiting = Some(flow.purpose.clone());

    if let PortalStage::Waiting {
        device_code,
        user_code,
        verification_uri,
        interval,
    } = &flow.stage
    {
        let grant = Grant::DeviceCode(device_code);
        let request = ServiceRequest::create_token(center, config, &flow.client, grant)?;
        let (status, body) = subrequest::ask(&request).await?;
        match poll_answer(status, &body)? {
            Poll::Pending => {
                return Ok(pages::identity_center_wait(
                    user_code,
                    verification_uri,
                    &address(&id),
                    interval + 1,
                ));
            }
            Poll::Over => {
                return Err(Error::CredentialsExpired(
                    "The sign-in at AWS was denied, or took too long. Run the git command again."
                        .into(),
                ));
            }
            Poll::Approved(token) => flow.sign_in(token, now),
        }
        let sealed = seal(&flow, &id, exchange)?;
        if !store::settle(&object, None, &sealed, milliseconds(flow.expires_at)).await? {
            return Err(gone());
        }
    }
    let PortalStage::SignedIn {
        token,
        refresh,
        ends_at,
    } = flow.stage
    else {
        return Err(gone());
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

    if store::end(&object, None).await?.is_none() {
        return Err(gone());
    }
    let subject = LoginSubject::Portal {
        access,
        ends_at,
        client: flow.client,
        refresh,
    };
    finish::finish(flow.purpose, subject, &flow.binding, exchange, facts).await
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
    let hrefs: Vec<String> = all
        .iter()
        .map(|account| [&address(id), "&account=", &account.id].concat())
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
    let hrefs: Vec<String> = all
        .iter()
        .map(|role| {
            let role: String = form_urlencoded::byte_serialize(role.as_bytes()).collect();
            [&address(id), "&account=", account_id, "&role=", &role].concat()
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

fn seal(flow: &PortalFlow, id: &[u8; 16], exchange: &Exchange<'_>) -> Result<Vec<u8>> {
    let nonce = environment::random()?;
    Ok(flow.seal(
        session_keys(exchange)?,
        id,
        nonce,
        exchange.head.own_origin(),
    ))
}

fn address(id: &[u8; 16]) -> String {
    ["/oauth/identity-center?id=", &hex(id)].concat()
}

fn gone() -> Error {
    Error::CredentialsExpired(
        "This sign-in was finished already. Run the git command again.".into(),
    )
}

thread_local! {
    static CLIENT: RefCell<Option<RegisteredClient>> = const { RefCell::new(None) };
}

/// Each of up to 100 accounts or roles.
const MAX_PAGES: u32 = 10;
/// A registration is not begun with that ends before a sign-in that uses it could be renewed.
const MARGIN_SECONDS: u64 = 30 * 24 * 3600;
