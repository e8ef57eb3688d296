use std::collections::BTreeMap;

use http::header::ACCEPT;
use http::request::Parts;
use hyper::body::Bytes;

/// A request in the query protocol.
pub(crate) struct StsRequest<'a> {
    pub(super) parts: &'a Parts,
    pub(super) body: &'a Bytes,
    parameters: Vec<(String, String)>,
}

impl<'a> StsRequest<'a> {
    pub(crate) fn new(parts: &'a Parts, body: &'a Bytes) -> Self {
        Self {
            parts,
            body,
            parameters: form_urlencoded::parse(body).into_owned().collect(),
        }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the caller prefers JSON to XML.
    pub(super) fn wants_json(&self) -> bool {
        let accept = self.parts.headers.get(ACCEPT);
        accept
            .and_then(|it| it.to_str().ok())
            .is_some_and(|it| it.contains("application/json"))
    }

    pub(crate) fn action(&self) -> Option<&str> {
        self.parameter("Action")
    }

    /// The session tags `Tags.member.N.Key` and `.Value`, by number.
    pub(crate) fn tags(&self) -> Vec<(&str, &str)> {
        let mut tags: BTreeMap<u32, (&str, &str)> = BTreeMap::new();
        for (name, value) in &self.parameters {
            let member = name
                .strip_prefix("Tags.member.")
                .and_then(|it| it.split_once('.'))
                .and_then(|(number, part)| Some((number.parse().ok()?, part)));
            match member {
                Some((number, "Key")) => tags.entry(number).or_default().0 = value,
                Some((number, "Value")) => tags.entry(number).or_default().1 = value,
                _ => {}
            }
        }
        tags.into_values().collect()
    }
}
