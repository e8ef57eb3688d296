use signer_wasm::sigv4::Hex;

/// A role session name, which CloudTrail shows, from a name in a token.
///
/// STS accepts `[\w+=,.@-]{2,64}`; any other character becomes a `-`. A name that is too long is cut and ends with
/// the start of its hash, so that two long names stay distinct.
///
/// ```
/// # use edge_proxy::aws::sts::session_name;
/// assert_eq!(session_name("alice@example.com"), "alice@example.com");
/// assert_eq!(session_name("repo:octo-org/app:ref:refs/heads/main"), "repo-octo-org-app-ref-refs-heads-main");
/// ```
pub fn session_name(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '_' | '+' | '=' | ',' | '.' | '@' | '-' => c,
            _ => '-',
        })
        .collect();
    match clean.len() {
        0 => "--".to_owned(),
        1 => format!("{clean}-"),
        2..=MAX_LEN => clean,
        _ => {
            let hash = Hex::sha256(text.as_bytes());
            let (mark, _) = hash.as_str().split_at(HASH_LEN);
            let (start, _) = clean.split_at(MAX_LEN - HASH_LEN - 1);
            format!("{start}-{mark}")
        }
    }
}

const MAX_LEN: usize = 64;
const HASH_LEN: usize = 8;
