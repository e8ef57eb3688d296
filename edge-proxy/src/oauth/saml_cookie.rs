use super::cookie::{is_secure, value_of};

/// The cookies that keep sign-ins at SAML identity providers: a few, so that users can sign in several times at once,
/// and so that a page that begins sign-ins in their browser cannot make it send ever longer requests.
pub struct SamlCookies<'a> {
    cookies: &'a str,
    origin: &'a str,
}

impl<'a> SamlCookies<'a> {
    /// Takes the `Cookie` header of a request to an edge at `origin`.
    pub fn new(cookies: &'a str, origin: &'a str) -> Self {
        Self { cookies, origin }
    }

    /// The values of the cookies that the browser sent, each a sealed sign-in.
    pub fn values(&self) -> impl Iterator<Item = &'a str> {
        SLOTS.into_iter().filter_map(|slot| self.value(slot))
    }

    /// The value of `Set-Cookie` that keeps a sign-in: in a free cookie, or else in the one that `random` chooses.
    /// `Lax`, because the request that needs it comes from the edge's own page.
    pub fn keep(&self, sealed: &str, random: u8) -> String {
        let free = SLOTS.into_iter().find(|slot| self.value(slot).is_none());
        let chosen = free.unwrap_or_else(|| SLOTS[usize::from(random) % SLOTS.len()]);
        self.set(chosen, sealed, MAX_AGE)
    }

    /// The value of `Set-Cookie` that deletes a sign-in, found by its value; `None` if the browser sent no such cookie.
    pub fn forget(&self, is_it: impl Fn(&str) -> bool) -> Option<String> {
        SLOTS
            .into_iter()
            .find(|slot| self.value(slot).is_some_and(&is_it))
            .map(|slot| self.set(slot, "", 0))
    }

    fn value(&self, slot: &str) -> Option<&'a str> {
        value_of(self.cookies, &self.name(slot)).filter(|value| !value.is_empty())
    }

    fn set(&self, slot: &str, value: &str, max_age: u32) -> String {
        let secure = match is_secure(self.origin) {
            true => "; Secure",
            false => "",
        };
        format!(
            "{}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}",
            self.name(slot)
        )
    }

    fn name(&self, slot: &str) -> String {
        let prefix = match is_secure(self.origin) {
            true => SECURE_PREFIX,
            false => "",
        };
        [prefix, NAME, slot].concat()
    }
}

const NAME: &str = "codecommit-edge-saml-";
const SECURE_PREFIX: &str = "__Host-";
const SLOTS: [&str; 4] = ["1", "2", "3", "4"];
/// Seconds: longer than a sign-in may take.
const MAX_AGE: u32 = 900;
