use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::arn::is_account;
use super::condition::Condition;
use super::policy_document::{Effect, OneOrMany, PolicyDocument};
use super::role::RoleArn;
use crate::iam::{Context, Glob, Principal};

/// Who may assume a role, and on what conditions.
#[derive(Debug)]
pub(crate) struct TrustPolicy(Vec<TrustStatement>);

/// The permissions that a trust policy can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TrustAction {
    AssumeRole,
    AssumeRoleWithSaml,
    AssumeRoleWithWebIdentity,
    TagSession,
    SetSourceIdentity,
}

/// The caller that assumes a role.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requester<'a> {
    /// A user or workload that the provider with this ARN identifies.
    Federated(&'a str),
    Aws(&'a Principal),
}

#[derive(Debug)]
struct TrustStatement {
    effect: Effect,
    principals: Vec<TrustedPrincipal>,
    actions: Vec<Glob>,
    conditions: Vec<Condition>,
}

#[derive(Debug)]
enum TrustedPrincipal {
    Anyone,
    AnyAws,
    Federated(String),
    Account(String),
    Arn(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct StatementFields {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: Effect,
    principal: Value,
    action: OneOrMany<String>,
    #[serde(default)]
    condition: BTreeMap<String, BTreeMap<String, OneOrMany<String>>>,
}

impl TrustAction {
    const ALL: [Self; 5] = [
        Self::AssumeRole,
        Self::AssumeRoleWithSaml,
        Self::AssumeRoleWithWebIdentity,
        Self::TagSession,
        Self::SetSourceIdentity,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AssumeRole => "sts:AssumeRole",
            Self::AssumeRoleWithSaml => "sts:AssumeRoleWithSAML",
            Self::AssumeRoleWithWebIdentity => "sts:AssumeRoleWithWebIdentity",
            Self::TagSession => "sts:TagSession",
            Self::SetSourceIdentity => "sts:SetSourceIdentity",
        }
    }

    fn is_matched_by(self, pattern: &Glob) -> bool {
        pattern.matches(&self.as_str().to_ascii_lowercase())
    }
}

impl TrustPolicy {
    /// Parses a policy document; the error names what is invalid or not supported.
    pub(crate) fn parse(document: Value) -> Result<Self, String> {
        let document: PolicyDocument<StatementFields> =
            serde_json::from_value(document).map_err(|error| error.to_string())?;
        document
            .statement
            .0
            .into_iter()
            .map(TrustStatement::try_from)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a statement allows `action` to the requester and none denies it.
    pub(crate) fn allows(
        &self,
        action: TrustAction,
        requester: Requester<'_>,
        context: &Context,
    ) -> bool {
        let has = |effect| {
            self.0
                .iter()
                .any(|it| it.effect == effect && it.applies(action, requester, context))
        };
        has(Effect::Allow) && !has(Effect::Deny)
    }
}

impl TrustStatement {
    fn applies(&self, action: TrustAction, requester: Requester<'_>, context: &Context) -> bool {
        self.actions.iter().any(|it| action.is_matched_by(it))
            && self.principals.iter().any(|it| it.covers(requester))
            && self.conditions.iter().all(|it| it.is_met(context))
    }
}

impl TryFrom<StatementFields> for TrustStatement {
    type Error = String;

    fn try_from(fields: StatementFields) -> Result<Self, String> {
        let StatementFields {
            _sid,
            effect,
            principal,
            action: OneOrMany(actions),
            condition,
        } = fields;
        Ok(Self {
            effect,
            principals: principals(principal)?,
            actions: actions
                .iter()
                .map(|it| pattern(it))
                .collect::<Result<_, _>>()?,
            conditions: condition
                .into_iter()
                .flat_map(|(operator, keys)| {
                    keys.into_iter().map(move |(key, OneOrMany(values))| {
                        Condition::new(&operator, &key, values)
                    })
                })
                .collect::<Result<_, _>>()?,
        })
    }
}

fn pattern(action: &str) -> Result<Glob, String> {
    let glob = Glob::new(action.to_ascii_lowercase());
    // A mistyped action would allow nothing, silently.
    if TrustAction::ALL.iter().any(|it| it.is_matched_by(&glob)) {
        Ok(glob)
    } else {
        Err(format!("the action {action:?} is not supported"))
    }
}

fn principals(principal: Value) -> Result<Vec<TrustedPrincipal>, String> {
    if principal == "*" {
        return Ok(vec![TrustedPrincipal::Anyone]);
    }
    let kinds: BTreeMap<String, OneOrMany<String>> =
        serde_json::from_value(principal).map_err(|error| format!("Principal: {error}"))?;
    let mut principals = Vec::new();
    for (kind, OneOrMany(names)) in kinds {
        for name in names {
            principals.push(match kind.as_str() {
                "Federated" => TrustedPrincipal::federated(name)?,
                "AWS" => TrustedPrincipal::aws(name)?,
                _ => return Err(format!("the principal {kind:?} is not supported")),
            });
        }
    }
    Ok(principals)
}

impl TrustedPrincipal {
    fn federated(arn: String) -> Result<Self, String> {
        let kinds = [":oidc-provider/", ":saml-provider/"];
        if arn.starts_with("arn:") && kinds.iter().any(|it| arn.contains(it)) {
            Ok(Self::Federated(arn))
        } else {
            Err(format!(
                "{arn:?} is not the ARN of an OIDC provider or a SAML provider"
            ))
        }
    }

    fn aws(name: String) -> Result<Self, String> {
        if name == "*" {
            return Ok(Self::AnyAws);
        }
        if is_account(&name) {
            return Ok(Self::Account(name));
        }
        match name.splitn(6, ':').collect::<Vec<_>>().as_slice() {
            ["arn", _, "iam", "", account, "root"] if is_account(account) => {
                Ok(Self::Account((*account).to_owned()))
            }
            ["arn", _, "iam" | "sts", "", account, _] if is_account(account) => Ok(Self::Arn(name)),
            _ => Err(format!("{name:?} is not an AWS principal")),
        }
    }

    fn covers(&self, requester: Requester<'_>) -> bool {
        match (self, requester) {
            (Self::Anyone, _) | (Self::AnyAws, Requester::Aws(_)) => true,
            (Self::Federated(trusted), Requester::Federated(provider)) => trusted == provider,
            (Self::Account(trusted), Requester::Aws(caller)) => *trusted == caller.account,
            (Self::Arn(trusted), Requester::Aws(caller)) => {
                *trusted == caller.arn
                    || caller
                        .role()
                        .is_some_and(|role| *trusted == role.to_string())
            }
            _ => false,
        }
    }
}

impl Principal {
    /// The role of a session.
    pub(crate) fn role(&self) -> Option<RoleArn> {
        let &["arn", partition, "sts", "", account, resource] =
            self.arn.splitn(6, ':').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let (role, _) = resource.strip_prefix("assumed-role/")?.split_once('/')?;
        RoleArn::new(partition.to_owned(), account.to_owned(), role.to_owned())
    }
}
