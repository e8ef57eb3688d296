use std::fmt;

/// The permissions that an allow list can give: two for git, those of CodeCommit's API, and those of IAM's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    BatchGetRepositories,
    CreateRepository,
    DeleteRepository,
    GetRepository,
    GitPull,
    GitPush,
    ListRepositories,
    CreateServiceSpecificCredential,
    DeleteServiceSpecificCredential,
    ListServiceSpecificCredentials,
    ResetServiceSpecificCredential,
    UpdateServiceSpecificCredential,
    DeleteSshPublicKey,
    GetSshPublicKey,
    ListSshPublicKeys,
    UpdateSshPublicKey,
    UploadSshPublicKey,
    GetUser,
    ListUsers,
}

impl Action {
    pub(crate) const ALL: [Self; 19] = [
        Self::BatchGetRepositories,
        Self::CreateRepository,
        Self::DeleteRepository,
        Self::GetRepository,
        Self::GitPull,
        Self::GitPush,
        Self::ListRepositories,
        Self::CreateServiceSpecificCredential,
        Self::DeleteServiceSpecificCredential,
        Self::ListServiceSpecificCredentials,
        Self::ResetServiceSpecificCredential,
        Self::UpdateServiceSpecificCredential,
        Self::DeleteSshPublicKey,
        Self::GetSshPublicKey,
        Self::ListSshPublicKeys,
        Self::UpdateSshPublicKey,
        Self::UploadSshPublicKey,
        Self::GetUser,
        Self::ListUsers,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::BatchGetRepositories => "codecommit:BatchGetRepositories",
            Self::CreateRepository => "codecommit:CreateRepository",
            Self::DeleteRepository => "codecommit:DeleteRepository",
            Self::GetRepository => "codecommit:GetRepository",
            Self::GitPull => "codecommit:GitPull",
            Self::GitPush => "codecommit:GitPush",
            Self::ListRepositories => "codecommit:ListRepositories",
            Self::CreateServiceSpecificCredential => "iam:CreateServiceSpecificCredential",
            Self::DeleteServiceSpecificCredential => "iam:DeleteServiceSpecificCredential",
            Self::ListServiceSpecificCredentials => "iam:ListServiceSpecificCredentials",
            Self::ResetServiceSpecificCredential => "iam:ResetServiceSpecificCredential",
            Self::UpdateServiceSpecificCredential => "iam:UpdateServiceSpecificCredential",
            Self::DeleteSshPublicKey => "iam:DeleteSSHPublicKey",
            Self::GetSshPublicKey => "iam:GetSSHPublicKey",
            Self::ListSshPublicKeys => "iam:ListSSHPublicKeys",
            Self::UpdateSshPublicKey => "iam:UpdateSSHPublicKey",
            Self::UploadSshPublicKey => "iam:UploadSSHPublicKey",
            Self::GetUser => "iam:GetUser",
            Self::ListUsers => "iam:ListUsers",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
