use std::fmt;

use super::Authenticator;
use super::authenticator::MARK;

/// The code that a user enters on another device (RFC 8628, 6.1): ten consonants, so that it spells no word, and no
/// two of them look alike.
///
/// Six are random, and four are derived from them with the edge's key. Guessing one takes 43 bits, and a forged code
/// is recognised before it is looked up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UserCode([u8; LENGTH]);

impl UserCode {
    /// The number of letters.
    pub const LENGTH: usize = LENGTH;

    /// Makes a code of random bytes; `None` if too few of them are usable.
    pub fn from_random(random: &[u8; 32], authenticator: Authenticator<'_>) -> Option<Self> {
        // Bytes that would make some letters likelier than others are skipped.
        let mut letters = random
            .iter()
            .filter(|byte| **byte < 240)
            .map(|byte| letter(*byte));
        let mut code = [0; LENGTH];
        let (chosen, check) = code.split_at_mut(RANDOM);
        for letter in &mut *chosen {
            *letter = letters.next()?;
        }
        check.copy_from_slice(&check_letters(authenticator.mark(KIND, chosen)));
        Some(Self(code))
    }

    /// Parses what a user entered: in either case, with spaces, dots or hyphens anywhere. `None` if it is not
    /// a code of this edge.
    pub fn parse(text: &str, authenticator: Authenticator<'_>) -> Option<Self> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|b| !matches!(b, b' ' | b'-' | b'.' | b'\t'))
            .map(|b| b.to_ascii_uppercase())
            .collect();
        let code = Self::from_bytes(&letters.try_into().ok()?)?;
        let (chosen, check) = code.0.split_at(RANDOM);
        authenticator
            .marks(KIND, chosen)
            .any(|mark| check_letters(mark) == check)
            .then_some(code)
    }

    /// Takes the letters of a code that was parsed before.
    pub fn from_bytes(letters: &[u8; LENGTH]) -> Option<Self> {
        letters
            .iter()
            .all(|letter| ALPHABET.contains(letter))
            .then_some(Self(*letters))
    }

    /// The ten letters, in upper case.
    pub fn as_bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }
}

fn check_letters(mark: [u8; MARK]) -> [u8; LENGTH - RANDOM] {
    std::array::from_fn(|index| letter(mark[index]))
}

fn letter(byte: u8) -> u8 {
    ALPHABET[usize::from(byte) % ALPHABET.len()]
}

/// In two groups, for easier reading.
impl fmt::Display for UserCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, letter) in self.0.iter().enumerate() {
            if index == LENGTH / 2 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*letter))?;
        }
        Ok(())
    }
}

const ALPHABET: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const LENGTH: usize = 10;
const RANDOM: usize = 6;
const KIND: &str = "user code";
