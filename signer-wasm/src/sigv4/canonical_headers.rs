use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

/// Lower-case names in order, each with its values joined by commas in the order they came.
#[derive(Default)]
pub(super) struct CanonicalHeaders(Vec<(String, String)>);

impl CanonicalHeaders {
    pub(super) fn contain(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(super) fn iter(&self) -> slice::Iter<'_, (String, String)> {
        self.0.iter()
    }

    pub(super) fn insert(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        // Requests have a few headers: finding each one's place costs less than a sort's code.
        let at = self.0.partition_point(|(known, _)| *known < name);
        match self.0.get_mut(at) {
            Some((known, joined)) if *known == name => {
                joined.push(',');
                fold_into(joined, value);
            }
            _ => {
                let mut folded = String::new();
                fold_into(&mut folded, value);
                self.0.insert(at, (name, folded));
            }
        }
    }
}

/// Writes `value` without white space at its ends and with one space for every run of it inside,
/// which unfolds folded headers too.
fn fold_into(out: &mut String, value: &str) {
    let mut separator = "";
    for word in value.split_ascii_whitespace() {
        out.extend([separator, word]);
        separator = " ";
    }
}
