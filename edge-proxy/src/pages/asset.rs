use crate::http::EdgeResponse;

/// A style sheet or script of the pages, by its path.
pub fn asset(path: &str) -> Option<EdgeResponse> {
    let (content_type, body) = match path {
        "/assets/edge.css" => ("text/css; charset=utf-8", include_str!("assets/edge.css")),
        "/assets/allow.js" => (
            "text/javascript; charset=utf-8",
            include_str!("assets/allow.js"),
        ),
        "/assets/continue.js" => (
            "text/javascript; charset=utf-8",
            include_str!("assets/continue.js"),
        ),
        "/assets/copy.js" => (
            "text/javascript; charset=utf-8",
            include_str!("assets/copy.js"),
        ),
        _ => return None,
    };
    Some(EdgeResponse {
        status: 200,
        headers: vec![
            ("content-type", content_type.into()),
            ("cache-control", "public, max-age=3600".into()),
            ("x-content-type-options", "nosniff".into()),
        ],
        body: body.into(),
        code: None,
    })
}
