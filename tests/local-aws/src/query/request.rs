use http::header::ACCEPT;
use http::request::Parts;
use hyper::body::Bytes;

/// A request in the query protocol.
pub(crate) struct QueryRequest<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a Bytes,
    parameters: Vec<(String, String)>,
}

impl<'a> QueryRequest<'a> {
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
    pub(crate) fn wants_json(&self) -> bool {
        let accept = self.parts.headers.get(ACCEPT);
        accept
            .and_then(|it| it.to_str().ok())
            .is_some_and(|it| it.contains("application/json"))
    }

    pub(crate) fn action(&self) -> Option<&str> {
        self.parameter("Action")
    }

    /// The members of a list of structures, as number, member and value: `{list}.member.{number}.{member}`.
    pub(crate) fn members<'b>(
        &'b self,
        list: &'b str,
    ) -> impl Iterator<Item = (u32, &'b str, &'b str)> {
        self.parameters.iter().filter_map(move |(name, value)| {
            let rest = name.strip_prefix(list)?.strip_prefix(".member.")?;
            let (number, member) = rest.split_once('.')?;
            Some((number.parse().ok()?, member, value.as_str()))
        })
    }
}
