//! The parts of the helpers that need neither git nor AWS. The programs are tested with real git in `tests/e2e/helpers`.

#![allow(clippy::unwrap_used)]

mod address;
mod answer;
mod command_line;
mod documents;
mod helper;
mod install;
mod request;
mod shell;
