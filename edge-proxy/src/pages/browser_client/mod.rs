//! The browser client's assets, and the settings that it reads from this edge.

mod asset;
mod settings;

pub use asset::Asset;
pub(crate) use settings::settings;
