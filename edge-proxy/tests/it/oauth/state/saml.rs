//! The state of a sign-in at a SAML identity provider: in a cookie, and named in `RelayState`.

use super::{ID, NONCE, binding, helper, keys};
use crate::support::{EDGE, NOW, at, config, now, saml_login};
use edge_proxy::oauth::{Binding, SamlCookies, SamlState, relay_state, relayed_id};
use serde_json::json;

fn state() -> SamlState {
    SamlState {
        id: ID,
        purpose: helper(),
        provider: "company".to_owned(),
        binding: binding(),
        expires_at: at(NOW + 600),
    }
}

/// The code of the refusal to open one of these cookies.
fn refusal(
    cookies: &[&str],
    edge: &str,
    id: [u8; 16],
    browser: Option<&Binding>,
    time: u64,
) -> Option<&'static str> {
    let opened = SamlState::open(
        &keys(),
        edge,
        &id,
        cookies.iter().copied(),
        browser,
        at(time),
    );
    opened.err().map(|error| error.code())
}

#[test]
fn opens_only_for_its_browser_its_edge_and_its_id_in_time() {
    let sealed = state().seal(&keys(), NONCE, EDGE);
    let other = SamlState {
        id: [9; 16],
        ..state()
    }
    .seal(&keys(), NONCE, EDGE);
    let cookies = ["", "x", &other, &sealed];
    let opened = SamlState::open(&keys(), EDGE, &ID, cookies, Some(&binding()), now()).unwrap();
    assert_eq!((opened.id, opened.provider.as_str()), (ID, "company"));
    assert_eq!(opened.purpose, state().purpose);
    assert_eq!(opened.request().text(), "_03030303030303030303030303030303");

    let mine = Some(binding());
    let mine = mine.as_ref();
    assert_eq!(refusal(&cookies, EDGE, ID, mine, NOW), None);
    assert_eq!(
        refusal(&[&other], EDGE, ID, mine, NOW),
        Some("assertion_rejected")
    );
    assert_eq!(
        refusal(&[], EDGE, ID, mine, NOW),
        Some("assertion_rejected")
    );
    assert_eq!(
        refusal(&cookies, "https://other.example.com", ID, mine, NOW),
        Some("assertion_rejected")
    );
    assert_eq!(refusal(&cookies, EDGE, ID, None, NOW), Some("bad_request"));
    assert_eq!(
        refusal(&cookies, EDGE, ID, Some(&Binding::new([1; 16])), NOW),
        Some("bad_request")
    );
    assert_eq!(refusal(&cookies, EDGE, ID, mine, NOW + 599), None);
    assert_eq!(
        refusal(&cookies, EDGE, ID, mine, NOW + 600),
        Some("credentials_expired")
    );
    let mut changed = sealed.into_bytes();
    let last = changed.len() / 2;
    changed[last] ^= 1;
    let changed = String::from_utf8(changed).unwrap();
    assert_eq!(
        refusal(&[&changed], EDGE, ID, mine, NOW),
        Some("assertion_rejected")
    );
}

#[test]
fn relay_state_is_short_and_recognised_by_its_edge_only() {
    let edge = config(saml_login(json!({})));
    let authenticator = edge.authenticator(EDGE).unwrap();
    let text = relay_state(&ID, authenticator);
    // SAML Bindings 2.0, 3.4.3: at most 80 bytes.
    assert_eq!(text.len(), 43);
    assert_eq!(relayed_id(Some(&text), Some(authenticator)), Ok(ID));

    let elsewhere = edge.authenticator("https://other.example.com");
    let unmarked = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM";
    for (text, authenticator) in [
        (Some(text.as_str()), elsewhere),
        (Some(&text), None),
        (Some(unmarked), Some(authenticator)),
        (Some("https://console.aws.amazon.com/"), Some(authenticator)),
        (Some(""), Some(authenticator)),
        (None, Some(authenticator)),
    ] {
        let error = relayed_id(text, authenticator).unwrap_err();
        assert_eq!(error.code(), "assertion_rejected");
        assert!(
            error
                .public_message()
                .contains("did not ask for this sign-in")
        );
    }
}

#[test]
fn keeps_up_to_four_sign_ins_at_once() {
    for (origin, prefix, end) in [
        (
            EDGE,
            "__Host-codecommit-edge-saml-",
            "; HttpOnly; SameSite=Lax; Secure",
        ),
        (
            "http://127.0.0.1:8787",
            "codecommit-edge-saml-",
            "; HttpOnly; SameSite=Lax",
        ),
    ] {
        let mut header = String::from("a=b");
        for slot in 1..=4 {
            let value = format!("sealed{slot}");
            let set = SamlCookies::new(&header, origin).keep(&value, 0);
            assert_eq!(
                set,
                format!("{prefix}{slot}={value}; Path=/; Max-Age=900{end}")
            );
            header.push_str(&format!("; {prefix}{slot}={value}"));
        }
        let cookies = SamlCookies::new(&header, origin);
        let values: Vec<&str> = cookies.values().collect();
        assert_eq!(values, ["sealed1", "sealed2", "sealed3", "sealed4"]);
        for random in 0..=u8::MAX {
            let slot = random % 4 + 1;
            assert!(
                cookies
                    .keep("new", random)
                    .starts_with(&format!("{prefix}{slot}=new;"))
            );
        }
        assert_eq!(
            cookies.forget(|value| value == "sealed3").unwrap(),
            format!("{prefix}3=; Path=/; Max-Age=0{end}")
        );
        assert_eq!(cookies.forget(|value| value == "sealed5"), None);
        let emptied = header.replace("sealed2", "");
        let set = SamlCookies::new(&emptied, origin).keep("new", 0);
        assert!(set.starts_with(&format!("{prefix}2=new;")), "{set}");
    }
}
