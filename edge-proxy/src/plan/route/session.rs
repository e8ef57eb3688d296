//! The addresses of the session API.

use super::{REPOSITORIES_METHODS, Route, SESSION_METHODS, bad_request};
use crate::plan::malformed_region;
use crate::util::Parameters;
use crate::{Config, Error};

impl Route {
    /// Parses `/session`.
    pub(super) fn parse_session(method: &str, query: Option<&str>) -> Result<Self, Error> {
        match method {
            "POST" => {
                let (mut profile, mut read_only) = (None, false);
                for parameter in Parameters::parse(query.unwrap_or_default())?.iter() {
                    match parameter {
                        ("profile", name) if !name.is_empty() => profile = Some(name.to_owned()),
                        ("access", "read") => read_only = true,
                        ("access", "write") => read_only = false,
                        _ => {
                            return Err(bad_request(
                                "The query of a session supports only `profile={name}`, and `access=read` or `access=write`. Leave out everything else.",
                            ));
                        }
                    }
                }
                Ok(Self::OpenSession { profile, read_only })
            }
            "DELETE" => Ok(Self::EndSession),
            "GET" => Ok(Self::ShowSession),
            _ => Err(Error::MethodNotAllowed {
                allow: SESSION_METHODS,
            }),
        }
    }

    /// Parses `/session/repositories`.
    pub(super) fn parse_repositories(
        method: &str,
        query: Option<&str>,
        config: &Config,
    ) -> Result<Self, Error> {
        if method != "GET" {
            return Err(Error::MethodNotAllowed {
                allow: REPOSITORIES_METHODS,
            });
        }
        let parameters = Parameters::parse(query.unwrap_or_default())?;
        if parameters
            .iter()
            .any(|(name, _)| !matches!(name, "profile" | "region"))
        {
            return Err(bad_request(
                "The query of the list of repositories supports only `region={region}` and `profile={name}`. Leave out everything else.",
            ));
        }
        let region = match parameters.value("region") {
            Some(region) => malformed_region::parse(region)?,
            None => config.default_region.clone().ok_or_else(|| {
                bad_request(
                    "The query has no `region`, and this edge has no default region. Add `region={region}`.",
                )
            })?,
        };
        Ok(Self::Repositories {
            profile: parameters.value("profile").map(str::to_owned),
            region,
        })
    }
}
