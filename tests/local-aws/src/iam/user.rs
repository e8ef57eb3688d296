use std::time::SystemTime;

use super::arn::{IamArn, Kind};
use super::{Principal, Statement};

/// The ARN of a user: `arn:aws:iam::123456789012:user/path/name`.
pub(crate) type UserArn = IamArn<UserKind>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct UserKind;

impl Kind for UserKind {
    const NAME: &'static str = "user";
    const LONGEST_NAME: usize = 64;

    fn admits_path(path: &str) -> bool {
        path.starts_with('/')
            && path.ends_with('/')
            && path.len() <= 512
            && path.bytes().all(|b| b.is_ascii_graphic())
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
