use serde::Serialize;

/// The authorization server metadata (RFC 8414), as JSON.
///
/// `issuer` is the edge's origin. It is untrusted, because its host comes from the `Host` header.
pub fn metadata(issuer: &str) -> String {
    let at = |path: &str| [issuer, path].concat();
    let metadata = Metadata {
        issuer,
        authorization_endpoint: at("/oauth/authorize"),
        token_endpoint: at("/oauth/token"),
        device_authorization_endpoint: at("/oauth/device_authorization"),
        revocation_endpoint: at("/oauth/revoke"),
        service_documentation: at("/setup"),
        response_types_supported: ["code"],
        response_modes_supported: ["query"],
        grant_types_supported: [
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
        code_challenge_methods_supported: ["S256"],
        token_endpoint_auth_methods_supported: ["none"],
        revocation_endpoint_auth_methods_supported: ["none"],
        scopes_supported: ["read", "write"],
        authorization_response_iss_parameter_supported: true,
    };
    // Serialising strings and booleans cannot fail.
    serde_json::to_string(&metadata).unwrap_or_default()
}

#[derive(Serialize)]
struct Metadata<'a> {
    issuer: &'a str,
    authorization_endpoint: String,
    token_endpoint: String,
    device_authorization_endpoint: String,
    revocation_endpoint: String,
    service_documentation: String,
    response_types_supported: [&'a str; 1],
    response_modes_supported: [&'a str; 1],
    grant_types_supported: [&'a str; 3],
    code_challenge_methods_supported: [&'a str; 1],
    token_endpoint_auth_methods_supported: [&'a str; 1],
    revocation_endpoint_auth_methods_supported: [&'a str; 1],
    scopes_supported: [&'a str; 2],
    authorization_response_iss_parameter_supported: bool,
}
