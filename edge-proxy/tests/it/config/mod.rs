//! The configuration.

mod login;
mod policy;
mod profiles;
mod providers;
mod vars;

use std::borrow::Borrow;

use crate::support::assert_advises;
use edge_proxy::Config;
use serde_json::{Map, Value};

/// Reads a configuration.
fn read(vars: impl Borrow<Value>) -> Result<Config, String> {
    Config::from_vars(vars.borrow().as_object().unwrap_or(&Map::new()))
        .map_err(|error| error.to_string())
}

/// Asserts that a configuration is rejected with a message that names the variable, the fault and what to do.
#[track_caller]
fn refused(vars: Value, variable: &str, said: &str) -> String {
    let message = read(vars).unwrap_err();
    assert_advises(&message, variable);
    assert!(message.contains(said), "{message}");
    message
}
