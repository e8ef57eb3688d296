//! The pages that people see: each a function of what is to be said, which gives the whole answer.
//!
//! Nothing in them comes from elsewhere, nothing runs in them but [`asset`]'s script, and all of them
//! work without it. What is not this module's own text goes in as text: see [`Html`].

mod asset;
pub mod browser_client;
mod choice;
mod clone_form;
mod commands;
mod decision;
mod device;
mod gitconfig;
mod html;
mod identity_center;
mod layout;
mod link;
mod problem;
mod setup;
mod setup_choice;
mod setup_options;
mod shell;

pub use asset::asset;
pub use choice::{Account, choose_account, choose_provider, choose_role};
pub use decision::helper_decision;
pub use device::{device_code_form, device_decision, device_done, device_request};
pub use gitconfig::setup_gitconfig;
pub use html::Html;
pub use identity_center::identity_center_wait;
pub use problem::problem;
pub use setup::setup;
pub use setup_options::Setup;
pub use shell::shell_word;
