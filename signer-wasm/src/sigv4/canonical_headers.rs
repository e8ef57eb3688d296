use alloc::collections::BinaryHeap;
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

/// Sorted lower-case names, each with its values joined by commas in their original order.
pub(super) struct CanonicalHeaders(Vec<(String, String)>);

impl CanonicalHeaders {
    /// Sorts a request's headers once, because insertion would take quadratic time. A heap sorts with a third of the
    /// code that a slice's sort adds to the wasm module.
    pub(super) fn new<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let headers: BinaryHeap<(String, usize, &str)> = headers
            .enumerate()
            .map(|(index, (name, value))| (name.to_ascii_lowercase(), index, value))
            .collect();

        let mut joined: Vec<(String, String)> = Vec::new();
        for (name, _, value) in headers.into_sorted_vec() {
            match joined.last_mut() {
                Some((known, values)) if *known == name => {
                    values.push(',');
                    fold_into(values, value);
                }
                _ => {
                    let mut folded = String::new();
                    fold_into(&mut folded, value);
                    joined.push((name, folded));
                }
            }
        }
        Self(joined)
    }

    pub(super) fn iter(&self) -> slice::Iter<'_, (String, String)> {
        self.0.iter()
    }
}

/// Appends `value` without white space at its ends, and with one space for every run of it inside. This also unfolds
/// folded headers.
fn fold_into(out: &mut String, value: &str) {
    let mut separator = "";
    for word in value.split_ascii_whitespace() {
        out.extend([separator, word]);
        separator = " ";
    }
}
