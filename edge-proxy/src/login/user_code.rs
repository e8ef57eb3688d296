use std::fmt;

/// The code that a person types on another device (RFC 8628, 6.1): eight consonants, so that it spells no
/// word and no two of them look alike; 34 bits of chance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UserCode([u8; 8]);

impl UserCode {
    /// Makes one of random bytes; `None` where chance has it that they are of no use.
    pub fn of_random(random: &[u8; 32]) -> Option<Self> {
        // No letter is likelier than another.
        let mut letters = random
            .iter()
            .filter(|byte| **byte < 240)
            .map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()]);
        let mut code = [0; 8];
        for letter in &mut code {
            *letter = letters.next()?;
        }
        Some(Self(code))
    }

    /// Reads what a person has typed: in small letters too, and with whatever between them.
    pub fn parse(text: &str) -> Option<Self> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|b| !matches!(b, b' ' | b'-' | b'.' | b'\t'))
            .map(|b| b.to_ascii_uppercase())
            .collect();
        let code = <[u8; 8]>::try_from(letters).ok()?;
        code.iter()
            .all(|letter| ALPHABET.contains(letter))
            .then_some(Self(code))
    }

    /// The letters.
    pub fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

/// In two groups, as people read them.
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.iter().enumerate() {
            if index == 4 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
