use crate::git_request::GitService;

/// Exactly what CodeCommit advertises: from isomorphic-git #199 for fetches, from dulwich #671 for pushes.
pub(super) fn advertised(service: GitService) -> &'static str {
    match service {
        GitService::UploadPack => {
            "multi_ack_detailed shallow side-band-64k thin-pack allow-tip-sha1-in-want \
             allow-reachable-sha1-in-want"
        }
        GitService::ReceivePack => "side-band-64k report-status delete-refs thin-pack",
    }
}

/// git sends the capability `filter` in every partial clone; CodeCommit then sends a full clone
/// (aws/eks-anywhere-build-tooling #5657).
fn is_ignored(service: GitService, capability: &[u8]) -> bool {
    service == GitService::UploadPack && capability == b"filter"
}

/// The first capability that a client uses without its being advertised.
pub(super) fn unadvertised(service: GitService, asked: &[u8]) -> Option<String> {
    let is_advertised = |it: &&[u8]| {
        advertised(service)
            .split(' ')
            .any(|known| known.as_bytes() == *it)
    };
    asked
        .trim_ascii()
        .split(|b| *b == b' ')
        .filter(|it| !it.is_empty())
        .find(|it| !is_advertised(it) && !is_ignored(service, it))
        .map(|it| String::from_utf8_lossy(it).into_owned())
}
