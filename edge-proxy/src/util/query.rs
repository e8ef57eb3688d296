use form_urlencoded::Serializer;

/// An address with parameters appended as a query; those without a value are left out.
pub(crate) fn with_query(address: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let separator = if address.contains('?') { "&" } else { "?" };
    let address = [address, separator].concat();
    let start = address.len();
    let mut query = Serializer::for_suffix(address, start);
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.finish()
}
