use crate::Config;
use crate::error::Upstream;
use crate::util::Origin;

/// An API that the edge relays calls to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RelayedService {
    /// CodeCommit's API, not its git endpoint.
    CodeCommit,
    /// AWS Identity and Access Management.
    Iam,
    /// AWS Security Token Service.
    Sts,
}

/// How a call names its action.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Protocol {
    /// JSON, with the action in `X-Amz-Target` after this prefix.
    Json { prefix: &'static str },
    /// A form with the parameters `Action` and `Version`.
    Query { version: &'static str },
}

impl RelayedService {
    /// Every API that the edge relays calls to.
    pub const ALL: [Self; 3] = [Self::CodeCommit, Self::Iam, Self::Sts];

    /// Parses the name in an address, which is the service's signing name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.name() == name)
    }

    /// The service's signing name.
    pub fn name(self) -> &'static str {
        match self {
            Self::CodeCommit => "codecommit",
            Self::Iam => "iam",
            Self::Sts => "sts",
        }
    }

    /// The actions that the edge relays: those that the browser client uses.
    pub fn actions(self) -> &'static [&'static str] {
        match self {
            Self::CodeCommit => &["BatchGetRepositories", "GetRepository", "ListRepositories"],
            Self::Iam => &[
                "CreateServiceSpecificCredential",
                "DeleteSSHPublicKey",
                "DeleteServiceSpecificCredential",
                "GetSSHPublicKey",
                "GetUser",
                "ListSSHPublicKeys",
                "ListServiceSpecificCredentials",
                "ResetServiceSpecificCredential",
                "UpdateSSHPublicKey",
                "UpdateServiceSpecificCredential",
                "UploadSSHPublicKey",
            ],
            Self::Sts => &["GetCallerIdentity"],
        }
    }

    pub(super) fn protocol(self) -> Protocol {
        match self {
            Self::CodeCommit => Protocol::Json {
                prefix: "CodeCommit_20150413.",
            },
            Self::Iam => Protocol::Query {
                version: "2010-05-08",
            },
            Self::Sts => Protocol::Query {
                version: "2011-06-15",
            },
        }
    }

    /// The address that replaces AWS's own hosts, if one is configured.
    pub(in crate::aws) fn endpoint(self, config: &Config) -> Option<&Origin> {
        match self {
            Self::CodeCommit => config.codecommit_endpoint.as_ref(),
            Self::Iam => config.iam_endpoint.as_ref(),
            Self::Sts => config.sts_endpoint.as_ref(),
        }
    }

    /// The service in error messages.
    pub fn upstream(self) -> Upstream {
        match self {
            Self::CodeCommit => Upstream::CodeCommit,
            Self::Iam => Upstream::Iam,
            Self::Sts => Upstream::Sts,
        }
    }
}
