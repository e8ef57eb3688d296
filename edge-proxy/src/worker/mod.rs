//! The shell: it carries out what [`plan()`](crate::plan()) decided. Only this module names the runtime.
//!
//! JavaScript sends the requests to CodeCommit, and calls the functions in [`entry`] at up to four points of a request.
//! May import everything.

mod assets;
mod body;
mod cached_pack;
mod client_response;
mod clock;
mod credentials;
mod durable_object;
mod entry;
mod environment;
mod execute;
mod forward;
mod in_flight;
mod login_store;
mod oauth;
mod pack;
mod provider_keys;
mod rate_limiter;
mod relay;
mod repositories;
mod request_context;
mod resolve;
mod sessions;
mod shared_cache;
mod single_flight;
mod subrequest;
mod wait_until;

use crate::Error;

/// Its code is half the size of that of `std`'s allocator.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The result of a step: a value, or the refusal for the caller.
type Result<T, E = Error> = std::result::Result<T, E>;
