//! Accounts, roles and role credentials.

use super::{bytes, credentials};
use crate::support::{ACCESS_KEY_ID, CANARY, NOW, SECRET, TOKEN, at};
use edge_proxy::aws::identity_center::{Account, accounts, explain, role_credentials, role_names};
use serde_json::json;

#[test]
fn reads_pages_of_accounts_and_roles() {
    let body = bytes(json!({
        "nextToken": "next",
        "accountList": [
            { "accountId": "123456789012", "accountName": "Payments", "emailAddress": "pay@example.com" },
            { "accountId": "123456789013" },
            { "accountName": "without an id" },
            { "accountId": 1 },
            null,
            "123456789014",
        ],
    }));
    let account = |id: &str, name: &str, email: &str| Account {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
    };
    let (found, next) = accounts(200, &body).unwrap();
    assert_eq!(
        found,
        [
            account("123456789012", "Payments", "pay@example.com"),
            account("123456789013", "", ""),
        ]
    );
    assert_eq!(next.as_deref(), Some("next"));

    let body = bytes(json!({
        "roleList": [{ "roleName": "Developer", "accountId": "1" }, { "roleName": "Ops" }, {}, [], { "roleName": null }],
        "nextToken": "next",
    }));
    let (names, next) = role_names(200, &body).unwrap();
    assert_eq!(names, ["Developer", "Ops"]);
    assert_eq!(next.as_deref(), Some("next"));

    for body in [
        json!({}),
        json!({ "accountList": null, "roleList": null, "nextToken": null }),
        json!({ "accountList": {}, "roleList": "x", "nextToken": "" }),
        json!({ "accountList": [], "roleList": [], "nextToken": 7 }),
    ] {
        assert_eq!(accounts(200, &bytes(body.clone())), Ok((Vec::new(), None)));
        assert_eq!(role_names(200, &bytes(body)), Ok((Vec::new(), None)));
    }
}

#[test]
fn reads_the_expiration_in_milliseconds() {
    let found = role_credentials(200, &credentials(json!({}))).unwrap();
    assert_eq!(found.access_key_id(), ACCESS_KEY_ID);
    assert_eq!(found.secret_access_key(), SECRET);
    assert_eq!(found.session_token(), Some(TOKEN));
    assert_eq!(found.expiration(), Some(at(NOW + 3600)));
}

#[test]
fn explains_each_status_of_the_portal() {
    for (status, code, said) in [
        (401, "credentials_expired", "Sign in again"),
        (403, "access_denied", "does not assign you this role"),
        (404, "access_denied", "does not assign you this role"),
        (429, "throttled", "IAM Identity Center asks for fewer"),
        (500, "upstream_unreachable", "IAM Identity Center could not"),
        (503, "upstream_unreachable", "IAM Identity Center could not"),
        (302, "upstream_unreachable", "IAM Identity Center could not"),
    ] {
        let error = explain(status);
        assert_eq!(error.code(), code, "{status}");
        assert!(error.public_message().contains(said));
        let body = bytes(json!({ "message": CANARY }));
        assert_eq!(accounts(status, &body), Err(error.clone()));
        assert_eq!(role_names(status, &body), Err(error.clone()));
        assert_eq!(role_credentials(status, &body), Err(error));
    }
}
