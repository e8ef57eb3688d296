use std::iter::zip;

use serde::Deserialize;

use super::policy_document::{Effect, OneOrMany, PolicyDocument};
use crate::iam::{Action, Glob};

/// The policy that narrows one session of a role.
#[derive(Clone, Debug)]
pub(crate) struct SessionPolicy(Vec<SessionStatement>);

#[derive(Clone, Debug)]
struct SessionStatement {
    effect: Effect,
    actions: Vec<Glob>,
    resources: Vec<ResourcePattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct StatementFields {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: Effect,
    action: OneOrMany<String>,
    resource: OneOrMany<String>,
}

impl SessionPolicy {
    /// Parses a policy document; the error names the invalid part.
    pub(crate) fn parse(document: &str) -> Result<Self, String> {
        let document: PolicyDocument<StatementFields> =
            serde_json::from_str(document).map_err(|error| error.to_string())?;
        let statements = document.statement.0;
        if statements.is_empty() {
            return Err("Policy document must contain at least one statement.".to_owned());
        }
        statements
            .into_iter()
            .map(SessionStatement::try_from)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a statement allows `action` on the resource and none denies it.
    pub(crate) fn allows(&self, action: Action, resource: &str) -> bool {
        let has = |effect| {
            self.0
                .iter()
                .any(|it| it.effect == effect && it.applies(action, resource))
        };
        has(Effect::Allow) && !has(Effect::Deny)
    }
}

impl SessionStatement {
    fn applies(&self, action: Action, resource: &str) -> bool {
        let action = action.as_str().to_ascii_lowercase();
        self.actions.iter().any(|it| it.matches(&action))
            && self.resources.iter().any(|it| it.matches(resource))
    }
}

impl TryFrom<StatementFields> for SessionStatement {
    type Error = String;

    fn try_from(fields: StatementFields) -> Result<Self, String> {
        let StatementFields {
            _sid,
            effect,
            action: OneOrMany(actions),
            resource: OneOrMany(resources),
        } = fields;
        if !actions.iter().all(|it| it == "*" || it.contains(':')) {
            return Err(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
                    .to_owned(),
            );
        }
        Ok(Self {
            effect,
            // IAM ignores the case of an action.
            actions: actions
                .into_iter()
                .map(|it| Glob::new(it.to_ascii_lowercase()))
                .collect(),
            resources: resources
                .into_iter()
                .map(|it| ResourcePattern::parse(&it))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// `*`, or an ARN whose parts may contain `*`. A `*` does not match a colon.
#[derive(Clone, Debug)]
enum ResourcePattern {
    Everything,
    Arn(Vec<Glob>),
}

impl ResourcePattern {
    fn parse(pattern: &str) -> Result<Self, String> {
        if pattern == "*" {
            return Ok(Self::Everything);
        }
        let parts: Vec<_> = pattern.splitn(6, ':').collect();
        if parts.len() != 6 || parts[0] != "arn" {
            return Err(format!(
                "Resource {pattern} must be in ARN format or \"*\"."
            ));
        }
        let globs = parts.into_iter().map(|it| Glob::new(it.to_owned()));
        Ok(Self::Arn(globs.collect()))
    }

    fn matches(&self, resource: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Arn(globs) => {
                zip(globs, resource.splitn(6, ':')).all(|(glob, part)| glob.matches(part))
            }
        }
    }
}
