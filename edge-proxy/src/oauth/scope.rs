/// The scope of a sign-in: `profile:{name}` limits it to a profile, `read` to reading. Without either it covers
/// everything that the user may do.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// The profile to which the sign-in is limited.
    pub profile: Option<String>,
    /// Whether access is read-only.
    pub read_only: bool,
}

impl Scope {
    /// Parses names separated by spaces (RFC 6749, 3.3); `None` for an unknown name or two profiles.
    pub fn parse(text: &str) -> Option<Self> {
        let mut scope = Self::default();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            match name.strip_prefix("profile:") {
                Some(profile) if scope.profile.is_none() && is_profile(profile) => {
                    scope.profile = Some(profile.to_owned());
                }
                None if name == "read" => scope.read_only = true,
                // The same as no scope; some helpers always send one.
                None if name == "write" => {}
                _ => return None,
            }
        }
        Some(scope)
    }

    /// The names, separated by spaces.
    pub fn text(&self) -> String {
        let access = if self.read_only { "read" } else { "write" };
        match &self.profile {
            Some(profile) => format!("profile:{profile} {access}"),
            None => access.to_owned(),
        }
    }
}

fn is_profile(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
