//! Local AWS from outside: each test starts one on a free port.

#![allow(clippy::unwrap_used, clippy::panic)]

mod admin;
mod environment;
mod faults;
mod git;
mod program;
mod refusals;
mod signatures;
mod signing;
mod sts;
