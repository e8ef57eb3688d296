use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_types::date_time::{DateTime, Format};

use crate::failure::printable;

/// What `GIT_TRACE_CURL` shows of the answers.
#[derive(Debug, Default)]
pub(super) struct Trace {
    status: Option<u16>,
    date: Option<i64>,
    last_words: String,
}

impl Trace {
    /// Reads the trace from git's standard error.
    pub(super) fn parse(text: &str) -> Self {
        let mut trace = Self::default();
        for line in text.lines() {
            let Some((_, header)) = line.split_once("<= Recv header: ") else {
                if line.starts_with("fatal: ")
                    || line.starts_with("error: ")
                    || line.starts_with("git-credential-codecommit: ")
                {
                    trace.last_words = printable(line);
                }
                continue;
            };
            if let Some(rest) = header.strip_prefix("HTTP/") {
                trace.status = rest.split(' ').nth(1).and_then(|code| code.parse().ok());
            } else if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("date")
            {
                let date = DateTime::from_str(value.trim(), Format::HttpDate);
                trace.date = date.ok().map(|date| date.secs());
            }
        }
        trace
    }

    /// The status of the last answer.
    pub(super) fn status(&self) -> Option<u16> {
        self.status
    }

    /// How many seconds this computer's clock is ahead of the last answer's.
    pub(super) fn clock_difference(&self) -> Option<i64> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        Some(i64::try_from(now).ok()? - self.date?)
    }

    /// git's last error.
    pub(super) fn last_words(&self) -> &str {
        &self.last_words
    }
}
