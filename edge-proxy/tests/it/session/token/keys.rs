//! `SESSION_KEYS`.

use super::{TWO, identity, keys, open, session};
use crate::support::{EDGE, KEYS};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::session::{SessionKeys, SessionToken};

#[test]
fn reads_keys_in_both_base64_alphabets() {
    let key = [[0xfb; 30].as_slice(), &[0xff; 2]].concat();
    let session = session(identity(1));
    let standard = Base64::encode_string(&key);
    let url = Base64UrlUnpadded::encode_string(&key);
    assert!(standard.contains('/') && url.contains('_'));
    let token = SessionToken::seal(&keys(&format!("k:{standard}")), [1; 12], EDGE, &session);
    for spelling in [
        format!("k:{standard}"),
        format!("k:{}", standard.trim_end_matches('=')),
        format!("k:{url}"),
        format!("k:{url}="),
        format!(" {KEYS}, k:{url} \n"),
    ] {
        assert_eq!(open(&keys(&spelling), token.as_str()), Ok(session.clone()));
    }
}

#[test]
fn names_the_malformed_entry_and_how_to_make_a_key() {
    let key = KEYS.split_once(':').unwrap().1;
    for (text, entry) in [
        (String::new(), 1),
        (key.to_owned(), 1),
        (format!(":{key}"), 1),
        (format!("One:{key}"), 1),
        (format!("seventeen-letters:{key}"), 1),
        (format!("a b:{key}"), 1),
        ("one:".to_owned(), 1),
        (format!("one:{}", &key[4..]), 1),
        (format!("one:AAAA{key}"), 1),
        (format!("one:{}!=", &key[..42]), 1),
        (format!("{KEYS},"), 2),
        (format!("{KEYS},{TWO};{TWO}"), 2),
        (format!("{KEYS},{KEYS}"), 2),
        (format!("{KEYS},{TWO},{KEYS}"), 3),
    ] {
        let said = SessionKeys::parse(&text).unwrap_err().to_string();
        assert!(
            said.starts_with(&format!("entry {entry} ")),
            "{text}: {said}"
        );
        assert!(said.contains("openssl rand -base64 32"), "{said}");
        assert!(!said.contains("ERER") && !said.contains("IiIi"), "{said}");
    }
}
