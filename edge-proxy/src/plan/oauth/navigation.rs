use crate::Error;
use crate::http::RequestHead;

/// Rejects a sign-in that an image, a script or a frame of a page would start, or a browser in advance. Programs and
/// older browsers send neither `Sec-Fetch-Dest` nor `Sec-Purpose`
/// ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header),
/// [Fetch](https://fetch.spec.whatwg.org/#sec-purpose-header)).
pub(super) fn require_navigation(request: &RequestHead<'_>) -> Result<(), Error> {
    let seen = match (
        request.header("sec-purpose"),
        request.header("sec-fetch-dest"),
    ) {
        (Some(purpose), _) => ["Sec-Purpose: ", purpose].concat(),
        (None, Some(destination)) if destination != "document" => {
            ["Sec-Fetch-Dest: ", destination].concat()
        }
        (None, _) => return Ok(()),
    };
    Err(Error::NavigationRequired { seen })
}
