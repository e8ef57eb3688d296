//! What each page shows.

use crate::support::{header, text};
use edge_proxy::pages::{
    Account, choose_account, choose_provider, choose_role, device_code_form, device_decision,
    device_done, device_request, helper_decision, identity_center_wait, problem,
};

#[test]
fn links_each_provider_account_and_role() {
    let page = text(&choose_provider(
        "edge.example.com",
        &[("Company", "/login/company?a=1&b=2")],
    ));
    assert!(page.contains("<h1>Sign in to edge.example.com</h1>"));
    assert!(page.contains("<a href=\"/login/company?a=1&amp;b=2\"><b>Company</b></a>"));

    let account = Account {
        id: "123456789012",
        name: "payments",
        email: "pay@example.com",
        href: "/login/account",
    };
    let page = text(&choose_account(&[account]));
    assert!(page.contains("<b>payments</b><span>123456789012 · pay@example.com</span>"));
    let page = text(&choose_account(&[Account {
        name: "",
        email: "",
        ..account
    }]));
    assert!(page.contains("<b>123456789012</b></a>"));

    let page = text(&choose_role(
        "payments",
        &[("Reader", "/r"), ("Writer", "/w")],
    ));
    assert!(page.contains("<h1>Choose a role in payments</h1>"));
    assert!(page.contains("<a href=\"/w\"><b>Writer</b></a>"));
}

#[test]
fn shows_a_wrong_user_code_again_with_the_reason() {
    let form = device_code_form(None, "");
    assert_eq!(form.status, 200);
    assert!(!text(&form).contains("role=alert"));

    let form = device_code_form(Some("There is no such code."), "ABCD-\"EFG");
    assert_eq!(form.status, 400);
    let form = text(&form);
    assert!(form.contains("<p role=alert id=message>There is no such code.</p>"));
    assert!(form.contains("<form action=/device><label for=user_code>"));
    assert!(form.contains(" value=\"ABCD-&quot;EFG\" aria-invalid=true aria-describedby=message>"));
}

#[test]
fn warns_before_a_device_is_allowed() {
    let details = [("Asked", "2 minutes ago"), ("For", "payments")];
    let page = text(&device_request("ABCD-EFGH", &details, "/login?flow=1"));
    for part in [
        "<p class=code>ABCD-EFGH</p>",
        "<dt>Asked<dd>2 minutes ago<dt>For<dd>payments",
        "<strong>Continue only if you started this yourself</strong>",
        "href=\"/login?flow=1\">Sign in to continue</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let page = text(&device_decision("flow-1", "alice@example.com", &details));
    for part in [
        "<h1>Allow git on that device to act as alice@example.com?</h1>",
        "<strong>Allow it only if you started this yourself.</strong>",
        "<form method=post action=/oauth/decision><input type=hidden name=flow value=\"flow-1\">",
        "<button name=decision value=allow>Allow</button>",
        "name=decision value=deny>Deny</button>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_ne!(device_done(true), device_done(false));
}

#[test]
fn asks_before_a_program_gets_a_code() {
    let details = [
        ("Program", "git"),
        ("Listens at", "http://127.0.0.1:43123/"),
        ("Access", "read and write"),
    ];
    let source = "http://127.0.0.1:43123";
    let answer = helper_decision("flow-1", "alice@example.com", &details, source);
    let page = text(&answer);
    for part in [
        "<h1>Let git on this computer act as alice@example.com?</h1>",
        "<dt>Program<dd>git<dt>Listens at<dd>http://127.0.0.1:43123/<dt>Access<dd>read and write",
        "<form method=post action=/oauth/decision><input type=hidden name=flow value=\"flow-1\">",
        // Enter confirms.
        "<button name=decision value=allow autofocus>Allow</button>",
        "<button class=plain name=decision value=deny>Deny</button>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Browsers also apply `form-action` to the redirect that answers a form.
    let policy = header(&answer, "content-security-policy").unwrap();
    assert!(policy.contains("; form-action 'self' http://127.0.0.1:43123; "));
    assert!(policy.contains("frame-ancestors 'none'"));
    let device = device_decision("flow-1", "alice@example.com", &details);
    let policy = header(&device, "content-security-policy").unwrap();
    assert!(policy.contains("; form-action 'self'; "));
}

#[test]
fn refreshes_while_it_waits_for_identity_center() {
    let aws = "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH";
    let page = text(&identity_center_wait("ABCD-EFGH", aws, "/login/wait", 5));
    for part in [
        "<meta http-equiv=refresh content=\"5;url=/login/wait\">",
        "<p class=code>ABCD-EFGH</p>",
        "<a target=_blank rel=\"noopener noreferrer\" class=button href=\"https://device.sso.",
        "href=\"/login/wait\">Continue</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let page = text(&identity_center_wait("A", "http://evil.tld/", "/", 0));
    assert!(page.contains("<code>http://evil.tld/</code>"));
    assert!(page.contains("content=\"1;url=/\""));
    let page = text(&identity_center_wait("A", aws, "javascript:alert(1)", 5));
    assert!(page.contains("content=\"5\""));
    assert!(!page.contains("javascript:"));
}

#[test]
fn shows_what_a_message_puts_between_backticks_as_code() {
    for (message, markup) in [
        (
            "There is no client_id; that of git's helpers is `git`.",
            "There is no client_id; that of git&#39;s helpers is <code>git</code>.",
        ),
        ("`a` and `<b>`", "<code>a</code> and <code>&lt;b&gt;</code>"),
        ("one ` stays", "one ` stays"),
        ("`a` and `b", "<code>a</code> and `b"),
    ] {
        let page = text(&problem(400, "Problem", message, "bad_request", "", None));
        assert!(
            page.contains(&format!("<p role=alert>{markup}</p>")),
            "{page}"
        );
    }
    let form = text(&device_code_form(Some("Use `git`."), ""));
    assert!(form.contains("<p role=alert id=message>Use <code>git</code>.</p>"));
}

#[test]
fn puts_the_error_code_in_a_header() {
    let page = problem(
        403,
        "Access denied",
        "No rule allows you.",
        "access_denied",
        "8f1a",
        None,
    );
    assert_eq!((page.status, page.code), (403, Some("access_denied")));
    assert_eq!(
        header(&page, "x-codecommit-edge-code"),
        Some("access_denied")
    );
    let page = text(&page);
    assert!(page.contains("<p role=alert>No rule allows you.</p>"));
    assert!(page.contains("<code>8f1a</code>"));
}
