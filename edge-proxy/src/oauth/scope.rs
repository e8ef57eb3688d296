/// What a sign-in is for: `profile:{name}` binds it to a profile, `read` to reading. Without any it is for
/// all that the person may.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Scope {
    /// The profile.
    pub profile: Option<String>,
    /// Whether it is for reading alone.
    pub read_only: bool,
}

impl Scope {
    /// Reads names with spaces between (RFC 6749, 3.3); `None` where one is not known, or there are two
    /// profiles.
    pub fn parse(text: &str) -> Option<Self> {
        let mut scope = Self::default();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            match name.strip_prefix("profile:") {
                Some(profile) if scope.profile.is_none() && is_profile(profile) => {
                    scope.profile = Some(profile.to_owned());
                }
                None if name == "read" => scope.read_only = true,
                // What is asked for without any: helpers like to ask for something.
                None if name == "write" => {}
                _ => return None,
            }
        }
        Some(scope)
    }

    /// The text of it.
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
