use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// The head of a CGI program's output (RFC 3875, section 6).
#[derive(Debug)]
pub(crate) struct CgiHead {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl CgiHead {
    /// Parses a head up to and including its empty line, and returns its length. `Ok(None)` asks
    /// for more output.
    pub(crate) fn parse(output: &[u8]) -> Result<Option<(Self, usize)>, MalformedHead> {
        let mut head = Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
        };
        let mut start = 0;
        while let Some(length) = output[start..].iter().position(|&b| b == b'\n') {
            let line = &output[start..start + length];
            start += length + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                return Ok(Some((head, start)));
            }
            head.take_line(line)?;
        }
        Ok(None)
    }

    fn take_line(&mut self, line: &[u8]) -> Result<(), MalformedHead> {
        let colon = line.iter().position(|&b| b == b':').ok_or(MalformedHead)?;
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"status") {
            let code = value.split(|b| *b == b' ').next().unwrap_or_default();
            self.status = StatusCode::from_bytes(code).map_err(|_| MalformedHead)?;
        } else {
            let name = HeaderName::from_bytes(name).map_err(|_| MalformedHead)?;
            let value = HeaderValue::from_bytes(value).map_err(|_| MalformedHead)?;
            self.headers.append(name, value);
        }
        Ok(())
    }
}

/// The program's output is not CGI.
#[derive(Debug)]
pub(crate) struct MalformedHead;

#[cfg(test)]
mod tests {
    use super::CgiHead;

    #[test]
    fn a_head_is_read_with_either_line_end() {
        for output in [
            "Status: 404 Not Found\r\nExpires: 0\r\n\r\nbody",
            "Status: 404 Not Found\nExpires: 0\n\nbody",
        ] {
            let (head, length) = CgiHead::parse(output.as_bytes()).unwrap().unwrap();
            assert_eq!(head.status, 404);
            assert_eq!(head.headers["expires"], "0");
            assert_eq!(&output[length..], "body");
        }
    }

    #[test]
    fn an_unfinished_head_asks_for_more() {
        assert!(CgiHead::parse(b"Expires: 0\r\nPra").unwrap().is_none());
    }

    #[test]
    fn a_line_that_is_no_header_is_refused() {
        assert!(CgiHead::parse(b"fatal\r\n\r\n").is_err());
        assert!(CgiHead::parse(b"Status: ok\r\n\r\n").is_err());
    }
}
