//! The services of git's smart HTTP protocol.

/// One of the two services of git's smart HTTP protocol.
///
/// Source: git `Documentation/gitprotocol-http.txt`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Service {
    /// `git push`
    ReceivePack,
    /// `git fetch` and `git clone`
    UploadPack,
}

impl Service {
    /// Parses the service's name, such as `git-upload-pack`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "git-receive-pack" => Some(Self::ReceivePack),
            "git-upload-pack" => Some(Self::UploadPack),
            _ => None,
        }
    }

    /// The name in URLs.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReceivePack => "git-receive-pack",
            Self::UploadPack => "git-upload-pack",
        }
    }

    /// The content type of a request body.
    pub fn request_type(self) -> &'static str {
        match self {
            Self::ReceivePack => "application/x-git-receive-pack-request",
            Self::UploadPack => "application/x-git-upload-pack-request",
        }
    }

    /// The content type of the response to discovery.
    pub fn advertisement_type(self) -> &'static str {
        match self {
            Self::ReceivePack => "application/x-git-receive-pack-advertisement",
            Self::UploadPack => "application/x-git-upload-pack-advertisement",
        }
    }

    /// The content type of the response to an RPC.
    pub fn result_type(self) -> &'static str {
        match self {
            Self::ReceivePack => "application/x-git-receive-pack-result",
            Self::UploadPack => "application/x-git-upload-pack-result",
        }
    }
}

/// Which of the two requests of a git command it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// `GET …/info/refs?service=…`
    Discovery,
    /// `POST …/git-upload-pack` or `…/git-receive-pack`
    Rpc,
}
