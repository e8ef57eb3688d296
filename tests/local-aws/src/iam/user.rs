use std::fmt;
use std::time::SystemTime;

use super::role::{is_account, is_name_character, is_partition};
use super::{Principal, Statement};

/// The ARN of a user: `arn:aws:iam::123456789012:user/path/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UserArn {
    pub(crate) partition: String,
    pub(crate) account: String,
    /// Begins and ends with a slash.
    pub(crate) path: String,
    pub(crate) name: String,
}

impl UserArn {
    pub(crate) fn new(
        partition: String,
        account: String,
        path: String,
        name: String,
    ) -> Option<Self> {
        let fits = is_partition(&partition)
            && is_account(&account)
            && path.starts_with('/')
            && path.ends_with('/')
            && path.len() <= 512
            && path.bytes().all(|b| b.is_ascii_graphic())
            && (1..=64).contains(&name.len())
            && name.bytes().all(is_name_character);
        fits.then_some(Self {
            partition,
            account,
            path,
            name,
        })
    }

    pub(crate) fn parse(arn: &str) -> Option<Self> {
        let &["arn", partition, "iam", "", account, resource] =
            arn.splitn(6, ':').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let path_and_name = resource.strip_prefix("user")?;
        let (path, name) = path_and_name.split_at(path_and_name.rfind('/')? + 1);
        let owned = str::to_owned;
        Self::new(owned(partition), owned(account), owned(path), owned(name))
    }
}

impl fmt::Display for UserArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            path,
            name,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:user{path}{name}")
    }
}

/// An IAM user.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) arn: UserArn,
    /// Stays when the user is renamed; credentials refer to it.
    pub(crate) unique_id: String,
    pub(crate) created: SystemTime,
    pub(crate) allow: Vec<Statement>,
}

impl User {
    pub(crate) fn principal(&self) -> Principal {
        Principal {
            arn: self.arn.to_string(),
            user_id: self.unique_id.clone(),
            account: self.arn.account.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UserArn;

    #[test]
    fn reads_the_path_and_the_name_of_a_user() {
        for (arn, path, name) in [
            ("arn:aws:iam::123456789012:user/alice", "/", "alice"),
            ("arn:aws-cn:iam::123456789012:user/a/b/bob", "/a/b/", "bob"),
        ] {
            let parsed = UserArn::parse(arn).unwrap();
            assert_eq!((parsed.path.as_str(), parsed.name.as_str()), (path, name));
            assert_eq!(parsed.to_string(), arn);
        }
    }

    #[test]
    fn rejects_other_principals() {
        for arn in [
            "arn:aws:iam::123456789012:root",
            "arn:aws:iam::123456789012:user",
            "arn:aws:iam::123456789012:user/",
            "arn:aws:iam::123456789012:role/alice",
            "arn:aws:iam::123456789012:username/alice",
            "arn:aws:sts::123456789012:assumed-role/developer/alice",
            "arn:aws:iam::1234:user/alice",
        ] {
            assert_eq!(UserArn::parse(arn), None, "{arn}");
        }
    }
}
