//! Finds AWS credentials in the first source that has them.
//!
//! The order is that of AWS's SDKs: environment variables, the profile, a web identity's token, a container's role, the
//! role of the EC2 instance. A profile from the command line or the address is the only source: a push for
//! one account must not use the keys of another. Only sources that need the network use it.

mod advice;
mod environment;

use std::env;
use std::time::{Duration, SystemTime};

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials as AwsCredentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_types::region::Region as AwsRegion;
use signer_wasm::{Credentials, Region, Timestamp};

use crate::Failure;
use crate::profiles::{Profiles, chain};

pub use environment::from_environment;

/// Credentials and their source.
#[derive(Debug)]
pub struct Found {
    /// The credentials.
    pub credentials: Credentials,
    /// The source in words, such as ``the profile `dev` ``.
    pub source: String,
}

/// Finds credentials. `region` is the region of requests to STS and other services, if the source makes any.
///
/// # Errors
///
/// `no_credentials` with every source that was tried, or the failure of a source that is configured.
pub async fn find(profile: Option<&str>, region: Option<&Region>) -> Result<Found, Failure> {
    if profile.is_none()
        && let Some(found) = from_environment()?
    {
        return Ok(found);
    }
    let profiles = Profiles::load(profile).await?;
    match tokio::time::timeout(LONGEST, find_in(&profiles, region)).await {
        Ok(found) => found,
        Err(_) => Err(Failure::new(
            "aws_timeout",
            format!("AWS did not answer within {} seconds", LONGEST.as_secs()),
            "Check the network and its proxy, then run the command again.",
        )),
    }
}

async fn find_in(profiles: &Profiles, region: Option<&Region>) -> Result<Found, Failure> {
    if let Some(failure) = advice::needs_mfa(profiles) {
        return Err(failure);
    }

    let configuration = configuration(profiles, region);
    let name = profiles.name().to_owned();
    let from_profile = ProfileFileCredentialsProvider::builder()
        .configure(&configuration)
        .profile_name(name.clone())
        .build();
    let mut tried = Vec::new();
    match from_profile.provide_credentials().await {
        Ok(credentials) => return found(&credentials, format!("the profile `{name}`")),
        Err(CredentialsError::CredentialsNotLoaded(_)) if !profiles.is_explicit() => {
            tried.push(match profiles.selected() {
                Some(_) => format!("the profile `{name}` has no credentials"),
                None => format!("there is no profile `{name}`"),
            });
        }
        Err(error) => return Err(advice::profile_failed(profiles, &error)),
    }

    if is_set("AWS_WEB_IDENTITY_TOKEN_FILE") {
        let provider = WebIdentityTokenCredentialsProvider::builder()
            .configure(&configuration)
            .build();
        return ask("the web identity of AWS_WEB_IDENTITY_TOKEN_FILE", &provider).await;
    }
    tried.push("AWS_WEB_IDENTITY_TOKEN_FILE is not set".to_owned());

    if is_set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || is_set("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    {
        let provider = EcsCredentialsProvider::builder()
            .configure(&configuration)
            .build();
        return ask("the container's role", &provider).await;
    }
    tried.push("no container offers a role (AWS_CONTAINER_CREDENTIALS_…)".to_owned());

    if env::var("AWS_EC2_METADATA_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true")) {
        tried.push("AWS_EC2_METADATA_DISABLED is true".to_owned());
        return Err(advice::none_found(&tried));
    }
    let source = "the role of the EC2 instance";
    match instance_role(&configuration).provide_credentials().await {
        Ok(credentials) => found(&credentials, source.to_owned()),
        Err(CredentialsError::CredentialsNotLoaded(_) | CredentialsError::ProviderError(_)) => {
            tried.push("no EC2 instance metadata service answered".to_owned());
            Err(advice::none_found(&tried))
        }
        Err(error) => Err(advice::source_failed(source, &chain(&error))),
    }
}

async fn ask(source: &str, provider: &impl ProvideCredentials) -> Result<Found, Failure> {
    match provider.provide_credentials().await {
        Ok(credentials) => found(&credentials, source.to_owned()),
        Err(error) => Err(advice::source_failed(source, &chain(&error))),
    }
}

/// The instance metadata service (version 2), with a short timeout: outside EC2, packets to its address
/// are dropped without an answer.
fn instance_role(configuration: &ProviderConfig) -> ImdsCredentialsProvider {
    let client = aws_config::imds::Client::builder()
        .configure(configuration)
        .max_attempts(1)
        .connect_timeout(METADATA_TIMEOUT)
        .read_timeout(METADATA_TIMEOUT)
        .build();
    ImdsCredentialsProvider::builder()
        .configure(configuration)
        .imds_client(client)
        .build()
}

fn configuration(profiles: &Profiles, region: Option<&Region>) -> ProviderConfig {
    let profile_region = profiles
        .selected()
        .and_then(|profile| profile.get("region"))
        .and_then(|text| Region::parse(text).ok());
    let region = profile_region.as_ref().or(region);
    ProviderConfig::without_region()
        .with_region(region.map(|it| AwsRegion::new(it.as_str().to_owned())))
}

/// Converts credentials of AWS's SDK, and checks that they can sign.
fn found(credentials: &AwsCredentials, source: String) -> Result<Found, Failure> {
    let expiration = credentials.expiry().and_then(timestamp);
    match Credentials::new(
        credentials.access_key_id(),
        credentials.secret_access_key(),
        credentials.session_token(),
        expiration,
    ) {
        Ok(credentials) => Ok(Found {
            credentials,
            source,
        }),
        Err(error) => Err(Failure::new(
            error.code(),
            format!("{source} has no usable credentials: {error}"),
            "Fix them, for example with `aws configure`.",
        )),
    }
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
    Timestamp::from_unix_seconds(seconds).ok()
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Long enough for every source, including a `credential_process` that calls another service.
const LONGEST: Duration = Duration::from_secs(60);
const METADATA_TIMEOUT: Duration = Duration::from_millis(400);
