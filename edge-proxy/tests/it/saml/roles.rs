//! The roles that a response opens, and the request to STS for one of them.

use super::{document, edge, encoded, parsed, with};
use crate::support::{EDGE, ROLE, SAML_ISSUER, SAML_PROVIDER, config, saml_login, saml_provider};
use edge_proxy::Config;
use edge_proxy::aws::sts::{AssumeRole, Evidence, SamlUser};
use edge_proxy::saml::{RequestedRole, RoleOption, SamlResponse, check_user, role_options};
use serde_json::{Value, json};

const DOCS: &str = "arn:aws:iam::210987654321:role/docs";
const OTHER_ACCOUNT: &str = "arn:aws:iam::210987654321:saml-provider/company";

/// An edge with several profiles, two of which have the same role.
fn several() -> Config {
    config(saml_login(json!({
        "PROFILES": {
            "docs": { "role_arn": DOCS, "assume_with": "saml" },
            "pay": { "role_arn": ROLE, "assume_with": "saml" },
            "readers": { "role_arn": ROLE, "assume_with": "saml", "access": "read" },
            "web": { "role_arn": "arn:aws:iam::123456789012:role/web" },
        },
        "SAML_PROVIDERS": { "company": {
            "provider_arn": [SAML_PROVIDER, OTHER_ACCOUNT],
            "sso_url": "https://login.example.com/sso",
            "entity_id": SAML_ISSUER,
        } },
    })))
}

fn offering(values: &[String]) -> SamlResponse {
    let values: String = values
        .iter()
        .map(|value| format!("<AttributeValue>{value}</AttributeValue>"))
        .collect();
    let one = format!("<AttributeValue>{ROLE},{SAML_PROVIDER}</AttributeValue>");
    parsed(&with(&one, &values)).unwrap()
}

/// The names of the profiles that a response opens, or the refusal's message.
fn opened(
    config: &Config,
    response: &SamlResponse,
    wanted: Option<&str>,
) -> Result<Vec<String>, String> {
    match role_options(config, &config.saml_providers[0], response, wanted) {
        Ok(options) => Ok(options.iter().map(|it| it.profile.to_owned()).collect()),
        Err(error) => {
            assert_eq!(error.code(), "access_denied");
            Err(error.public_message().into_owned())
        }
    }
}

#[test]
fn opens_the_profiles_whose_role_is_offered_with_the_providers_arn() {
    let config = several();
    let both = offering(&[
        format!("{OTHER_ACCOUNT},{DOCS}"),
        format!("{ROLE},{SAML_PROVIDER}"),
    ]);
    assert_eq!(
        opened(&config, &both, None).unwrap(),
        ["docs", "pay", "readers"]
    );
    assert_eq!(
        opened(&config, &both, Some("readers")).unwrap(),
        ["readers"]
    );
    for (values, said) in [
        (vec![], "offers no AWS role"),
        (
            vec![format!(
                "{ROLE},arn:aws:iam::123456789012:saml-provider/other"
            )],
            "none that this edge uses",
        ),
        (
            vec![format!(
                "arn:aws:iam::123456789012:role/web,{SAML_PROVIDER}"
            )],
            "none that this edge uses",
        ),
        (
            vec![format!(
                "arn:aws:iam::123456789012:role/admin,{SAML_PROVIDER}"
            )],
            "none that this edge uses",
        ),
    ] {
        let message = opened(&config, &offering(&values), None).unwrap_err();
        assert!(message.contains(said), "{message}");
    }
    let pay = offering(&[format!("{ROLE},{SAML_PROVIDER}")]);
    for profile in ["docs", "web", "none"] {
        let message = opened(&config, &pay, Some(profile)).unwrap_err();
        assert!(
            message.contains(&format!("no role of the profile {profile}")),
            "{message}"
        );
    }
}

fn requested(profile: Value, response: &SamlResponse, read_only: bool) -> (AssumeRole, bool) {
    let mut vars = saml_login(json!({ "SAML_PROVIDERS": { "company": saml_provider() } }));
    for (name, value) in profile.as_object().unwrap() {
        vars["PROFILES"]["pay"][name] = value.clone();
    }
    let config = config(vars);
    let options = role_options(&config, &config.saml_providers[0], response, None).unwrap();
    let RequestedRole { grant, assume_role } = RequestedRole::new(
        &config,
        &options[0],
        &encoded(&document()),
        response,
        read_only,
    )
    .unwrap_or_else(|error| panic!("{error:?}"));
    (assume_role, grant.read_only)
}

#[test]
fn asks_sts_for_the_chosen_role_with_the_whole_response() {
    let response = parsed(&document()).unwrap();
    let (assume_role, read_only) = requested(json!({}), &response, false);
    assert!(!read_only);
    assert_eq!(assume_role.role.as_str(), ROLE);
    assert_eq!(assume_role.region.as_str(), "us-east-1");
    assert_eq!(assume_role.duration_seconds, 3600);
    assert_eq!(
        assume_role.policy.as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush","codecommit:BatchGetRepositories"],"Resource":["arn:aws:codecommit:*:123456789012:*"]},{"Effect":"Allow","Action":["codecommit:ListRepositories"],"Resource":["*"]}]}"#
        )
    );
    match assume_role.evidence {
        Evidence::Saml { provider, response } => {
            assert_eq!(provider.as_str(), SAML_PROVIDER);
            assert_eq!(*response, **encoded(&document()).text());
        }
        _ => panic!("not with SAML"),
    }
}

#[test]
fn narrows_the_role_to_the_profile_and_the_scope() {
    let response = parsed(&document()).unwrap();
    let narrow = json!({ "regions": ["eu-west-1", "eu-central-1"], "repositories": ["pay-*"] });
    let (assume_role, read_only) = requested(narrow, &response, true);
    assert!(read_only);
    assert_eq!(assume_role.region.as_str(), "eu-west-1");
    assert_eq!(
        assume_role.policy.as_deref(),
        Some(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:GitPull","codecommit:BatchGetRepositories"],"Resource":["arn:aws:codecommit:eu-west-1:123456789012:pay-*","arn:aws:codecommit:eu-central-1:123456789012:pay-*"]},{"Effect":"Allow","Action":["codecommit:ListRepositories"],"Resource":["*"]}]}"#
        )
    );
    let (assume_role, read_only) = requested(
        json!({ "access": "read", "session_policy": "none" }),
        &response,
        false,
    );
    assert!(read_only);
    assert_eq!(assume_role.policy, None);
}

#[test]
fn lasts_as_long_as_the_profile_says_or_shorter_if_the_identity_provider_says_so() {
    for (profile, provider, expected) in [
        (json!({}), None, 3600),
        (json!({ "duration_seconds": 43_200 }), None, 43_200),
        (json!({ "duration_seconds": 43_200 }), Some(7_200), 7_200),
        (json!({}), Some(7_200), 3_600),
        (json!({}), Some(900), 900),
    ] {
        let response = SamlResponse {
            session_duration: provider,
            ..parsed(&document()).unwrap()
        };
        let (assume_role, _) = requested(profile, &response, false);
        assert_eq!(assume_role.duration_seconds, expected);
    }
}

#[test]
fn opens_no_profile_that_a_token_opens() {
    let config = several();
    let response = parsed(&document()).unwrap();
    let option = RoleOption {
        profile: "web",
        pair: &response.roles[0],
    };
    let refused = RequestedRole::new(&config, &option, &encoded(&document()), &response, false);
    assert_eq!(
        refused.err().map(|error| error.code()),
        Some("access_denied")
    );
}

#[test]
fn uses_only_what_sts_verified_for_this_provider_and_this_edge() {
    let config = edge();
    let user = |issuer: &str, audience: &str| SamlUser {
        subject: "alice".to_owned(),
        subject_type: "persistent".to_owned(),
        issuer: issuer.to_owned(),
        audience: audience.to_owned(),
        name_qualifier: String::new(),
        session_name: "alice@example.com".to_owned(),
    };
    let check = |user: &SamlUser| check_user(user, &config.saml_providers[0], EDGE);
    assert_eq!(check(&user(SAML_ISSUER, super::ACS)), Ok(()));
    for wrong in [
        user("https://evil.example", super::ACS),
        user(SAML_ISSUER, "https://signin.aws.amazon.com/saml"),
        user(SAML_ISSUER, ""),
    ] {
        assert_eq!(check(&wrong).unwrap_err().code(), "assertion_rejected");
    }
}
