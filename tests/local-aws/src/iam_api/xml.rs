use std::fmt;
use std::time::SystemTime;

use crate::answer::escape;
use crate::timestamp::Timestamp;

/// An element with text.
pub(super) fn element(name: &str, text: impl fmt::Display) -> String {
    format!("<{name}>{}</{name}>\n", escape(&text.to_string()))
}

/// An element with a time.
pub(super) fn time(name: &str, time: SystemTime) -> String {
    element(name, Timestamp::from(time).extended())
}

/// An element that contains others.
pub(super) fn structure(name: &str, members: &str) -> String {
    if members.is_empty() {
        return format!("<{name}/>\n");
    }
    format!("<{name}>\n{members}</{name}>\n")
}

/// A list of structures.
pub(super) fn list(name: &str, members: impl IntoIterator<Item = String>) -> String {
    let members: String = members
        .into_iter()
        .map(|member| structure("member", &member))
        .collect();
    structure(name, &members)
}
