use crate::answer::escape;
use crate::iam::{Context, Requester, RoleArn, TrustAction};
use crate::query::parameters::{missing, text};
use crate::query::{QueryError, QueryRequest};
use crate::saml::{SamlError, SamlIdentity, SamlProviderArn, SamlResponse};
use crate::service::AwsCall;
use crate::sts::check_region;
use crate::sts::parameters::SessionParameters;
use crate::sts::session::Session;

/// The roles that only IAM Identity Center assumes begin with this.
const RESERVED: &str = "AWSReservedSSO_";

pub(super) async fn result(
    call: &AwsCall<'_>,
    request: &QueryRequest<'_>,
) -> Result<String, QueryError> {
    let wanted = SessionParameters::of(request)?;
    let provider = text(request, "PrincipalArn", 20..=2048, |_| true)?
        .ok_or_else(|| missing("PrincipalArn"))?;
    let provider = SamlProviderArn::parse(provider)
        .ok_or_else(|| QueryError::validation("Request ARN is invalid"))?;
    let assertion = text(request, "SAMLAssertion", 4..=100_000, |_| true)?
        .ok_or_else(|| missing("SAMLAssertion"))?;
    check_region(call, request, &wanted.role.account)?;

    let refused = |error: SamlError| error.into_query_error(call.request_id);
    // AWS looks at the response before it looks for the provider.
    let response = SamlResponse::parse(assertion).map_err(refused)?;
    let provider = call
        .cloud
        .saml
        .find(&provider)
        .ok_or_else(|| refused(SamlError::UnknownProvider))?;
    let identity = SamlIdentity::verify(&response, &provider, call.cloud.now())
        .await
        .map_err(refused)?;
    let arn = provider.arn.to_string();
    if !identity.names(&wanted.role.to_string(), &arn) {
        return Err(refused(SamlError::OtherRole));
    }

    let tags = &identity.tags;
    let wanted = wanted.session(
        identity.session_name.clone(),
        &tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect::<Vec<_>>(),
    )?;
    let wanted = match identity.longest {
        Some(longest) => wanted.at_most(longest),
        None => wanted,
    };
    let mut actions = vec![TrustAction::AssumeRoleWithSaml];
    actions.extend((!tags.is_empty()).then_some(TrustAction::TagSession));
    actions.extend(
        identity
            .source_identity
            .as_ref()
            .map(|_| TrustAction::SetSourceIdentity),
    );
    let context = context(&identity, &provider.arn);
    let requester = Requester::Federated(&arn);
    // A role that does not exist gets the same error, and that of another account.
    let role = call
        .cloud
        .iam
        .role(&wanted.role)
        .filter(|_| is_in_account_of(&wanted.role, &provider.arn))
        .filter(|role| !role.arn.name.starts_with(RESERVED))
        .filter(|role| {
            actions
                .iter()
                .all(|it| role.trust.allows(*it, requester, &context))
        })
        .ok_or_else(|| QueryError::not_authorized(TrustAction::AssumeRoleWithSaml.as_str()))?;

    let session = Session::open(call.cloud, &role, wanted)?;
    let SamlIdentity {
        issuer,
        subject,
        subject_type,
        recipient,
        source_identity,
        ..
    } = &identity;
    let source_identity = source_identity.as_ref().map_or_else(String::new, |it| {
        format!("    <SourceIdentity>{}</SourceIdentity>\n", escape(it))
    });
    Ok(format!(
        "{}    <Audience>{}</Audience>\n    <Issuer>{}</Issuer>\n    \
         <NameQualifier>{}</NameQualifier>\n{source_identity}    <Subject>{}</Subject>\n    \
         <SubjectType>{}</SubjectType>\n",
        session.to_xml(),
        escape(recipient),
        escape(issuer),
        escape(&provider.arn.name_qualifier(issuer)),
        escape(subject),
        escape(subject_type),
    ))
}

/// What a trust policy can ask for.
fn context(identity: &SamlIdentity, provider: &SamlProviderArn) -> Context {
    let mut context = Context::default();
    for (key, value) in [
        ("sts:RoleSessionName", identity.session_name.clone()),
        ("SAML:aud", identity.recipient.clone()),
        ("SAML:iss", identity.issuer.clone()),
        ("SAML:sub", identity.subject.clone()),
        ("SAML:sub_type", identity.subject_type.clone()),
        (
            "SAML:namequalifier",
            provider.name_qualifier(&identity.issuer),
        ),
        (
            "SAML:doc",
            format!("{}/{}", provider.account, provider.name),
        ),
    ] {
        context.set(key, [value]);
    }
    context.set("sts:SourceIdentity", identity.source_identity.clone());
    for (key, value) in &identity.tags {
        context.set(&format!("aws:RequestTag/{key}"), [value.clone()]);
    }
    context
}

fn is_in_account_of(role: &RoleArn, provider: &SamlProviderArn) -> bool {
    role.account == provider.account && role.partition == provider.partition
}
