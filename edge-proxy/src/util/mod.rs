//! Helpers that know nothing of git, AWS or this edge: base64, globs, URLs, forms, sealing, XML.
//!
//! May import nothing else of this crate.

pub(crate) mod base64;
pub mod form;
mod glob;
pub(crate) mod http_url;
mod origin;
pub mod retry;
pub mod seal;
mod secret;
pub mod single_flight;
pub(crate) mod xml;

pub use self::form::{Parameters, ParametersError};
pub use self::glob::Glob;
pub use self::http_url::{HttpUrl, Scheme};
pub use self::origin::Origin;
pub use self::secret::Secret;
