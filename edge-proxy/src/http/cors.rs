use crate::config::AllowedOrigins;
use crate::http::ResponseHeader;
use crate::{Config, Error};

/// The web origin that may read a response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cors {
    allowed: Option<String>,
}

impl Cors {
    /// No web page may read the response.
    pub const NONE: Self = Self { allowed: None };

    /// Checks the `Origin` header of a request to `own_origin`.
    ///
    /// The edge's own pages send the header too, with POST requests, and are always allowed.
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

    /// The headers of every response, including refusals: without them a page cannot read the reason.
    pub fn headers(&self) -> Vec<ResponseHeader> {
        // Responses depend on the origin whether or not this request has one.
        let mut headers = vec![("vary", "Origin".into())];
        if let Some(origin) = &self.allowed {
            headers.push(("access-control-allow-origin", origin.clone().into()));
            headers.push(("access-control-expose-headers", EXPOSED.into()));
        }
        headers
    }

    /// The additional headers of the response to a preflight, for an address with these methods and request headers.
    pub fn preflight_headers(
        &self,
        methods: &'static str,
        headers: &'static str,
    ) -> Vec<ResponseHeader> {
        match self.allowed {
            Some(_) => vec![
                ("access-control-allow-methods", methods.into()),
                // By name, because `*` does not cover `Authorization`.
                ("access-control-allow-headers", headers.into()),
                // Chromium's maximum.
                ("access-control-max-age", "7200".into()),
            ],
            None => vec![("allow", methods.into())],
        }
    }
}

const EXPOSED: &str = "www-authenticate, retry-after, location, content-type, content-length, date, \
                       server-timing, x-amzn-requestid, x-codecommit-edge-code, x-request-id";
