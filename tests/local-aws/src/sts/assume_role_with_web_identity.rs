use crate::answer::escape;
use crate::iam::{Context, Requester, TrustAction};
use crate::oidc::{TokenError, WebIdentityToken};
use crate::query::parameters::{missing, text};
use crate::query::{QueryError, QueryRequest};
use crate::service::AwsCall;
use crate::sts::parameters::SessionRequest;
use crate::sts::session::Session;
use crate::sts::{check_region, known_errors};

pub(super) async fn result(
    call: &AwsCall<'_>,
    request: &QueryRequest<'_>,
) -> Result<String, QueryError> {
    let wanted = SessionRequest::of(request)?;
    let token = text(request, "WebIdentityToken", 4..=20_000, |_| true)?
        .ok_or_else(|| missing("WebIdentityToken"))?;
    check_region(call, request, &wanted.role.account)?;

    let token = WebIdentityToken::parse(token)?;
    let provider = call
        .cloud
        .oidc
        .find(token.issuer(), &wanted.role.partition, &wanted.role.account)
        .ok_or_else(|| {
            invalid_token(format!(
                "No OpenIDConnect provider found in your account for {}",
                token.issuer()
            ))
        })?;
    let identity = token.verify(&provider, call.cloud.now()).await?;

    let mut context = Context::default();
    context.set("sts:RoleSessionName", [wanted.session_name.clone()]);
    let name = provider.issuer().name();
    context.set(&format!("{name}:aud"), [identity.audience.clone()]);
    context.set(&format!("{name}:sub"), [identity.subject.clone()]);
    context.set(&format!("{name}:email"), identity.email);
    let action = TrustAction::AssumeRoleWithWebIdentity;
    let requester = Requester::Federated(provider.arn());
    // A role that does not exist gets the same error.
    let role = call
        .cloud
        .iam
        .role(&wanted.role)
        .filter(|role| role.trust.allows(action, requester, &context))
        .ok_or_else(|| QueryError::not_authorized(action.as_str()))?;

    let session = Session::open(call.cloud, &role, wanted)?;
    Ok(format!(
        "    <Audience>{}</Audience>\n{}    <Provider>{}</Provider>\n    \
         <SubjectFromWebIdentityToken>{}</SubjectFromWebIdentityToken>\n",
        escape(&identity.audience),
        session.to_xml(),
        escape(provider.arn()),
        escape(&identity.subject),
    ))
}

impl From<TokenError> for QueryError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotAJwt => invalid_token(
                "The ID Token provided is not a valid JWT. (You may see this error if you sent \
                 an Access Token)",
            ),
            TokenError::Unreachable => known_errors::idp_unreachable(),
            TokenError::NoKey => invalid_token(
                "Couldn't retrieve verification key from your identity provider, please \
                 reference AssumeRoleWithWebIdentity documentation for requirements",
            ),
            TokenError::BadSignature => invalid_token(
                "The web identity token that was passed could not be validated by AWS. Get a new \
                 identity token from the identity provider and then retry the request.",
            ),
            TokenError::MissingClaim(name) => {
                invalid_token(format!("Missing a required claim: {name}"))
            }
            TokenError::WrongAudience => invalid_token("Incorrect token audience"),
            TokenError::NotYetValid => invalid_token("Token is not valid yet"),
            TokenError::Expired { now, expiration } => Self::bad_request(
                "ExpiredTokenException",
                format!(
                    "Token expired: current date/time {now} must be before the expiration \
                     date/time {expiration}"
                ),
            ),
        }
    }
}

fn invalid_token(message: impl Into<String>) -> QueryError {
    QueryError::bad_request("InvalidIdentityToken", message)
}
