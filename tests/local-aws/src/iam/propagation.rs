use std::time::{Duration, Instant};

/// A value whose changes reach the rest of AWS some time after IAM has made them.
#[derive(Clone, Debug)]
pub(crate) struct Propagated<T> {
    /// Never empty, the oldest first.
    changes: Vec<(Instant, T)>,
}

impl<T> Propagated<T> {
    pub(crate) fn new(value: T, at: Instant) -> Self {
        Self {
            changes: vec![(at, value)],
        }
    }

    pub(crate) fn set(&mut self, value: T, at: Instant) {
        self.changes.push((at, value));
    }

    /// The value in IAM itself.
    pub(crate) fn latest(&self) -> Option<&T> {
        self.changes.last().map(|(_, value)| value)
    }

    /// The value as seen where changes arrive after `delay`; `None` before the first one has arrived.
    pub(crate) fn after(&self, delay: Duration, now: Instant) -> Option<&T> {
        self.changes
            .iter()
            .rfind(|(at, _)| now.saturating_duration_since(*at) >= delay)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Propagated;

    #[test]
    fn changes_arrive_after_the_delay_in_their_order() {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let delay = Duration::from_millis(100);
        let mut value = Propagated::new("created", at(0));
        value.set("reset", at(50));
        value.set("deleted", at(200));

        assert_eq!(value.latest(), Some(&"deleted"));
        for (now, seen) in [
            (0, None),
            (99, None),
            (100, Some("created")),
            (149, Some("created")),
            (150, Some("reset")),
            (299, Some("reset")),
            (300, Some("deleted")),
        ] {
            assert_eq!(value.after(delay, at(now)).copied(), seen, "{now} ms");
            assert_eq!(value.after(Duration::ZERO, at(300)), value.latest());
        }
    }
}
