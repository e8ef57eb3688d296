//! Drives gitoxide as specified in `../driver.mjs`.

use std::env;
use std::error::Error;
use std::num::NonZeroU32;
use std::panic::{self, UnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use gix::credentials::helper::{Action, NextAction};
use gix::credentials::protocol::Outcome;
use gix::progress::Discard;
use gix::remote::Direction;
use gix::remote::fetch::Shallow;
use gix::sec::identity::Account;
use serde::Deserialize;
use serde_json::{Value, json};

/// The exit codes besides success.
const FAILED: u8 = 1;
const NO_SUCH_OPERATION: u8 = 3;

static NEVER: AtomicBool = AtomicBool::new(false);

#[derive(Deserialize)]
struct Arguments {
    #[serde(default)]
    url: String,
    #[serde(default)]
    directory: PathBuf,
    depth: Option<NonZeroU32>,
    #[serde(default)]
    credential: Credential,
}

#[derive(Clone, Default, Deserialize)]
struct Credential {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    bearer: Option<String>,
}

fn main() -> ExitCode {
    let mut line = env::args().skip(1);
    let (operation, arguments) = (
        line.next().unwrap_or_default(),
        line.next().unwrap_or_default(),
    );
    let done = match (operation.as_str(), serde_json::from_str(&arguments)) {
        ("version", _) => Ok(json!({ "version": format!("gix {}", env!("GIX_VERSION")) })),
        ("clone" | "clone-shallow", Ok(arguments)) => caught(|| clone(arguments)),
        ("fetch" | "deepen", Ok(arguments)) => caught(|| fetch(&arguments)),
        (_, Err(error)) => Err(error.into()),
        _ => {
            return answer(
                &json!({ "missing": format!("gix has no {operation}") }),
                NO_SUCH_OPERATION,
            );
        }
    };
    match done {
        Ok(result) => answer(&result, 0),
        Err(error) => answer(&json!({ "error": chain(error.as_ref()) }), FAILED),
    }
}

/// The library may panic; the message is then on standard error.
fn caught(
    run: impl FnOnce() -> Result<Value, Box<dyn Error>> + UnwindSafe,
) -> Result<Value, Box<dyn Error>> {
    panic::catch_unwind(run).unwrap_or_else(|_| Err("gix panicked".into()))
}

fn answer(value: &Value, code: u8) -> ExitCode {
    println!("{value}");
    ExitCode::from(code)
}

/// An error with all of its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

fn clone(arguments: Arguments) -> Result<Value, Box<dyn Error>> {
    let Arguments {
        url,
        directory,
        depth,
        credential,
    } = arguments;
    let overrides = extra_header(&credential);
    let shallow = depth.map_or(Shallow::NoChange, Shallow::DepthAtRemote);
    let mut fetch = gix::prepare_clone(url, directory)?
        .with_in_memory_config_overrides(overrides)
        .with_shallow(shallow)
        .configure_connection(move |connection| {
            let credential = credential.clone();
            connection.set_credentials(move |action| Ok(identify(&credential, action)));
            Ok(())
        });
    let (mut checkout, _) = fetch.fetch_then_checkout(Discard, &NEVER)?;
    checkout.main_worktree(Discard, &NEVER)?;
    Ok(json!({}))
}

fn fetch(arguments: &Arguments) -> Result<Value, Box<dyn Error>> {
    let Arguments {
        directory,
        depth,
        credential,
        ..
    } = arguments;
    let options = gix::open::Options::default().config_overrides(extra_header(credential));
    let repository = gix::open_opts(directory, options)?;
    let remote = repository.find_remote("origin")?;
    let shallow = depth.map_or(Shallow::NoChange, Shallow::DepthAtRemote);
    remote
        .connect(Direction::Fetch)?
        .with_credentials(|action| Ok(identify(credential, action)))
        .prepare_fetch(Discard, Default::default())?
        .with_shallow(shallow)
        .receive(Discard, &NEVER)?;
    Ok(json!({}))
}

fn extra_header(credential: &Credential) -> Vec<String> {
    let header = |token| format!("http.extraHeader=Authorization: Bearer {token}");
    credential.bearer.iter().map(header).collect()
}

fn identify(credential: &Credential, action: Action) -> Option<Outcome> {
    let Action::Get(context) = action else {
        return None;
    };
    let identity = Account {
        username: credential.username.clone(),
        password: credential.password.clone(),
        oauth_refresh_token: None,
    };
    Some(Outcome {
        identity,
        next: NextAction::from(context),
    })
}
