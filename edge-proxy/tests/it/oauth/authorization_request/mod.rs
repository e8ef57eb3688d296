//! The authorization request of a git client: its redirect URI, PKCE challenge and scope.

mod parse;
mod pkce;
mod redirect_uri;
mod scope;

use url::{Host, Url};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const REDIRECT: &str = "http://127.0.0.1:51000/callback";

/// According to the URL parser of browsers.
fn is_on_loopback(text: &str) -> bool {
    let url = Url::parse(text).unwrap();
    let is_loopback = match url.host().unwrap() {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    is_loopback
        && url.scheme() == "http"
        && (url.username(), url.password()) == ("", None)
        && (url.query(), url.fragment()) == (None, None)
}
