//! The pages for users. Each is a function from the values it shows to the whole response.
//!
//! They load nothing from other sites, run no script but [`asset`]'s, and work without it. Text from outside this
//! module is escaped: see [`Html`].
//!
//! May import `util`, `config` and `http`.

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
mod saml;
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
pub use saml::{choose_profile, saml_continue};
pub use setup::setup;
pub use setup_options::Setup;
pub use shell::shell_word;
