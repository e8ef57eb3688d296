use serde_json::Value;

use crate::util::xml::Texts;

/// The code and the message in the body of an error; `None` if the format is unknown.
///
/// STS sends `<ErrorResponse><Error><Code>…`. Other programs that implement its API use other formats: moto's
/// `<ErrorResponse><Errors><Error>…` and `<Error>…`, the JSON of AWS's other protocols, `{"__type": …, "message":
/// …}`, and the JSON that STS sends to callers that ask for it, `{"Error": {"Code": …, "Message": …}}`.
pub(super) fn read(body: &str) -> Option<(String, String)> {
    let (code, message) = in_xml(body).or_else(|| in_json(body))?;
    // The code is logged, so it must not be able to contain a credential, nor look like one of the edge's own codes,
    // which contain a `-`.
    let is_name = (1..=MAX_NAME).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    is_name.then_some((code, message))
}

fn in_xml(body: &str) -> Option<(String, String)> {
    let texts = Texts::parse(body)?;
    let code = texts.find("/Error/Code")?;
    let message = texts.find("/Error/Message").unwrap_or_default();
    Some((code.to_owned(), message.to_owned()))
}

fn in_json(body: &str) -> Option<(String, String)> {
    let value: Value = serde_json::from_str(body).ok()?;
    let error = value.get("Error").unwrap_or(&value);
    let text = |names: [&str; 3]| {
        names
            .into_iter()
            .find_map(|name| error.get(name)?.as_str())
            .unwrap_or_default()
    };
    // `com.amazonaws.sts#AccessDenied`, `AccessDenied:http://…`
    let code = text(["__type", "Code", "code"]);
    let code = code.rsplit_once('#').map_or(code, |(_, name)| name);
    let code = code.split_once(':').map_or(code, |(name, _)| name);
    let message = text(["message", "Message", "errorMessage"]);
    Some((code.to_owned(), message.to_owned()))
}

const MAX_NAME: usize = 64;
