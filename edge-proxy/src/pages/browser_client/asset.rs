use signer_wasm::Partition;

use crate::Config;
use crate::http::ResponseHeader;
use crate::http::headers::PERMISSIONS_POLICY;

/// A browser-client asset, deployed beside the worker from `www/dist`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asset {
    path: String,
}

impl Asset {
    /// The page itself.
    pub fn page() -> Self {
        Self {
            path: PAGE.to_owned(),
        }
    }

    /// Parses the path of a file that the page loads: `/www/{name}`, or the service worker, which has to be at the root
    /// to answer for the page.
    pub fn parse(path: &str) -> Option<Self> {
        if path == SERVICE_WORKER {
            return Some(Self {
                path: path.to_owned(),
            });
        }
        let name = path.strip_prefix("/www/")?;
        let is_name = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        (is_name && !name.is_empty() && !name.starts_with('.')).then(|| Self {
            path: path.to_owned(),
        })
    }

    /// Its path in the assets binding.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The headers that the edge adds to those in [`Asset::PASSED`].
    pub fn headers(&self, config: &Config) -> Vec<ResponseHeader> {
        let cache_control = match self.path.as_str() {
            PAGE | SERVICE_WORKER => "no-cache",
            // Each name contains a hash of the content.
            _ => "public, max-age=31536000, immutable",
        };
        let mut headers: Vec<ResponseHeader> = vec![
            // For scripts, too: a web worker has the policy of its own response, not the page's.
            (
                "content-security-policy",
                content_security_policy(config).into(),
            ),
            ("cache-control", cache_control.into()),
        ];
        headers.extend(HEADERS.map(|(name, value)| (name, value.into())));
        headers
    }

    /// The headers of the assets binding's response that are forwarded.
    pub const PASSED: [&str; 2] = ["content-type", "etag"];
}

/// The page may load only the edge's own files, and connect only to the edge, and to AWS if the edge does not relay its
/// calls.
fn content_security_policy(config: &Config) -> String {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'",
    );
    if !config.relay_aws_calls {
        for suffix in Partition::DNS_SUFFIXES {
            policy.push_str(" https://*.");
            policy.push_str(suffix);
        }
        let endpoints = [
            &config.sts_endpoint,
            &config.codecommit_endpoint,
            &config.iam_endpoint,
        ];
        for endpoint in endpoints.into_iter().flatten() {
            policy.push(' ');
            policy.push_str(endpoint.as_str());
        }
    }
    policy.push_str(
        "; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types codecommit-edge dompurify",
    );
    policy
}

const PAGE: &str = "/";
const SERVICE_WORKER: &str = "/service-worker.js";
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    PERMISSIONS_POLICY,
];
