use serde::Serialize;
use signer_wasm::Region;

use crate::config::role::RoleArn;

/// What is done with a repository.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Clone and fetch.
    Read,
    /// And push.
    Write,
}

impl Access {
    fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Read => &["codecommit:GitPull"],
            Self::Write => &["codecommit:GitPull", "codecommit:GitPush"],
        }
    }
}

/// The policy that narrows a role's session to some repositories.
///
/// The session may do what both the role and this allow.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy<'a> {
    /// The role, whose account the repositories are in.
    pub role: &'a RoleArn,
    /// What for.
    pub access: Access,
    /// The regions; all where there is none.
    pub regions: &'a [Region],
    /// Names of repositories, with `*` for any characters; all where there is none.
    pub repositories: &'a [&'a str],
}

impl SessionPolicy<'_> {
    /// The JSON document, without a space in it: its length is limited.
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
        let document = Document {
            version: "2012-10-17",
            statement: [Statement {
                effect: "Allow",
                action: self.access.actions(),
                resource: resources,
            }],
        };
        // Texts alone, which cannot fail.
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// Characters that STS takes in a policy.
    pub const MAX_LEN: usize = 2048;
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
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
