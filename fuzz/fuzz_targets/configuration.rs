//! The configuration: accepted settings are consistent, and errors about secrets do not show them.
//!
//! The input is a JSON object of variables.

#![no_main]

use codecommit_edge_fuzz::{CANARY, with_canary};
use edge_proxy::Config;
use edge_proxy::config::AllowedOrigins;
use edge_proxy::config::role::AssumeWith;
use edge_proxy::util::Origin;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use signer_wasm::Region;
use url::Url;

fuzz_target!(|text: &str| {
    let Ok(vars) = serde_json::from_str::<Map<String, Value>>(text) else {
        return;
    };
    match Config::from_vars(&vars) {
        Ok(config) => {
            check(&config);
            // No variable is silently ignored.
            let is_read = |name: &String| {
                Config::VARIABLES.contains(&name.as_str())
                    || ["CF_", "CLOUDFLARE_", "WRANGLER_"]
                        .iter()
                        .any(|it| name.starts_with(it))
            };
            assert!(vars.keys().all(is_read));
        }
        Err(error) => {
            let message = error.to_string();
            assert!(
                message.contains("; a valid value is ") || message.contains(". "),
                "{message}"
            );
            // A message is at most a few times as long as the quoted value and its explanation.
            assert!(message.len() <= 4 * text.len() + 1024);
        }
    }
    check_secrets(vars);
});

fn check(config: &Config) {
    assert!((1..=600).contains(&config.upstream_timeout_seconds));
    assert!((900..=604_800).contains(&config.session_seconds));
    assert!((1..1 << 53).contains(&config.max_push_bytes));

    let has_role = |name: &str| {
        config
            .profiles
            .get(name)
            .is_some_and(|profile| profile.role.is_some())
    };
    assert!(config.default_profile.as_deref().is_none_or(has_role));
    for provider in &config.identity_providers {
        assert!(!provider.audiences.is_empty());
        assert_eq!(config.provider(&provider.issuer), Some(provider));
        assert!(provider.rules.iter().all(|rule| has_role(&rule.profile)));
    }
    for (name, profile) in &config.profiles {
        // Its addresses would be ambiguous with a region's.
        assert!(Region::parse(name).is_err());
        assert!(!name.is_empty() && !name.contains('/'));
        let Some(role) = &profile.role else {
            continue;
        };
        assert!((900..=43_200).contains(&role.duration_seconds));
        assert_eq!(role.arn.account().len(), 12);
        assert!(role.arn.main_region().is_ok());
        let regions = profile.policy.regions.as_deref().unwrap_or_default();
        assert!(regions.iter().all(|region| role.arn.is_usable_in(region)));
        if let AssumeWith::EdgeKeys { session_tags, .. } = &role.assume_with {
            assert!(config.edge_keys.is_some());
            assert!(session_tags.len() <= 50);
            let mut rules = config.identity_providers.iter().flat_map(|it| &it.rules);
            assert!(rules.any(|rule| rule.profile == *name));
        }
    }

    let listed = match &config.allowed_origins {
        AllowedOrigins::Any => &[][..],
        AllowedOrigins::Listed(listed) => listed,
    };
    for origin in [&config.endpoint, &config.sts_endpoint]
        .into_iter()
        .flatten()
        .chain(listed)
    {
        check_origin(origin);
    }
}

/// Whatever follows an origin does not change the origin, for `fetch` either.
fn check_origin(origin: &Origin) {
    let Ok(seen) = Url::parse(&format!("{}/path?query", origin.as_str())) else {
        return;
    };
    assert_eq!((seen.username(), seen.password()), ("", None));
    assert_eq!((seen.path(), seen.query()), ("/path", Some("query")));
    assert!(
        origin
            .as_str()
            .starts_with(&format!("{}://", seen.scheme()))
    );
    if let Some(url::Host::Domain(name)) = seen.host() {
        let authority = origin.as_str().split_once("://").map_or("", |(_, it)| it);
        assert_eq!(authority.split(':').next(), Some(name));
    }
}

fn check_secrets(mut vars: Map<String, Value>) {
    for name in SECRETS {
        if let Some(Value::String(text)) = vars.get_mut(name) {
            *text = with_canary(text);
        }
    }
    let is_shown_elsewhere = vars.iter().any(|(name, value)| {
        // Names are not secret, and messages quote them.
        name.contains(CANARY)
            || !SECRETS.contains(&name.as_str()) && value.to_string().contains(CANARY)
    });
    let shown = match Config::from_vars(&vars) {
        Ok(config) => format!("{config:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(is_shown_elsewhere || !shown.contains(CANARY), "{shown}");
}

const SECRETS: [&str; 3] = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "SESSION_KEYS"];
