use crate::Error;
use crate::jwt::Claims;

/// Checks an ID token beyond what every token must satisfy (OpenID Connect Core 1.0, 3.1.3.7 and 12.2): it is for
/// this client, and for this sign-in or, on refresh, the same user.
///
/// # Errors
///
/// [`Error::UnrecognisedCredential`]
pub fn check_id_token(
    claims: &Claims,
    client_id: &str,
    nonce: Option<&str>,
    subject: Option<&str>,
) -> Result<(), Error> {
    let problem = if !claims.audiences().any(|audience| audience == client_id) {
        "The identity provider's ID token is not for this edge. Tell the edge's operator."
    } else if claims
        .text("azp")
        .map_or(claims.audiences().nth(1).is_some(), |azp| azp != client_id)
    {
        "The identity provider's ID token was issued to another client. Tell the edge's operator."
    } else if nonce.is_some_and(|nonce| claims.text("nonce") != Some(nonce)) {
        "The identity provider's ID token belongs to another sign-in. Run the git command again."
    } else if claims.subject().is_none_or(str::is_empty) {
        "The identity provider's ID token has no subject. Tell the edge's operator."
    } else if subject.is_some_and(|subject| claims.subject() != Some(subject)) {
        "The identity provider's ID token is for another user than before. Sign in again."
    } else {
        return Ok(());
    };
    Err(Error::UnrecognisedCredential(problem.into()))
}
