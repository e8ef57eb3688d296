//! The HTML of the edge's pages.

mod content;
mod escaping;
mod security;

use crate::support::{EDGE, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::pages::{
    Account, Setup, choose_account, choose_provider, choose_role, device_code_form,
    device_decision, device_done, device_request, helper_decision, identity_center_wait, problem,
    setup,
};

/// Every page, with `text` in place of each text and `href` in place of each address.
fn all_pages(text: &str, href: &str) -> Vec<EdgeResponse> {
    let account = Account {
        id: text,
        name: text,
        email: text,
        href,
    };
    let setup_of = |login, compatibility| {
        let value: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let query = match compatibility {
            true => format!("with=oauth&profile=payments&region={value}&repository={value}"),
            false => format!("with={value}"),
        };
        let setup_of = Setup {
            origin: EDGE,
            login,
            tokens: login,
            sessions: login,
            access_keys: login,
            default_region: Some(text),
            profiles: &[text, "payments"],
            compatibility,
            read_only: login,
        };
        setup(&setup_of, &query)
    };
    vec![
        choose_provider(text, &[(text, href), ("Other", "/login/other")]),
        choose_provider(text, &[]),
        choose_account(&[account, account]),
        choose_account(&[]),
        choose_role(text, &[(text, href)]),
        choose_role(text, &[]),
        device_code_form(None, text),
        device_code_form(Some(text), text),
        device_request(text, &[(text, text), (text, text)], href),
        device_request(text, &[], href),
        device_decision(text, text, &[(text, text)]),
        helper_decision(text, text, &[(text, text)], "http://127.0.0.1:49152"),
        device_done(true),
        device_done(false),
        identity_center_wait(text, href, href, 5),
        problem(403, text, text, "access_denied", text, Some((text, text))),
        setup_of(true, false),
        setup_of(true, true),
        setup_of(false, false),
    ]
}

/// The tags of a page without the values of their attributes.
fn skeleton(answer: &EdgeResponse) -> Vec<String> {
    let text = text(answer);
    let tags = text.split('<').skip(1).map(|part| {
        let (tag, rest) = part.split_once('>').unwrap();
        assert!(!rest.contains('>'), "{rest}");
        let outside = tag.split('"').step_by(2);
        outside.collect::<Vec<_>>().join("\"\"")
    });
    tags.collect()
}
