//! Git's pkt-line framing.
//!
//! Source: git `Documentation/gitprotocol-common.txt`.

/// The first frame in a byte slice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Frame<'a> {
    /// `0000`, the flush packet that ends a list.
    Flush,
    /// More bytes are needed.
    Incomplete,
    /// Not a pkt-line.
    Invalid,
    /// A line of data.
    Line {
        /// Its content, without the four digits of its length.
        line: &'a [u8],
        /// The bytes after it.
        rest: &'a [u8],
    },
}

/// Reads the first frame of `bytes`.
pub fn decode(bytes: &[u8]) -> Frame<'_> {
    let Some((length, rest)) = bytes.split_at_checked(4) else {
        return Frame::Incomplete;
    };
    let length = length.iter().try_fold(0_usize, |length, &digit| {
        let value = char::from(digit).to_digit(16)?;
        Some(length << 4 | value as usize)
    });

    match length {
        Some(0) => Frame::Flush,
        Some(length @ 4..=MAX_FRAME) => match rest.split_at_checked(length - 4) {
            Some((line, rest)) => Frame::Line { line, rest },
            None => Frame::Incomplete,
        },
        // 1, 2 and 3 are delimiters of protocol v2, which pushes do not use.
        _ => Frame::Invalid,
    }
}

/// Frames a line, truncated to the length of a frame.
pub fn encode(out: &mut Vec<u8>, line: &[u8]) {
    let line = &line[..line.len().min(MAX_FRAME - 4)];
    out.extend(format!("{:04x}", line.len() + 4).bytes());
    out.extend(line);
}

/// The flush packet, which ends a list.
pub const FLUSH: &[u8; 4] = b"0000";
/// The longest frame, including its four digits of length.
pub const MAX_FRAME: usize = 65_520;
