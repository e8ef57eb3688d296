use serde::Serialize;
use signer_wasm::Region;

use crate::config::role::RoleArn;

/// The access that is needed to repositories.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// List the repositories' names and descriptions.
    List,
    /// Clone and fetch.
    Read,
    /// Clone, fetch and push.
    Write,
}

impl Access {
    fn actions(self, lists: bool) -> &'static [&'static str] {
        match (self, lists) {
            (Self::List, _) => &["codecommit:BatchGetRepositories"],
            (Self::Read, false) => &["codecommit:GitPull"],
            (Self::Read, true) => &["codecommit:GitPull", "codecommit:BatchGetRepositories"],
            (Self::Write, false) => &["codecommit:GitPull", "codecommit:GitPush"],
            (Self::Write, true) => &[
                "codecommit:GitPull",
                "codecommit:GitPush",
                "codecommit:BatchGetRepositories",
            ],
        }
    }
}

/// The policy that limits a role's session to some repositories.
///
/// Source: AWS Service Authorization Reference, "Actions, resources, and condition keys for AWS CodeCommit".
///
/// The session has the permissions that both the role and this policy allow.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy<'a> {
    /// The role; the repositories are in its account.
    pub role: &'a RoleArn,
    /// The access that the session needs.
    pub access: Access,
    /// Whether the session may also list repositories.
    pub lists: bool,
    /// The regions; all of them if empty.
    pub regions: &'a [Region],
    /// The names of repositories, with `*` for any characters; all of them if empty.
    pub repositories: &'a [&'a str],
}

impl SessionPolicy<'_> {
    /// The JSON document, without spaces because its length is limited.
    pub fn document(&self) -> String {
        let regions: Vec<&str> = self.regions.iter().map(Region::as_str).collect();
        let resources: Vec<String> = or_all(&regions)
            .iter()
            .flat_map(|region| {
                or_all(self.repositories).iter().map(move |repository| {
                    let (partition, account) = (self.role.partition(), self.role.account());
                    format!("arn:{partition}:codecommit:{region}:{account}:{repository}")
                })
            })
            .collect();
        let allow = |action, resource| Statement {
            effect: "Allow",
            action,
            resource,
        };
        let mut statement = vec![allow(self.access.actions(self.lists), resources)];
        if self.lists {
            // `ListRepositories` has no resource type, so that only `*` matches.
            statement.push(allow(
                &["codecommit:ListRepositories"],
                vec!["*".to_owned()],
            ));
        }
        let document = Document {
            version: "2012-10-17",
            statement,
        };
        // Serialising strings cannot fail.
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// The longest policy that STS accepts, in characters.
    pub const MAX_LEN: usize = 2048;
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    effect: &'static str,
    action: &'static [&'static str],
    resource: Vec<String>,
}

fn or_all<'a>(names: &'a [&'a str]) -> &'a [&'a str] {
    match names.is_empty() {
        true => &["*"],
        false => names,
    }
}
