//! The cookie that binds a sign-in to a browser.

use super::binding;
use crate::support::EDGE;
use edge_proxy::oauth::Binding;
use proptest::prelude::*;

#[test]
fn debug_output_hides_the_cookie() {
    let shown = format!("{:?}", binding());
    assert!(!shown.contains('5'), "{shown}");
}

#[test]
fn reads_the_cookie_that_it_sets() {
    let value = "BQUFBQUFBQUFBQUFBQUFBQ";
    for (origin, name, secure) in [
        (EDGE, "__Host-codecommit-edge-login", "; Secure"),
        ("http://127.0.0.1:8787", "codecommit-edge-login", ""),
    ] {
        assert_eq!(
            binding().set_cookie(origin),
            format!("{name}={value}; Path=/; Max-Age=900; HttpOnly; SameSite=Lax{secure}")
        );
        for cookies in [
            format!("{name}={value}"),
            format!("a=b; {name}={value}"),
            format!("a;{name}={value};c=d"),
            format!("a=b;  {name}={value}"),
            // The first cookie has the longest path, and no path here is longer than `/`.
            format!("{name}={value}; {name}=other"),
        ] {
            let known = Binding::from_cookies(&cookies, origin);
            assert_eq!(known, Some(binding()), "{cookies}");
        }
        for cookies in [
            String::new(),
            name.to_owned(),
            format!("{name}="),
            format!("{name}={value}="),
            format!("{name}={value}A"),
            format!("{name}={}", &value[1..]),
            format!("{name}=\"{value}\""),
            format!("{name} ={value}"),
            format!("x{name}={value}"),
            format!("{}={value}", name.to_uppercase()),
            format!("a=\"{name}={value}\""),
        ] {
            assert_eq!(Binding::from_cookies(&cookies, origin), None, "{cookies}");
        }
    }
    // Over TLS, a cookie that any host of the domain can set is ignored.
    let plain = format!("codecommit-edge-login={value}");
    assert_eq!(Binding::from_cookies(&plain, EDGE), None);
}

proptest! {
    #[test]
    fn reads_back_any_binding_among_other_cookies(random: [u8; 16], before in "([a-z]{1,4}=[a-z]{0,4}; ){0,3}") {
        let binding = Binding::new(random);
        for origin in [EDGE, "http://localhost:8787"] {
            let set = binding.set_cookie(origin);
            let sent = format!("{before}{}", set.split(';').next().unwrap());
            prop_assert_eq!(Binding::from_cookies(&sent, origin), Some(binding));
        }
    }
}
