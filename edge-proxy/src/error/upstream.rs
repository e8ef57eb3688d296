/// A service that the edge calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Upstream {
    /// CodeCommit.
    CodeCommit,
    /// AWS IAM, to which calls are relayed.
    Iam,
    /// IAM Identity Center, with which users sign in.
    IdentityCenter,
    /// The issuer of the caller's token.
    IdentityProvider,
    /// The edge's own store of sessions.
    SessionStore,
    /// AWS STS, which exchanges tokens for credentials.
    Sts,
}

impl Upstream {
    /// The name, with a capital letter for the start of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::CodeCommit => "CodeCommit",
            Self::Iam => "AWS IAM",
            Self::IdentityCenter => "IAM Identity Center",
            Self::IdentityProvider => "The identity provider",
            Self::SessionStore => "The store of sessions",
            Self::Sts => "AWS STS",
        }
    }
}
