use std::collections::BTreeMap;

use crate::iam::Glob;

/// The attributes of a request to assume a role, by condition key.
#[derive(Debug, Default)]
pub(crate) struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    pub(crate) fn set(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        // IAM ignores the case of a key.
        self.0
            .insert(key.to_ascii_lowercase(), values.into_iter().collect());
    }
}

/// One key of a `Condition` block. One matching value is enough.
#[derive(Debug)]
pub(super) struct Condition {
    key: String,
    wanted: Wanted,
}

#[derive(Debug)]
enum Wanted {
    Equal(Vec<String>),
    Like(Vec<Glob>),
}

impl Condition {
    /// The error names the operator or key that is not supported.
    pub(super) fn new(operator: &str, key: &str, values: Vec<String>) -> Result<Self, String> {
        if !is_known(key) {
            return Err(format!("the condition key {key:?} is not supported"));
        }
        let wanted = match operator {
            "StringEquals" | "ForAnyValue:StringEquals" => Wanted::Equal(values),
            "StringLike" | "ForAnyValue:StringLike" => {
                Wanted::Like(values.into_iter().map(Glob::new).collect())
            }
            _ => {
                return Err(format!(
                    "the condition operator {operator:?} is not supported"
                ));
            }
        };
        Ok(Self {
            key: key.to_ascii_lowercase(),
            wanted,
        })
    }

    /// A key that the request lacks never matches.
    pub(super) fn is_met(&self, context: &Context) -> bool {
        let actual = context.0.get(&self.key);
        actual
            .into_iter()
            .flatten()
            .any(|actual| match &self.wanted {
                Wanted::Equal(values) => values.contains(actual),
                Wanted::Like(globs) => globs.iter().any(|it| it.matches(actual)),
            })
    }
}

/// Those of every assertion. AWS also has keys for some attributes, such as `SAML:mail`.
const SAML_KEYS: [&str; 6] = ["aud", "iss", "sub", "sub_type", "namequalifier", "doc"];

fn is_known(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    if let Some(tag) = key.strip_prefix("aws:requesttag/") {
        return !tag.is_empty();
    }
    match key.rsplit_once(':') {
        Some(("saml", name)) => SAML_KEYS.contains(&name),
        Some(("sts", name)) => ["externalid", "sourceidentity", "rolesessionname"].contains(&name),
        Some((provider, claim)) => {
            !["", "aws"].contains(&provider) && ["aud", "sub", "email"].contains(&claim)
        }
        None => false,
    }
}
