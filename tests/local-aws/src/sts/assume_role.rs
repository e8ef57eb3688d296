use crate::answer::escape;
use crate::iam::{Context, Requester, TrustAction, is_name_character};
use crate::query::parameters::{text, violation};
use crate::query::{QueryError, QueryRequest};
use crate::service::AwsCall;
use crate::sts::parameters::{SessionRequest, session_tags};
use crate::sts::session::Session;
use crate::sts::{caller, check_region};

/// The longest session that a session can request.
const LONGEST_CHAINED: u64 = 3600;

pub(super) fn result(call: &AwsCall<'_>, request: &QueryRequest<'_>) -> Result<String, QueryError> {
    let caller = caller::identify(call, request)?;
    let wanted = SessionRequest::of(request)?;
    let external_id = text(request, "ExternalId", 2..=1224, |byte| {
        is_name_character(byte) || byte == b':' || byte == b'/'
    })?;
    let source_identity = text(request, "SourceIdentity", 2..=64, is_name_character)?;
    if source_identity.is_some_and(|it| it.starts_with("aws:")) {
        return Err(violation(
            "SourceIdentity",
            format_args!("not begin with aws:"),
        ));
    }
    let tags = session_tags(request);
    check_region(call, request, &caller.principal.account)?;

    let mut context = Context::default();
    context.set("sts:RoleSessionName", [wanted.session_name.clone()]);
    context.set("sts:ExternalId", external_id.map(str::to_owned));
    context.set("sts:SourceIdentity", source_identity.map(str::to_owned));
    for (key, value) in &tags {
        context.set(&format!("aws:RequestTag/{key}"), [(*value).to_owned()]);
    }

    let mut actions = vec![TrustAction::AssumeRole];
    actions.extend((!tags.is_empty()).then_some(TrustAction::TagSession));
    actions.extend(source_identity.map(|_| TrustAction::SetSourceIdentity));
    let denied = |action: TrustAction| {
        QueryError::forbidden(
            "AccessDenied",
            format!(
                "User: {} is not authorized to perform: {} on resource: {}",
                caller.principal.arn,
                action.as_str(),
                wanted.role
            ),
        )
    };
    // A role that does not exist gets the same error.
    let role = call
        .cloud
        .iam
        .role(&wanted.role)
        .ok_or_else(|| denied(TrustAction::AssumeRole))?;
    let requester = Requester::Aws(&caller.principal);
    for action in actions {
        if !role.trust.allows(action, requester, &context) {
            return Err(denied(action));
        }
    }
    if caller.principal.role().is_some() && wanted.duration_seconds > LONGEST_CHAINED {
        return Err(QueryError::validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by \
             role chaining",
        ));
    }

    let session = Session::open(call.cloud, &role, wanted)?;
    let source_identity = source_identity.map_or_else(String::new, |it| {
        format!("    <SourceIdentity>{}</SourceIdentity>\n", escape(it))
    });
    Ok(format!("{}{source_identity}", session.to_xml()))
}
