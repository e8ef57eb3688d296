//! Unknown names, and the known name that was probably meant.

use super::ConfigError;
use super::config_error::advise;

/// The error for an unknown field of a table. `table` describes the table: "a profile".
pub(super) fn unknown_field(
    variable: &str,
    field: &str,
    table: &str,
    known: &[&str],
) -> ConfigError {
    let meant = match nearest(field, known) {
        Some(name) => format!("Did you mean {name}? "),
        None => String::new(),
    };
    advise(
        variable,
        format!("is not a field of {table}"),
        format!("{meant}The fields are {}", known.join(", ")),
    )
}

/// The known name that is nearest to an unknown one, if any is near.
///
/// Case, underscores and hyphens do not count. A name that contains the other is near: `REGIONS` in
/// `ALLOWED_REGIONS`.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = letters(name);
    if name.is_empty() || name.len() > MAX_LENGTH {
        return None;
    }
    known
        .iter()
        .map(|known| (letters(known), *known))
        .filter_map(|(known_letters, known)| {
            let distance = distance(&name, &known_letters);
            let shorter = name.len().min(known_letters.len());
            let inside = shorter >= MIN_PART
                && (contains(&name, &known_letters) || contains(&known_letters, &name));
            (distance <= shorter.div_ceil(3) || inside).then_some((distance, known))
        })
        .min()
        .map(|(_, known)| known)
}

/// Whether two names differ only by a typing error.
pub(super) fn is_slip(name: &str, known: &str) -> bool {
    let name = letters(name);
    name.len() <= MAX_LENGTH && distance(&name, &letters(known)) <= 2
}

fn letters(name: &str) -> Vec<u8> {
    name.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|b| b.to_ascii_lowercase())
        .collect()
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

/// The Levenshtein distance: insertions, deletions and substitutions.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        let mut last = i + 1;
        for ((right, above_left), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            last = (above_left + usize::from(left != right))
                .min(above + 1)
                .min(last + 1);
            next.push(last);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Longer names resemble nothing.
const MAX_LENGTH: usize = 64;
/// Shorter names are contained in too many others.
const MIN_PART: usize = 5;
