//! Profiles and their roles.

mod profile;
mod role;
mod role_arn;

use super::{read, refused};
