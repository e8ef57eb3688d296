//! A text that must not be shown.

use edge_proxy::util::Secret;

#[test]
fn compares_secrets_by_their_text() {
    assert_eq!(Secret::new("Zq7Xk9VwJ3"), Secret::new("Zq7Xk9VwJ3"));
    for other in ["", "Zq7Xk9VwJ", "Zq7Xk9VwJ4", "Zq7Xk9VwJ33"] {
        assert_ne!(Secret::new(other), Secret::new("Zq7Xk9VwJ3"));
    }
}
