/// What programs can know of this authorization server (RFC 8414), as JSON. `issuer` is the edge's
/// origin, in which no character has to be escaped.
pub fn metadata(issuer: &str) -> String {
    let mut json = String::from("{\"issuer\":\"");
    json.push_str(issuer);
    json.push('"');
    for (name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        (
            "device_authorization_endpoint",
            "/oauth/device_authorization",
        ),
        ("revocation_endpoint", "/oauth/revoke"),
        ("service_documentation", "/setup"),
    ] {
        for part in [",\"", name, "\":\"", issuer, path, "\""] {
            json.push_str(part);
        }
    }
    json.push_str(REST);
    json
}

const REST: &str = concat!(
    r#","response_types_supported":["code"],"response_modes_supported":["query"],"#,
    r#""grant_types_supported":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],"#,
    r#""code_challenge_methods_supported":["S256"],"token_endpoint_auth_methods_supported":["none"],"#,
    r#""revocation_endpoint_auth_methods_supported":["none"],"scopes_supported":["read","write"],"#,
    r#""authorization_response_iss_parameter_supported":true}"#
);
