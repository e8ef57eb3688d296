use std::io;
use std::path::PathBuf;
use std::time::Instant;

use http::header::{AUTHORIZATION, CONTENT_LENGTH, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};

use crate::answer;
use crate::authentication::{Refusal, authenticate};
use crate::body::{self, Body};
use crate::git_backend::{self, CgiRequest};
use crate::git_request::{Endpoint, GitRequest, GitService};
use crate::git_server;
use crate::options::{AnonymousAnswer, GitServer};
use crate::repositories::{self, Home, RepositoryName};
use crate::service::{AwsCall, Hangup};
use crate::throttle::{Permit, Throttled};

/// Answers as CodeCommit does: authenticates, authorizes, looks up the repository, then runs git.
pub(crate) async fn answer(
    call: &AwsCall<'_>,
    request: &GitRequest<'_>,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Hangup> {
    let needs_length =
        request.endpoint == Endpoint::Rpc && request.service == GitService::UploadPack;
    if needs_length && !parts.headers.contains_key(CONTENT_LENGTH) {
        return Err(Hangup);
    }

    let pushed = (request.endpoint == Endpoint::Rpc).then_some(request.service);
    match admit(call, request, parts) {
        Ok(Admission { cgi, permit }) => run(call, request, &cgi, parts, body)
            .await
            .map(|response| {
                response.map(|body| body::then(body, finish(pushed, cgi.repository, permit)))
            })
            .map_err(|error| {
                eprintln!("local-aws: git http-backend: {error}");
                Hangup
            }),
        Err(response) => call.refuse(parts, body, *response).await,
    }
}

/// An authorized request.
struct Admission {
    cgi: CgiRequest,
    permit: Permit,
}

/// What remains to be done after git has exited and before the response ends.
async fn finish(service: Option<GitService>, repository: PathBuf, permit: Permit) {
    if service == Some(GitService::ReceivePack) {
        repositories::adopt_first_branch(&repository).await;
    }
    drop(permit);
}

async fn run(
    call: &AwsCall<'_>,
    request: &GitRequest<'_>,
    cgi: &CgiRequest,
    parts: &Parts,
    body: Body,
) -> io::Result<Response<Body>> {
    let git = &call.cloud.git;
    match cgi.git_server {
        GitServer::HttpBackend => git_backend::run(git, cgi, parts, body).await,
        GitServer::CodeCommit => {
            let asked = (request.endpoint, request.service);
            git_server::answer(git, cgi, asked, &call.cloud.settings(), parts, body).await
        }
    }
}

fn admit(
    call: &AwsCall<'_>,
    request: &GitRequest<'_>,
    parts: &Parts,
) -> Result<Admission, Box<Response<Body>>> {
    let cloud = call.cloud;
    let region = request.host.region();
    call.exchange.addressed(region, request.repository());

    let identity = authenticate(cloud, parts.headers.get(AUTHORIZATION), request.resource())
        .map_err(|refusal| unauthenticated(call, request, refusal))?;
    call.exchange.verified(&identity.principal);

    let settings = cloud.settings();
    let permit = cloud
        .throttle
        .admit(
            &identity.principal.account,
            region,
            &settings,
            Instant::now(),
        )
        .map_err(|Throttled| {
            call.error(
                StatusCode::TOO_MANY_REQUESTS,
                "ThrottlingException",
                "Rate exceeded",
            )
        })?;

    let not_found = || {
        call.error(
            StatusCode::NOT_FOUND,
            "RepositoryDoesNotExistException",
            &format!("{} does not exist", request.repository()),
        )
    };
    // A name with a `.git` suffix or a trailing slash is invalid too.
    let name = RepositoryName::parse(request.repository()).ok_or_else(not_found)?;
    identity
        .authorize(request.service.action(), region, name.as_str())
        .map_err(|denial| {
            answer::text(
                StatusCode::FORBIDDEN,
                &format!("AccessDeniedException: {denial}"),
            )
        })?;
    let home = Home {
        account: &identity.principal.account,
        region,
    };
    if !cloud.repositories.contains(home, &name) {
        return Err(not_found().into());
    }

    let cgi = CgiRequest {
        repository: cloud.repositories.path(home, &name),
        project_root: cloud.repositories.directory(home),
        path_info: match request.endpoint {
            Endpoint::InfoRefs => format!("/{name}.git/info/refs"),
            Endpoint::Rpc => format!("/{name}.git/{}", request.service.as_str()),
        },
        remote_user: identity.principal.arn.clone(),
        remote_address: call.peer.ip(),
        git_server: settings.git_server,
    };
    Ok(Admission { cgi, permit })
}

fn unauthenticated(
    call: &AwsCall<'_>,
    request: &GitRequest<'_>,
    refusal: Refusal,
) -> Response<Body> {
    match refusal {
        Refusal::Anonymous => anonymous(call, request),
        Refusal::Unrecognized => {
            call.exchange.not_verified();
            call.error(
                StatusCode::FORBIDDEN,
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        }
        Refusal::BadTime(message) => {
            call.exchange.not_verified();
            call.error(StatusCode::FORBIDDEN, "InvalidSignatureException", &message)
        }
        Refusal::ExpiredToken => {
            call.exchange.not_verified();
            call.error(
                StatusCode::FORBIDDEN,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            )
        }
    }
}

fn anonymous(call: &AwsCall<'_>, request: &GitRequest<'_>) -> Response<Body> {
    // Plain git sends a password only after a challenge, and direct addresses are for plain git.
    let wanted = match call.cloud.settings().anonymous {
        AnonymousAnswer::Forbidden => AnonymousAnswer::Forbidden,
        _ if request.direct => AnonymousAnswer::Challenge,
        wanted => wanted,
    };
    let missing = |status| {
        call.error(
            status,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        )
    };
    let challenged = |mut response: Response<Body>, challenge| {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        response
    };
    match wanted {
        AnonymousAnswer::Forbidden => missing(StatusCode::FORBIDDEN),
        AnonymousAnswer::Unauthorized => missing(StatusCode::UNAUTHORIZED),
        AnonymousAnswer::Challenge => challenged(
            missing(StatusCode::UNAUTHORIZED),
            "Basic realm=\"AWS CodeCommit\"",
        ),
        AnonymousAnswer::NotAuthorized => call.error(
            StatusCode::UNAUTHORIZED,
            "NotAuthorizedException",
            "Not authorized",
        ),
        AnonymousAnswer::Negotiate => challenged(
            answer::text(StatusCode::UNAUTHORIZED, "SPNEGO token required"),
            "Negotiate",
        ),
    }
}
