use http::Request;
use http_body_util::Full;
use serde_json::json;

use crate::environment::{Answer, Environment};
use crate::identity_center::{
    PAGE, START_URL, approve, document, install, post, press, ready, refused, text,
};

async fn visit(aws: &Environment, address: &str) -> Answer {
    let request = Request::get(address).header("host", aws.address().to_string());
    aws.send(request.body(Full::default()).unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn the_page_asks_for_the_code_and_then_for_the_user() {
    let (aws, client) = ready().await;
    let codes = client.start(&aws).await;
    let page = visit(&aws, PAGE).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.text().contains("<input name=\"user_code\""));

    let code = text(&codes["userCode"]);
    for typed in [code.clone(), format!("+{}", code.to_lowercase())] {
        let page = visit(&aws, &format!("{PAGE}?user_code={typed}")).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for part in [
            "Authorization requested",
            code.as_str(),
            "<button name=\"allow\" value=\"alice\">Allow as alice</button>",
            "<button name=\"allow\" value=\"bob\">Allow as bob</button>",
            "<button name=\"deny\" value=\"yes\">Deny</button>",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    let page = approve(&aws, &codes, "bob").await;
    assert!(page.text().contains("Request approved"));
    assert!(page.text().contains("You can close this window."));
}

#[tokio::test]
async fn reports_an_unknown_expired_or_used_code() {
    let (aws, client) = ready().await;
    let decided = client.start(&aws).await;
    let code = text(&decided["userCode"]);
    let page = press(&aws, &[("user_code", &code), ("deny", "yes")]).await;
    assert!(page.text().contains("Request denied"));
    assert_eq!(approve(&aws, &decided, "alice").await.status, 400);

    let expired = client.start(&aws).await;
    aws.set(json!({ "clock_offset_seconds": 601 })).await;
    assert_eq!(approve(&aws, &expired, "alice").await.status, 400);
    for code in [&code, &text(&expired["userCode"]), "ABCD-EFGH"] {
        let page = visit(&aws, &format!("{PAGE}?user_code={code}")).await;
        assert_eq!(page.status, 400);
        assert!(page.text().contains("This code is not valid"));
    }
    refused(
        &client.redeem(&aws, &decided).await,
        400,
        "ExpiredTokenException",
    );
}

#[tokio::test]
async fn only_known_users_can_approve() {
    let (aws, client) = ready().await;
    let codes = client.start(&aws).await;
    assert_eq!(approve(&aws, &codes, "mallory").await.status, 400);
    let code = text(&codes["userCode"]);
    assert_eq!(press(&aws, &[("user_code", &code)]).await.status, 400);
    let pending = client.redeem(&aws, &codes).await;
    refused(&pending, 400, "AuthorizationPendingException");
}

#[tokio::test]
async fn the_page_escapes_what_a_client_sends() {
    let (aws, _) = ready().await;
    let users = json!([{ "name": "a@b", "assignments": [] }]);
    install(&aws, json!({ "start_url": START_URL, "users": users })).await;
    let name = "\"><script>alert(1)</script>&";
    let wanted = json!({ "clientName": name, "clientType": "public" });
    let registered = document(&post(&aws, "/client/register", wanted).await);
    let wanted = json!({
        "clientId": registered["clientId"],
        "clientSecret": registered["clientSecret"],
        "startUrl": START_URL,
    });
    let codes = document(&post(&aws, "/device_authorization", wanted).await);
    let complete = text(&codes["verificationUriComplete"]);
    let origin = format!("http://{}", aws.address());
    let page = visit(&aws, complete.strip_prefix(&origin).unwrap()).await;
    assert!(
        page.text()
            .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;")
    );
    assert!(!page.text().contains("<script"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"));
    assert_eq!(page.headers["referrer-policy"], "no-referrer");

    let injected = visit(&aws, &format!("{PAGE}?user_code=%22%3E%3Cscript%3E")).await;
    assert!(!injected.text().contains("<SCRIPT") && !injected.text().contains("<script"));
}
