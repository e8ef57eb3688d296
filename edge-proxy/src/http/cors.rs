use crate::config::AllowedOrigins;
use crate::http::ResponseHeader;
use crate::{Config, Error};

/// Which web page may read an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cors {
    allowed: Option<String>,
}

impl Cors {
    /// For answers that are no web page's to read.
    pub const NONE: Self = Self { allowed: None };

    /// Decides on the `Origin` header of a request to `own_origin`.
    ///
    /// A page of the edge itself sends the header too, with its POSTs, and is always allowed.
    ///
    /// # Errors
    ///
    /// [`Error::OriginNotAllowed`]
    pub fn decide(origin: Option<&str>, own_origin: &str, config: &Config) -> Result<Self, Error> {
        let Some(origin) = origin else {
            return Ok(Self::NONE);
        };

        let allowed = origin == own_origin
            || match &config.allowed_origins {
                AllowedOrigins::Any => true,
                AllowedOrigins::Listed(listed) => {
                    listed.iter().any(|allowed| allowed.as_str() == origin)
                }
            };
        match allowed {
            true => Ok(Self {
                allowed: Some(origin.to_owned()),
            }),
            false => Err(Error::OriginNotAllowed),
        }
    }

    /// The headers for every answer, the refusals among them: without these a page cannot read why.
    pub fn headers(&self) -> Vec<ResponseHeader> {
        // Answers differ by origin whether or not this request had one.
        let mut headers = vec![("vary", "Origin".into())];
        if let Some(origin) = &self.allowed {
            headers.push(("access-control-allow-origin", origin.clone().into()));
            headers.push(("access-control-expose-headers", EXPOSED.into()));
        }
        headers
    }

    /// The headers of the answer to a preflight for an address of these methods, besides
    /// [`Cors::headers`].
    pub fn preflight_headers(&self, methods: &'static str) -> Vec<ResponseHeader> {
        match self.allowed {
            Some(_) => vec![
                ("access-control-allow-methods", methods.into()),
                // By name, for `*` does not cover `Authorization`.
                (
                    "access-control-allow-headers",
                    "authorization, content-type, accept, git-protocol, user-agent, x-requested-with"
                        .into(),
                ),
                // The longest that Chromium keeps one.
                ("access-control-max-age", "7200".into()),
            ],
            None => vec![("allow", methods.into())],
        }
    }
}

const EXPOSED: &str = "www-authenticate, retry-after, location, content-type, content-length, date, \
                       server-timing, x-amzn-requestid, x-codecommit-edge-code, x-request-id";
