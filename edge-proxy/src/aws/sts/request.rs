use signer_wasm::sigv4::{self, Options, SessionTokenHeader};
use signer_wasm::{Region, Timestamp};
use zeroize::Zeroizing;

use super::{AssumeRole, Evidence};
use crate::http::headers::to_lines;
use crate::util::form::Form;
use crate::{Config, Error};

/// A `POST` request to STS.
#[derive(Clone, Eq, PartialEq)]
pub struct StsRequest {
    /// The URL of the regional endpoint, or of the configured one.
    pub url: String,
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
    /// The form-encoded body.
    pub body: Zeroizing<String>,
}

impl StsRequest {
    /// Builds the request; `AssumeRole` is signed with the edge's own keys.
    ///
    /// # Errors
    ///
    /// [`Error::Misconfigured`] if the edge has no keys, or the region has no public endpoint.
    pub fn new(assume_role: &AssumeRole, config: &Config, now: Timestamp) -> Result<Self, Error> {
        // A configured endpoint is also the host that is signed, as in AWS's own SDKs.
        let (base, host) = match &config.sts_endpoint {
            Some(endpoint) => (
                endpoint.as_str().to_owned(),
                endpoint.authority().to_owned(),
            ),
            None => {
                let host = host(&assume_role.region, assume_role.fips)?;
                (format!("https://{host}"), host)
            }
        };
        let body = form(assume_role);
        let mut headers = vec![("content-type", FORM_TYPE), ("accept", "text/xml")];

        let signed;
        if let Evidence::EdgeKeys { .. } = assume_role.evidence {
            let keys = config
                .edge_keys
                .as_ref()
                .ok_or_else(|| Error::Misconfigured("the edge has no keys of its own".into()))?;
            let request = sigv4::Request {
                method: "POST",
                path: "/",
                query: "",
                headers: &[("host", &host), ("content-type", FORM_TYPE)],
                body: body.as_bytes(),
            };
            let options = Options {
                service: "sts",
                region: &assume_role.region,
                timestamp: now,
                normalize_path: true,
                content_sha256: false,
                session_token: SessionTokenHeader::Signed,
            };
            signed = sigv4::sign(&request, keys, &options)
                .map_err(|error| Error::Misconfigured(error.to_string()))?;
            headers.extend(signed.headers());
        }

        Ok(Self {
            url: format!("{base}/"),
            headers: Zeroizing::new(to_lines(headers)),
            body,
        })
    }
}

/// The regional host. Opt-in regions reject tokens from the global endpoint.
///
/// Source: STS's endpoint rules in AWS's SDKs: `sts-fips` everywhere except GovCloud, whose plain endpoints are FIPS
/// endpoints.
fn host(region: &Region, fips: bool) -> Result<String, Error> {
    let service = match fips && !region.as_str().starts_with("us-gov-") {
        true => "sts-fips",
        false => "sts",
    };
    region
        .service_host(service)
        .ok_or_else(|| Error::Misconfigured(format!("there is no public STS endpoint in {region}")))
}

fn form(assume_role: &AssumeRole) -> Zeroizing<String> {
    // A SAML response may be larger than all other parameters together.
    let response = match &assume_role.evidence {
        Evidence::Saml { response, .. } => response.len() * MAX_ESCAPE,
        _ => 0,
    };
    let mut form = Form::with_capacity((32 << 10) + response);
    let session_name = Some(assume_role.session_name.as_str());
    let (action, session_name) = match &assume_role.evidence {
        Evidence::EdgeKeys { .. } => ("AssumeRole", session_name),
        // The response names the session.
        Evidence::Saml { .. } => ("AssumeRoleWithSAML", None),
        Evidence::WebIdentity { .. } => ("AssumeRoleWithWebIdentity", session_name),
    };
    form.add("Action", action)
        .add("Version", "2011-06-15")
        .add("RoleArn", assume_role.role.as_str())
        .add_optional("RoleSessionName", session_name)
        .add("DurationSeconds", &assume_role.duration_seconds.to_string())
        .add_optional("Policy", assume_role.policy.as_deref());
    match &assume_role.evidence {
        Evidence::WebIdentity { token } => {
            form.add("WebIdentityToken", token);
        }
        Evidence::Saml { provider, response } => {
            form.add("PrincipalArn", provider.as_str())
                .add("SAMLAssertion", response);
        }
        Evidence::EdgeKeys {
            external_id,
            source_identity,
            tags,
            credential: _,
        } => {
            form.add_optional("ExternalId", external_id.as_deref())
                .add_optional("SourceIdentity", source_identity.as_deref());
            for (number, (name, value)) in (1..).zip(tags) {
                form.add(&format!("Tags.member.{number}.Key"), name)
                    .add(&format!("Tags.member.{number}.Value"), value);
            }
        }
    }
    form.finish()
}

/// The length of an escaped character.
const MAX_ESCAPE: usize = 3;
const FORM_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";
