//! What a server tells git before a push, made from what it tells before a fetch.
//!
//! Who may only read is refused the first by IAM, and git would say no more than "403". With this
//! git gets as far as its push, which is refused in git's own words.
//!
//! Source: git `Documentation/gitprotocol-http.txt`, "Smart Server Response", and
//! `gitprotocol-pack.txt`, "Reference Discovery".

use crate::pkt_line::{self, FLUSH, Frame};

/// Rewrites the advertisement of `git-upload-pack`, of protocol version 0, into that of
/// `git-receive-pack`; `None` where the bytes are no such thing.
pub fn for_receive_pack(upload_pack: &[u8]) -> Option<Vec<u8>> {
    let mut refs = Vec::new();
    let mut object_format = None;
    let mut rest = after_service_line(upload_pack)?;
    loop {
        match pkt_line::decode(rest) {
            Frame::Line { line, rest: next } => {
                let mut halves = line.splitn(2, |b| *b == 0);
                let line = halves.next().unwrap_or_default();
                if let Some(capabilities) = halves.next() {
                    object_format = capabilities
                        .split(u8::is_ascii_whitespace)
                        .find(|it| it.starts_with(b"object-format="));
                }
                refs.push(line.strip_suffix(b"\n").unwrap_or(line));
                rest = next;
            }
            Frame::Flush => break,
            Frame::Incomplete | Frame::Invalid => return None,
        }
    }
    // A push goes to refs: neither to HEAD, nor to what an annotated tag points to.
    refs.retain(|line| {
        !line.ends_with(b" HEAD") && !line.ends_with(b"^{}") && line.contains(&b' ')
    });
    if refs.is_empty() {
        refs.push(NO_REFS);
    }

    let mut out = Vec::with_capacity(upload_pack.len() + 256);
    pkt_line::encode(&mut out, b"# service=git-receive-pack\n");
    out.extend(FLUSH);
    // Ahead of the others: libgit2 looks for the space that follows it.
    let capabilities = [
        object_format.unwrap_or_default(),
        object_format.map_or(&b""[..], |_| b" "),
        CAPABILITIES,
    ]
    .concat();
    for (index, line) in refs.into_iter().enumerate() {
        match index {
            0 => pkt_line::encode(&mut out, &[line, b"\0", &capabilities, b"\n"].concat()),
            _ => pkt_line::encode(&mut out, &[line, b"\n"].concat()),
        }
    }
    out.extend(FLUSH);
    Some(out)
}

fn after_service_line(bytes: &[u8]) -> Option<&[u8]> {
    let Frame::Line { line, rest } = pkt_line::decode(bytes) else {
        return None;
    };
    let is_service = line.strip_suffix(b"\n").unwrap_or(line) == b"# service=git-upload-pack";
    is_service.then(|| rest.strip_prefix(FLUSH))?
}

/// The longest advertisement that is rewritten, in bytes: some 200,000 refs.
pub const MAX_BYTES: usize = 16 << 20;
const CAPABILITIES: &[u8] = b"report-status delete-refs side-band-64k quiet atomic ofs-delta";
/// What stands where a ref would, in a repository that has none.
const NO_REFS: &[u8] = b"0000000000000000000000000000000000000000 capabilities^{}";
