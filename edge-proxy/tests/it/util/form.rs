//! Parameters of queries and forms.

use edge_proxy::util::{Parameters, ParametersError};
use proptest::prelude::*;
use url::form_urlencoded;

proptest! {
    #[test]
    fn reads_parameters_as_browsers_write_them(
        pairs in prop::collection::btree_map(any::<String>(), any::<String>(), 0..5),
    ) {
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let parameters = Parameters::parse(&text).unwrap();
        for (name, value) in &pairs {
            prop_assert_eq!(parameters.value(name), Some(value.as_str()).filter(|it| !it.is_empty()));
        }
        if let Some((name, _)) = pairs.first_key_value() {
            let twice = form_urlencoded::Serializer::new(text).append_pair(name, "other").finish();
            prop_assert!(Parameters::parse(&twice).is_err());
        }
    }
}

#[test]
fn rejects_more_than_32_parameters() {
    let form = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!("p{number}=1")).collect();
        fields.join("&")
    };
    let most = Parameters::parse(&form(Parameters::MAX)).unwrap();
    assert_eq!(most.value("p31"), Some("1"));
    assert_eq!(
        Parameters::parse(&form(Parameters::MAX + 1)).err(),
        Some(ParametersError::TooMany)
    );
    // Reading stops at the limit; otherwise 64 KiB of distinct names would be compared pairwise.
    assert!(Parameters::parse(&form(10_000)).is_err());
}

#[test]
fn rejects_duplicate_parameters() {
    for text in [
        "a=1&a=1",
        "a=1&b=2&a=3",
        "a&a",
        "a=&a=1",
        "%61=1&a=2",
        "=1&=2",
    ] {
        assert!(Parameters::parse(text).is_err(), "{text}");
    }
    let parameters = Parameters::parse("a=1&b=&c&&d=%2B+%26&e==").unwrap();
    for (name, value) in [
        ("a", Some("1")),
        ("b", None),
        ("c", None),
        ("d", Some("+ &")),
        ("e", Some("=")),
        ("f", None),
        ("", None),
    ] {
        assert_eq!(parameters.value(name), value, "{name}");
    }
    assert!(Parameters::parse("").unwrap().value("a").is_none());
}
