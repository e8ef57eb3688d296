use serde::Serialize;
use signer_wasm::Region;

use crate::config::role::RoleArn;

/// The access that is needed to a repository.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Access {
    /// Clone and fetch.
    Read,
    /// Clone, fetch and push.
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

/// The policy that limits a role's session to some repositories.
///
/// The session may do what both the role and this policy allow.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy<'a> {
    /// The role; the repositories are in its account.
    pub role: &'a RoleArn,
    /// The access.
    pub access: Access,
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
        let document = Document {
            version: "2012-10-17",
            statement: [Statement {
                effect: "Allow",
                action: self.access.actions(),
                resource: resources,
            }],
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
