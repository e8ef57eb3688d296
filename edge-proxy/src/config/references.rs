//! Checks the references from one variable to another.

use signer_wasm::ProfileName;

use super::config_error::{advise, not_a};
use super::role::AssumeWith;
use super::{Config, ConfigError, names};

impl Config {
    /// Checks that the profiles named by `DEFAULT_PROFILE` and by rules exist and can be assumed.
    #[inline(never)]
    pub(super) fn check_references(&self) -> Result<(), ConfigError> {
        let role = |name: &str| self.profiles.get(name)?.role.as_ref();
        let has_role =
            |name: &str| role(name).is_some_and(|role| role.assume_with != AssumeWith::Saml);
        if let Some(name) = &self.default_profile
            && !has_role(name)
        {
            let with_role: Vec<&str> = self
                .profiles
                .keys()
                .map(String::as_str)
                .filter(|name| has_role(name))
                .collect();
            let advice = match with_role.as_slice() {
                [] => format!(
                    "Add PROFILES.{} = {{ role_arn = \"arn:aws:iam::123456789012:role/name\" }}, or remove DEFAULT_PROFILE",
                    if ProfileName::parse(name).is_ok() {
                        name
                    } else {
                        "payments"
                    }
                ),
                names => format!(
                    "Write one of these: {}; or give that profile a role_arn",
                    names.join(", ")
                ),
            };
            return Err(advise(
                "DEFAULT_PROFILE",
                not_a(
                    &format!("\"{name}\""),
                    "profile with a role_arn that tokens open",
                ),
                advice,
            ));
        }

        let rules = || {
            self.identity_providers
                .iter()
                .flat_map(|provider| provider.rules.iter().map(move |rule| (provider, rule)))
        };
        if let Some((provider, rule)) = rules().find(|(_, rule)| {
            role(&rule.profile).is_some_and(|role| role.assume_with == AssumeWith::Saml)
        }) {
            return Err(advise(
                &format!("IDENTITY_PROVIDERS.{}.rules", provider.name),
                format!(
                    "opens {}, whose assume_with is saml: no token opens it",
                    rule.profile
                ),
                "Remove the rule, or add a profile with the same role and another assume_with",
            ));
        }
        if let Some((provider, rule)) = rules().find(|(_, rule)| !has_role(&rule.profile)) {
            let known: Vec<&str> = self.profiles.keys().map(String::as_str).collect();
            let meant = match names::nearest(&rule.profile, &known).filter(|name| has_role(name)) {
                Some(name) => format!("Did you mean {name}? Otherwise add"),
                None => "Add".to_owned(),
            };
            return Err(advise(
                &format!("IDENTITY_PROVIDERS.{}.rules", provider.name),
                format!(
                    "opens {}, which is not a profile with a role_arn",
                    rule.profile
                ),
                format!(
                    "{meant} the role that the rule opens as PROFILES.{}.role_arn, or remove the rule",
                    rule.profile
                ),
            ));
        }

        for (name, profile) in &self.profiles {
            let Some(AssumeWith::EdgeKeys { .. }) = profile.role.as_ref().map(|it| &it.assume_with)
            else {
                continue;
            };
            if !rules().any(|(_, rule)| rule.profile == *name) {
                return Err(advise(
                    &format!("PROFILES.{name}.assume_with"),
                    "is edge_keys, but no rule of an identity provider opens the profile",
                    format!(
                        "Add a rule to an identity provider: rules = [{{ claim = \"groups\", contains = \"{name}\", profile = \"{name}\" }}]; or write assume_with = \"web_identity\""
                    ),
                ));
            }
            if self.edge_keys.is_none() {
                return Err(advise(
                    "AWS_ACCESS_KEY_ID",
                    format!("is missing, and the profile {name} is assumed with the edge's keys"),
                    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY with `wrangler secret put`",
                ));
            }
        }
        Ok(())
    }
}
