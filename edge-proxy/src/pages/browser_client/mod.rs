//! The git client in the browser, as far as the edge has to do with it: it hands out the files that
//! it is built into, and says what the page has to know of this edge.

mod asset;
mod settings;

pub use asset::Asset;
pub(crate) use settings::settings;
