use std::fmt;
use std::marker::PhantomData;

/// A kind of IAM's resources, and which names it allows.
pub(crate) trait Kind {
    const NAME: &'static str;
    const LONGEST_NAME: usize;

    /// `/` for kinds without paths.
    fn admits_path(path: &str) -> bool {
        path == "/"
    }

    fn admits(byte: u8) -> bool {
        is_name_character(byte)
    }
}

/// The ARN of one of IAM's resources: `arn:aws:iam::123456789012:user/path/name`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct IamArn<K> {
    pub(crate) partition: String,
    pub(crate) account: String,
    /// Begins and ends with a slash.
    pub(crate) path: String,
    pub(crate) name: String,
    kind: PhantomData<K>,
}

impl<K: Kind> IamArn<K> {
    /// The ARN of a resource without a path.
    pub(crate) fn new(partition: String, account: String, name: String) -> Option<Self> {
        Self::with_path(partition, account, "/".to_owned(), name)
    }

    pub(crate) fn with_path(
        partition: String,
        account: String,
        path: String,
        name: String,
    ) -> Option<Self> {
        let fits = is_partition(&partition)
            && is_account(&account)
            && K::admits_path(&path)
            && (1..=K::LONGEST_NAME).contains(&name.len())
            && name.bytes().all(K::admits);
        fits.then_some(Self {
            partition,
            account,
            path,
            name,
            kind: PhantomData,
        })
    }

    pub(crate) fn parse(arn: &str) -> Option<Self> {
        let &["arn", partition, "iam", "", account, resource] =
            arn.splitn(6, ':').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let path_and_name = resource.strip_prefix(K::NAME)?;
        let (path, name) = path_and_name.split_at(path_and_name.rfind('/')? + 1);
        let owned = str::to_owned;
        Self::with_path(owned(partition), owned(account), owned(path), owned(name))
    }
}

impl<K: Kind> fmt::Display for IamArn<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            path,
            name,
            kind: _,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:{}{path}{name}", K::NAME)
    }
}

pub(crate) fn is_partition(text: &str) -> bool {
    text.starts_with("aws") && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The characters `[\w+=,.@-]` of role, user and session names.
pub(crate) fn is_name_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte)
}
