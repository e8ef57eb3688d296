use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::metadata::repository_id;
use super::{Api, ApiError};
use crate::iam::{Action, EVERY};
use crate::repositories::{CreateError, RepositoryName};
use crate::samples::Sample;

/// Source: AWS CodeCommit API Reference, "ListRepositories", `nextToken`.
const PAGE_LENGTH: usize = 1000;
const MOST_NAMES: usize = 100;
const LONGEST_DESCRIPTION: usize = 1000;

impl Api<'_> {
    pub(super) fn list_repositories(&self, input: &Value) -> Result<Value, ApiError> {
        self.authorize(Action::ListRepositories, EVERY)?;
        let mut names = self.names()?;
        match text(input, "sortBy")? {
            None | Some("repositoryName") => {}
            Some("lastModifiedDate") => names.sort_by_key(|name| self.changed(name)),
            _ => return Err(ApiError::InvalidSortBy),
        }
        match text(input, "order")? {
            None | Some("ascending") => {}
            Some("descending") => names.reverse(),
            _ => return Err(ApiError::InvalidOrder),
        }

        let start = match text(input, "nextToken")? {
            None => Some(0),
            Some(token) => position(token),
        };
        let rest = start
            .and_then(|start| names.get(start..))
            .ok_or(ApiError::InvalidContinuationToken)?;
        let page: Vec<Value> = rest
            .iter()
            .take(PAGE_LENGTH)
            .map(|name| {
                let id = repository_id(self.home(), name);
                json!({ "repositoryId": id, "repositoryName": name.as_str() })
            })
            .collect();
        let mut output = json!({ "repositories": page });
        if rest.len() > PAGE_LENGTH {
            let next = names.len() - rest.len() + PAGE_LENGTH;
            output["nextToken"] = STANDARD.encode(format!("from {next}")).into();
        }
        Ok(output)
    }

    pub(super) async fn get_repository(&self, input: &Value) -> Result<Value, ApiError> {
        let name = self.named(input, Action::GetRepository)?;
        let found = self.metadata(&name).await;
        let metadata = found
            .ok_or_else(|| ApiError::RepositoryDoesNotExist(format!("{name} does not exist")))?;
        Ok(json!({ "repositoryMetadata": metadata }))
    }

    pub(super) async fn create_repository(&self, input: &Value) -> Result<Value, ApiError> {
        let name = self.named(input, Action::CreateRepository)?;
        let description = text(input, "repositoryDescription")?.unwrap_or_default();
        if description.chars().count() > LONGEST_DESCRIPTION {
            return Err(ApiError::InvalidRepositoryDescription);
        }
        let repositories = &self.call.cloud.repositories;
        match repositories
            .create(self.home(), &name, description, Sample::Empty)
            .await
        {
            Ok(()) => Ok(json!({ "repositoryMetadata": self.metadata(&name).await })),
            Err(CreateError::Exists) => Err(ApiError::RepositoryNameExists(format!(
                "Repository named {name} already exists"
            ))),
            Err(CreateError::Io(_)) => Err(ApiError::InternalFailure),
        }
    }

    /// The response has the repository's id only if it existed: deleting a missing one is not an error.
    pub(super) fn delete_repository(&self, input: &Value) -> Result<Value, ApiError> {
        let name = self.named(input, Action::DeleteRepository)?;
        let deleted = self.call.cloud.repositories.delete(self.home(), &name);
        match deleted.map_err(|_| ApiError::InternalFailure)? {
            true => Ok(json!({ "repositoryId": repository_id(self.home(), &name) })),
            false => Ok(json!({})),
        }
    }

    /// The repository that the input names, if the caller is allowed this operation on it.
    fn named(&self, input: &Value, action: Action) -> Result<RepositoryName, ApiError> {
        let name = text(input, "repositoryName")?.ok_or(ApiError::RepositoryNameRequired)?;
        let name = parse(name)?;
        self.authorize(action, name.as_str())?;
        Ok(name)
    }

    pub(super) async fn batch_get_repositories(&self, input: &Value) -> Result<Value, ApiError> {
        let texts: Vec<&str> = match &input["repositoryNames"] {
            Value::Null => None,
            names => Some(names.as_array().ok_or(ApiError::Serialization)?),
        }
        .filter(|names| !names.is_empty())
        .ok_or(ApiError::RepositoryNamesRequired)?
        .iter()
        .map(|name| name.as_str().ok_or(ApiError::Serialization))
        .collect::<Result<_, _>>()?;
        if texts.len() > MOST_NAMES {
            return Err(ApiError::MaximumRepositoryNamesExceeded);
        }
        let names: Vec<_> = texts.into_iter().map(parse).collect::<Result<_, _>>()?;
        for name in &names {
            self.authorize(Action::BatchGetRepositories, name.as_str())?;
        }
        let (mut found, mut absent) = (Vec::new(), Vec::new());
        for name in &names {
            match self.metadata(name).await {
                Some(metadata) => found.push(metadata),
                None => absent.push(name.as_str()),
            }
        }
        Ok(json!({ "repositories": found, "repositoriesNotFound": absent }))
    }

    fn authorize(&self, action: Action, repository: &str) -> Result<(), ApiError> {
        self.identity
            .authorize(action, self.region, repository)
            .map_err(ApiError::AccessDenied)
    }

    /// The names of the region's repositories, in their order.
    fn names(&self) -> Result<Vec<RepositoryName>, ApiError> {
        let names = self.call.cloud.repositories.names(self.home());
        names.map_err(|_| ApiError::InternalFailure)
    }
}

/// A string in the input, if present. Other types are an error, as the protocol is typed.
fn text<'a>(input: &'a Value, name: &str) -> Result<Option<&'a str>, ApiError> {
    match &input[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(ApiError::Serialization),
    }
}

fn parse(text: &str) -> Result<RepositoryName, ApiError> {
    RepositoryName::parse(text).ok_or_else(|| {
        ApiError::InvalidRepositoryName(format!("The repository name {text} is not valid"))
    })
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix("from ")?.parse().ok()
}
