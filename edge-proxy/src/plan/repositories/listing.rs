use serde::{Deserialize, Serialize};
use serde_json::json;
use signer_wasm::{Credentials, Region, RepositoryName, Timestamp};

use crate::auth::Credential;
use crate::aws::ApiRequest;
use crate::error::Upstream;
use crate::http::{Cors, EdgeResponse};
use crate::plan::upstream_error;
use crate::{Config, Error};

/// A list of repositories that is being read from CodeCommit, one request after the other: the names, page by page, and
/// then their descriptions.
///
/// Descriptions are an addition. If CodeCommit refuses them, or does not send them, the list has only names.
pub struct Listing {
    region: Region,
    /// The profiles whose policies apply, apart from the edge's own.
    profiles: Vec<String>,
    credential: Credential,
    credentials: Credentials,
    repositories: Vec<Repository>,
    pages: usize,
    is_complete: bool,
    is_described: bool,
    next: Next,
}

enum Next {
    /// The page of names after this token.
    Names(Option<String>),
    /// The descriptions of the repositories from this one on.
    Descriptions(usize),
    Nothing,
}

#[derive(Serialize)]
struct Repository {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl Listing {
    pub(super) fn new(
        region: Region,
        profiles: Vec<String>,
        credential: Credential,
        credentials: Credentials,
    ) -> Self {
        Self {
            region,
            profiles,
            credential,
            credentials,
            repositories: Vec::new(),
            pages: 0,
            is_complete: true,
            is_described: true,
            next: Next::Names(None),
        }
    }

    /// The next request to CodeCommit; `None` if there is nothing more to ask.
    ///
    /// # Errors
    ///
    /// As [`ApiRequest::new`].
    pub fn request(&self, config: &Config, now: Timestamp) -> Result<Option<ApiRequest>, Error> {
        let (action, body) = match &self.next {
            Next::Names(token) => {
                let mut body = json!({ "sortBy": "repositoryName", "order": "ascending" });
                if let Some(token) = token {
                    body["nextToken"] = token.as_str().into();
                }
                ("ListRepositories", body)
            }
            Next::Descriptions(start) => {
                let names: Vec<&str> = self.batch(*start).map(|it| it.name.as_str()).collect();
                ("BatchGetRepositories", json!({ "repositoryNames": names }))
            }
            Next::Nothing => return Ok(None),
        };
        let body = body.to_string();
        ApiRequest::new(action, body, &self.region, &self.credentials, config, now).map(Some)
    }

    /// Processes the response to the request: its status and body, or the error that prevented one.
    ///
    /// # Errors
    ///
    /// Why the names cannot be listed.
    pub fn receive(
        &mut self,
        response: Result<(u16, Vec<u8>), Error>,
        config: &Config,
        now: Timestamp,
    ) -> Result<(), Error> {
        match self.next {
            Next::Names(_) => {
                let (status, body) = response?;
                if status != 200 {
                    return Err(explain(status, &body, &self.credential, now));
                }
                self.add_page(&body, config)
            }
            Next::Descriptions(start) => {
                self.describe(start, response.ok());
                Ok(())
            }
            Next::Nothing => Ok(()),
        }
    }

    fn add_page(&mut self, body: &[u8], config: &Config) -> Result<(), Error> {
        let page: Page = serde_json::from_slice(body).map_err(|_| Error::UpstreamUnreachable {
            upstream: Upstream::CodeCommit,
            detail: "the list of repositories cannot be read".into(),
        })?;
        self.pages += 1;
        for Named { repository_name } in page.repositories {
            if RepositoryName::parse_segment(&repository_name)
                .is_ok_and(|name| self.admits(&name, config))
            {
                self.repositories.push(Repository {
                    name: repository_name,
                    description: None,
                });
            }
        }
        let token = page.next_token.filter(|token| !token.is_empty());
        let is_full = self.repositories.len() > MOST_LISTED;
        self.repositories.truncate(MOST_LISTED);
        self.next = match token {
            Some(token) if !is_full && self.pages < MOST_PAGES => Next::Names(Some(token)),
            token => {
                self.is_complete = token.is_none() && !is_full;
                self.descriptions_from(0)
            }
        };
        Ok(())
    }

    fn admits(&self, name: &RepositoryName, config: &Config) -> bool {
        let profiles = self.profiles.iter();
        // A profile that the configuration no longer has admits nothing.
        let policies = profiles.map(|name| config.profiles.get(name).map(|it| &it.policy));
        policies
            .chain([Some(&config.policy)])
            .all(|policy| policy.is_some_and(|it| it.admit(&self.region, name).is_ok()))
    }

    fn describe(&mut self, start: usize, response: Option<(u16, Vec<u8>)>) {
        let described: Option<Descriptions> = response
            .filter(|(status, _)| *status == 200)
            .and_then(|(_, body)| serde_json::from_slice(&body).ok());
        let Some(described) = described else {
            self.is_described = false;
            self.next = Next::Nothing;
            return;
        };
        let batch = self.repositories.iter_mut().skip(start).take(BATCH);
        for repository in batch {
            repository.description = described
                .repositories
                .iter()
                .find(|it| it.repository_name == repository.name)
                .and_then(|it| it.repository_description.clone())
                .filter(|text| !text.is_empty());
        }
        self.next = self.descriptions_from(start + BATCH);
    }

    fn descriptions_from(&self, start: usize) -> Next {
        match start < self.repositories.len() {
            true => Next::Descriptions(start),
            false => Next::Nothing,
        }
    }

    fn batch(&self, start: usize) -> impl Iterator<Item = &Repository> {
        self.repositories.iter().skip(start).take(BATCH)
    }

    /// The response to the caller.
    pub fn response(&self, cors: &Cors) -> EdgeResponse {
        let list = List {
            profile: self.profiles.last().map(String::as_str),
            region: self.region.as_str(),
            repositories: &self.repositories,
            complete: self.is_complete,
            described: self.is_described,
        };
        EdgeResponse::json(200, &list, cors)
    }
}

/// The refusal for an error of the API, which refuses with 400 where git's endpoint says 403.
fn explain(status: u16, body: &[u8], credential: &Credential, now: Timestamp) -> Error {
    let reason = String::from_utf8_lossy(body.get(..upstream_error::MAX_REASON).unwrap_or(body));
    let is_refusal = status == 400 && REFUSALS.iter().any(|name| reason.contains(name));
    let status = if is_refusal { 403 } else { status };
    upstream_error::explain(status, &reason, None, credential, now)
}

/// The response to `GET /session/repositories`.
#[derive(Serialize)]
struct List<'a> {
    profile: Option<&'a str>,
    region: &'a str,
    repositories: &'a [Repository],
    /// Whether these are all.
    complete: bool,
    /// Whether CodeCommit gave the descriptions.
    described: bool,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    repositories: Vec<Named>,
    #[serde(rename = "nextToken")]
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    repository_name: String,
}

#[derive(Deserialize)]
struct Descriptions {
    #[serde(default)]
    repositories: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    repository_name: String,
    repository_description: Option<String>,
}

/// The largest response that is read, in bytes: 100 descriptions of 1,000 characters, all of them escaped.
pub const MAX_ANSWER: usize = 1 << 20;
/// A page has 1,000 names. An edge's profile may admit only a few of them.
const MOST_PAGES: usize = 5;
const MOST_LISTED: usize = 1000;
/// The most names that `BatchGetRepositories` accepts.
const BATCH: usize = 100;
/// The parts of error types that refuse the caller.
const REFUSALS: [&str; 6] = [
    "AccessDenied",
    "ExpiredToken",
    "IncompleteSignature",
    "InvalidSignature",
    "MissingAuthenticationToken",
    "UnrecognizedClient",
];
