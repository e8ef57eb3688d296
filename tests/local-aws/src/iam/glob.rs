/// A pattern in which `*` stands for any run of characters and `?` for any one, as in an IAM
/// policy.
#[derive(Clone, Debug)]
pub(crate) struct Glob(String);

impl Glob {
    pub(crate) fn new(pattern: String) -> Self {
        Self(pattern)
    }

    pub(crate) fn any() -> Self {
        Self("*".to_owned())
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some((head, tail)) = self.0.split_once('*') else {
            return self.0.chars().count() == text.chars().count()
                && strip_prefix(text, &self.0).is_some();
        };
        let Some(mut text) = strip_prefix(text, head) else {
            return false;
        };
        let mut pieces: Vec<_> = tail.split('*').collect();
        let last = pieces.pop().unwrap_or_default();
        for piece in pieces {
            match after(text, piece) {
                Some(rest) => text = rest,
                None => return false,
            }
        }
        let surplus = text.chars().count().checked_sub(last.chars().count());
        surplus.is_some_and(|surplus| {
            let end = text
                .char_indices()
                .nth(surplus)
                .map_or("", |(at, _)| &text[at..]);
            strip_prefix(end, last).is_some()
        })
    }
}

/// What follows the first place at which `piece` matches.
fn after<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    text.char_indices()
        .map(|(at, _)| &text[at..])
        .chain([""])
        .find_map(|rest| strip_prefix(rest, piece))
}

fn strip_prefix<'a>(text: &'a str, pattern: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    pattern
        .chars()
        .all(|wanted| rest.next().is_some_and(|it| wanted == '?' || wanted == it))
        .then_some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn a_star_stands_for_any_run_of_characters_and_a_question_mark_for_one() {
        let matches = |pattern: &str, text| Glob::new(pattern.to_owned()).matches(text);
        for (pattern, text) in [
            ("app", "app"),
            ("*", ""),
            ("team-*", "team-"),
            ("*-web", "shop-web"),
            ("a*b*c", "a-b-b-c"),
            ("**", "x"),
            ("a?c", "abc"),
            ("*?", "é"),
            ("a*?c", "abbc"),
            ("*b?*d", "abbcd"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("app", "apps"),
            ("team-*", "steam-a"),
            ("a*a", "a"),
            ("a*b*c", "a-c-b"),
            ("", "app"),
            ("a?c", "ac"),
            ("?", ""),
            ("*b?", "ab"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
