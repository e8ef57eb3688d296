//! Variables, and the messages of the ones that cannot be read.

use crate::support::assert_advises;
use edge_proxy::Config;
use serde_json::{Map, Value, json};

fn read(vars: &Value) -> Result<Config, String> {
    Config::from_vars(vars.as_object().unwrap_or(&Map::new())).map_err(|error| error.to_string())
}

#[test]
fn nothing_is_required_and_the_defaults_are_safe() {
    let config = read(&json!({})).unwrap();
    assert!(!config.accept_access_keys);
    assert!(!config.policy.read_only);
    assert_eq!(config.max_push_bytes, 100_000_000);
    assert_eq!(config.upstream_timeout_seconds, 30);
    assert_eq!(config.endpoint, None);
    assert_eq!(config.sts_endpoint, None);
    assert_eq!(config.default_profile, None);
    assert_eq!(config.identity_providers, []);
    assert_eq!(config.edge_keys, None);
    assert_eq!(config.session_keys, None);
    assert_eq!(config.session_seconds, 43_200);
}

#[test]
fn an_empty_text_is_the_same_as_none() {
    let empty: Map<String, Value> = Config::VARIABLES
        .into_iter()
        .map(|name| (name.to_owned(), json!("")))
        .collect();
    assert_eq!(read(&Value::Object(empty)), read(&json!({})));
}

#[test]
fn text_and_toml_values_mean_the_same() {
    assert_eq!(
        read(
            &json!({ "READ_ONLY": "true", "MAX_PUSH_BYTES": "5", "ALLOWED_REGIONS": "eu-west-1,us-east-1" })
        ),
        read(
            &json!({ "READ_ONLY": true, "MAX_PUSH_BYTES": 5, "ALLOWED_REGIONS": ["eu-west-1", "us-east-1"] })
        ),
    );
}

#[test]
fn a_wrong_value_is_refused_with_the_variable_and_a_valid_example() {
    for (vars, variable) in [
        (json!({ "DEFAULT_REGION": "Ireland" }), "DEFAULT_REGION"),
        (json!({ "DEFAULT_REGION": 1 }), "DEFAULT_REGION"),
        (
            json!({ "ALLOWED_REGIONS": ["eu-west-1", "eu"] }),
            "ALLOWED_REGIONS",
        ),
        (json!({ "ALLOWED_REGIONS": [] }), "ALLOWED_REGIONS"),
        (json!({ "ALLOWED_REGIONS": [1] }), "ALLOWED_REGIONS"),
        (
            json!({ "ALLOWED_REPOSITORIES": "a/b" }),
            "ALLOWED_REPOSITORIES",
        ),
        (
            json!({ "ALLOWED_ORIGINS": "app.example.com" }),
            "ALLOWED_ORIGINS",
        ),
        (
            json!({ "ALLOWED_ORIGINS": "https://app.example.com/" }),
            "ALLOWED_ORIGINS",
        ),
        (
            json!({ "ALLOWED_ORIGINS": ["*", "https://app.example.com"] }),
            "ALLOWED_ORIGINS",
        ),
        (json!({ "READ_ONLY": "yes" }), "READ_ONLY"),
        (json!({ "ACCEPT_ACCESS_KEYS": 1 }), "ACCEPT_ACCESS_KEYS"),
        (json!({ "MAX_PUSH_BYTES": "100 MB" }), "MAX_PUSH_BYTES"),
        (json!({ "MAX_PUSH_BYTES": 0 }), "MAX_PUSH_BYTES"),
        (
            json!({ "UPSTREAM_TIMEOUT_SECONDS": -1 }),
            "UPSTREAM_TIMEOUT_SECONDS",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT": "http://host/path" }),
            "AWS_ENDPOINT_URL_CODECOMMIT",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT_GIT": "http://host/path" }),
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
        (
            json!({ "AWS_ENDPOINT_URL_CODECOMMIT_GIT": "ftp://host" }),
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
        (json!({ "PROFILES": "payments" }), "PROFILES"),
        (
            json!({ "PROFILES": { "eu-west-1": {} } }),
            "PROFILES.eu-west-1",
        ),
        (json!({ "PROFILES": { "v1": {} } }), "PROFILES.v1"),
        (json!({ "PROFILES": { "Pay": {} } }), "PROFILES.Pay"),
        (
            json!({ "PROFILES": { "pay": { "acess": "read" } } }),
            "PROFILES.pay.acess",
        ),
        (
            json!({ "PROFILES": { "pay": { "access": "admin" } } }),
            "PROFILES.pay.access",
        ),
        (
            json!({ "PROFILES": { "pay": { "regions": ["x"] } } }),
            "PROFILES.pay.regions",
        ),
    ] {
        let message = read(&vars).unwrap_err();
        assert_advises(&message, variable);
    }
}

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCWV1LXdlc3QtMSJH==";
const KEY: &str = "ERERERERERERERERERERERERERERERERERERERERERE=";

#[test]
fn the_edges_keys_and_those_of_sessions_are_read() {
    let vars = json!({
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "SESSION_KEYS": format!("new:{KEY},old:{}", KEY.replace('R', "S")),
        "SESSION_SECONDS": "900",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:4566/",
    });
    let config = read(&vars).unwrap();
    let keys = config.edge_keys.as_ref().unwrap();
    assert_eq!(keys.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(keys.secret_access_key(), SECRET);
    assert_eq!(keys.session_token(), Some(TOKEN));
    assert!(config.session_keys.is_some());
    assert_eq!(config.session_seconds, 900);
    assert_eq!(
        config.sts_endpoint.as_ref().map(|it| it.as_str()),
        Some("http://127.0.0.1:4566")
    );

    let shown = format!("{config:?}");
    for secret in [SECRET, TOKEN, KEY] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn what_is_wrong_with_a_secret_is_said_without_showing_it() {
    let spaced = format!("{SECRET} ");
    for (vars, variable, secret) in [
        (
            json!({ "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": spaced }),
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
        ),
        (
            json!({ "AWS_SECRET_ACCESS_KEY": SECRET }),
            "AWS_ACCESS_KEY_ID",
            SECRET,
        ),
        (
            json!({ "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": [SECRET] }),
            "AWS_SECRET_ACCESS_KEY",
            SECRET,
        ),
        (
            json!({
                "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
                "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_SESSION_TOKEN": { "token": TOKEN },
            }),
            "AWS_SESSION_TOKEN",
            TOKEN,
        ),
        // A secret where the key's id should be, as when the two are mixed up.
        (
            json!({ "AWS_ACCESS_KEY_ID": SECRET, "AWS_SECRET_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE" }),
            "AWS_",
            SECRET,
        ),
        (json!({ "SESSION_KEYS": KEY }), "SESSION_KEYS", KEY),
        (
            json!({ "SESSION_KEYS": format!("Upper:{KEY}") }),
            "SESSION_KEYS",
            KEY,
        ),
        (
            json!({ "SESSION_KEYS": format!("one:{KEY},one:{KEY}") }),
            "SESSION_KEYS",
            KEY,
        ),
        (
            json!({ "SESSION_KEYS": format!("one:{KEY},two:{}", &KEY[4..]) }),
            "SESSION_KEYS",
            &KEY[4..],
        ),
        (json!({ "SESSION_KEYS": [KEY] }), "SESSION_KEYS", KEY),
        (
            json!({ "SESSION_KEYS": { "one": KEY } }),
            "SESSION_KEYS",
            KEY,
        ),
    ] {
        let error = read(&vars).unwrap_err();
        assert!(error.starts_with(variable), "{error}");
        assert!(
            error.contains("; a valid value is ") || error.contains(". "),
            "{error}"
        );
        assert!(!error.contains(secret), "{error}");
        let shown = format!("{:?}", Config::from_vars(vars.as_object().unwrap()));
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn sessions_last_from_a_quarter_of_an_hour_to_a_week() {
    for (seconds, good) in [
        (json!(899), false),
        (json!(900), true),
        (json!(604_800), true),
        (json!(604_801), false),
        (json!("12 h"), false),
        (json!(-1), false),
    ] {
        let read = read(&json!({ "SESSION_SECONDS": seconds }));
        assert_eq!(read.is_ok(), good, "{seconds}");
        if let Err(message) = read {
            assert!(message.starts_with("SESSION_SECONDS "), "{message}");
        }
    }
}

#[test]
fn another_endpoint_for_sts_is_an_origin() {
    for endpoint in [
        "sts.example.com",
        "https://sts.example.com/path",
        "ftp://sts.example.com",
    ] {
        let message = read(&json!({ "AWS_ENDPOINT_URL_STS": endpoint })).unwrap_err();
        assert!(message.starts_with("AWS_ENDPOINT_URL_STS "), "{message}");
    }
}

#[test]
fn rejects_misspelt_variables_and_names_the_one_that_was_meant() {
    for (wrong, meant) in [
        ("ALLOWED_REPOSITORY", "ALLOWED_REPOSITORIES"),
        ("READONLY", "READ_ONLY"),
        ("read_only", "READ_ONLY"),
        ("READ-ONLY", "READ_ONLY"),
        ("ALLOWED_REGION", "ALLOWED_REGIONS"),
        ("ALOWED_ORIGINS", "ALLOWED_ORIGINS"),
        ("REGION", "DEFAULT_REGION"),
        ("ACCEPT_ACCESS_KEY", "ACCEPT_ACCESS_KEYS"),
        ("MAX_PUSH_BYTE", "MAX_PUSH_BYTES"),
        ("PROFILE", "PROFILES"),
        ("IDENTITY_PROVIDER", "IDENTITY_PROVIDERS"),
        ("SESSION_KEY", "SESSION_KEYS"),
        ("UPSTREAM_TIMEOUT", "UPSTREAM_TIMEOUT_SECONDS"),
        (
            "AWS_ENDPOINT_URL_CODECOMMITGIT",
            "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        ),
    ] {
        // Whatever the value is, also one that would unset a variable.
        for value in [json!(["app"]), json!(true), json!(""), json!(null)] {
            let message = read(&json!({ wrong: value })).unwrap_err();
            let expected = format!("{wrong} is not a setting. Did you mean {meant}?");
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn rejects_variables_that_resemble_no_setting() {
    for wrong in [
        "FOO",
        "DEBUG",
        "",
        "X",
        "\u{1f600}",
        &"READ_ONLY".repeat(1000),
    ] {
        let message = read(&json!({ wrong: "x" })).unwrap_err();
        assert_advises(&message, wrong);
        assert!(
            message.ends_with("Remove it; wrangler.toml lists every setting"),
            "{message}"
        );
    }
}

#[test]
fn a_misspelt_secret_is_not_shown() {
    let message = read(&json!({ "AWS_SECRET_ACCESS_KEYS": SECRET })).unwrap_err();
    assert!(!message.contains(SECRET), "{message}");
    assert!(
        message.contains("Did you mean AWS_SECRET_ACCESS_KEY?"),
        "{message}"
    );
}

#[test]
fn accepts_what_wrangler_and_cloudflare_add() {
    let vars = json!({ "CF_VERSION_METADATA": { "id": "1" }, "CLOUDFLARE_API_TOKEN": "x", "WRANGLER_LOG": "x" });
    assert_eq!(read(&vars), read(&json!({})));
}

#[test]
fn rejects_a_binding_that_is_a_variable_or_misspelt() {
    for name in Config::BINDINGS {
        let message = read(&json!({ name: "x" })).unwrap_err();
        assert_advises(&message, name);
        assert!(Config::check_binding(name).is_ok());
    }
    for (wrong, meant) in [
        ("SESSION", "SESSIONS"),
        ("logins", "LOGINS"),
        ("ASSET", "ASSETS"),
    ] {
        let message = Config::check_binding(wrong).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("{wrong} is not a binding of this worker. Did you mean {meant}?")
        );
    }
    assert!(Config::check_binding("MY_QUEUE").is_ok());
}

#[test]
fn the_default_profile_is_advised_by_name() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/pay-reader";
    let message = read(&json!({ "DEFAULT_PROFILE": "payments" })).unwrap_err();
    assert!(
        message.contains("Add PROFILES.payments = { role_arn"),
        "{message}"
    );
    let profiles = json!({ "pay": { "role_arn": ROLE }, "readers": { "access": "read" } });
    for wrong in ["payments", "readers"] {
        let message = read(&json!({ "DEFAULT_PROFILE": wrong, "PROFILES": profiles })).unwrap_err();
        assert!(message.contains("Write one of these: pay;"), "{message}");
    }
}

#[test]
fn wrangler_toml_names_every_variable() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../wrangler.toml");
    let text = std::fs::read_to_string(path).unwrap();
    for name in Config::VARIABLES {
        assert!(text.contains(name), "wrangler.toml does not name {name}");
    }
}

/// A TOML value of one line as JSON: `name = ` becomes `"name": `.
fn from_toml(text: &str) -> Value {
    let mut json = String::new();
    for (index, part) in text.split('"').enumerate() {
        let between_texts = index % 2 == 0;
        if index > 0 {
            json.push('"');
        }
        for word in part.split_inclusive(' ') {
            match word.trim_end() {
                "=" if between_texts => json = json.trim_end().to_owned() + ": ",
                name if between_texts
                    && name.starts_with(char::is_alphabetic)
                    && text.contains(&format!("{name} = ")) =>
                {
                    json += &format!("\"{name}\" ");
                }
                _ => json += word,
            }
        }
    }
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Puts a value where a variable such as `PROFILES.pay.access` or `A.b.rules[0].claim` is.
fn put(vars: &Value, variable: &str, value: Value) -> Value {
    let pointer = format!("/{}", variable.replace(['.', '['], "/").replace(']', ""));
    let mut vars = vars.clone();
    let (table, field) = pointer.rsplit_once('/').unwrap();
    match vars.pointer_mut(table).unwrap() {
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        table => table[field] = value,
    }
    vars
}

#[test]
fn the_value_that_a_message_recommends_is_accepted() {
    let provider = |fields: Value| {
        let mut provider = json!({ "issuer": "https://login.example.com", "audiences": ["edge"] });
        provider
            .as_object_mut()
            .unwrap()
            .append(&mut fields.as_object().unwrap().clone());
        json!({ "IDENTITY_PROVIDERS": { "company": provider }, "PROFILES": { "payments": { "role_arn": "arn:aws:iam::123456789012:role/pay" } } })
    };
    let rule = |rule: Value| provider(json!({ "rules": [rule] }));
    let profile = |fields: Value| json!({ "PROFILES": { "payments": fields } });
    let role = |field: &str, value: Value| {
        let mut fields = json!({ "role_arn": "arn:aws:iam::123456789012:role/pay" });
        fields[field] = value;
        profile(fields)
    };
    let edge_role = |field: &str, value: Value| {
        let mut vars = role(field, value);
        vars["PROFILES"]["payments"]["assume_with"] = json!("edge_keys");
        vars
    };
    let mut wrong: Vec<Value> = [
        "DEFAULT_REGION",
        "ALLOWED_REGIONS",
        "ALLOWED_REPOSITORIES",
        "ALLOWED_ORIGINS",
        "READ_ONLY",
        "MAX_PUSH_BYTES",
        "ACCEPT_ACCESS_KEYS",
        "UPSTREAM_TIMEOUT_SECONDS",
        "AWS_ENDPOINT_URL_CODECOMMIT_GIT",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_CODECOMMIT",
        "AWS_ENDPOINT_URL_SSO",
        "AWS_ENDPOINT_URL_SSO_OIDC",
        "SESSION_SECONDS",
        "LOGIN_SECONDS",
        "PROFILES",
        "IDENTITY_PROVIDERS",
    ]
    .into_iter()
    .flat_map(|name| [json!({ name: 1.5 }), json!({ name: "?" })])
    .collect();
    wrong.extend([
        json!({ "IDENTITY_PROVIDERS": { "a b": {} } }),
        json!({ "IDENTITY_PROVIDERS": { "company": 1 } }),
        provider(json!({ "issuer": 1 })),
        provider(json!({ "audiences": 1 })),
        provider(json!({ "jwks_uri": "ftp://x" })),
        provider(json!({ "client_id": 1 })),
        provider(json!({ "scopes": ["openid"] })),
        provider(json!({ "client_id": "edge", "scopes": ["email"] })),
        provider(json!({ "not_before": "exp" })),
        provider(json!({ "cloudflare_access": 1 })),
        provider(json!({ "rules": [] })),
        json!({ "IDENTITY_PROVIDERS": { "company": { "audiences": ["edge"] } } }),
        json!({ "IDENTITY_PROVIDERS": { "company": { "issuer": "https://login.example.com" } } }),
        rule(json!(1)),
        rule(json!({})),
        rule(json!({ "claim": "groups", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x" })),
        rule(json!({ "claim": 1, "contains": "x", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "equals": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "matches": 1, "profile": "payments" })),
        rule(json!({ "claim": "groups", "matches": "", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x", "equals": "y", "profile": "payments" })),
        rule(json!({ "claim": "groups", "contains": "x", "profile": 1 })),
        rule(json!({ "claim": "groups", "contains": "x", "profile": "payments", "access": 1 })),
        rule(json!({ "all": 1, "profile": "payments" })),
        rule(json!({ "all": [1], "profile": "payments" })),
        rule(json!({ "all": [{}], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups" }], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups", "contains": 1 }], "profile": "payments" })),
        rule(json!({ "all": [{ "claim": "groups", "contains": "x" }], "claim": "groups", "contains": "x", "profile": "payments" })),
        profile(json!(1)),
        profile(json!({ "access": "?" })),
        profile(json!({ "regions": "?" })),
        profile(json!({ "repositories": "?" })),
        profile(json!({ "duration_seconds": 3600 })),
        role("role_arn", json!(1)),
        role("assume_with", json!("?")),
        role("duration_seconds", json!(1)),
        role("session_policy", json!("?")),
        edge_role("external_id", json!("?")),
        edge_role("source_identity", json!(1)),
        edge_role("session_tags", json!(1)),
        edge_role("session_tags", json!({ "team": 1 })),
        json!({ "IDENTITY_CENTER": 1 }),
        json!({ "IDENTITY_CENTER": {} }),
        json!({ "IDENTITY_CENTER": { "start_url": 1, "region": "eu-west-1" } }),
        json!({ "IDENTITY_CENTER": { "start_url": "https://d-1234567890.awsapps.com/start", "region": "?" } }),
    ]);

    for vars in wrong {
        let Err(message) = read(&vars) else {
            panic!("{vars} is accepted");
        };
        let (variable, _) = message.split_once(' ').unwrap();
        let Some((_, example)) = message.split_once(&format!("; a valid value is {variable} = "))
        else {
            panic!("{message}");
        };
        let mended = put(&vars, variable, from_toml(example));
        if let Err(next) = read(&mended) {
            assert!(
                !next.starts_with(variable),
                "{message}\nwhich done, is answered: {next}"
            );
        }
    }
}
