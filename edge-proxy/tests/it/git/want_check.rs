//! Whether an advertisement names every wanted object.

use std::collections::BTreeSet;

use edge_proxy::git::ObjectId;
use edge_proxy::git::pkt_line;
use edge_proxy::git::pkt_line::FLUSH;
use edge_proxy::git::want_check::{Verdict, WantCheck};
use proptest::prelude::*;

const ONE: &str = "1111111111111111111111111111111111111111";
const TWO: &str = "2222222222222222222222222222222222222222";
const TAG: &str = "3333333333333333333333333333333333333333";

fn advertised(lines: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    pkt_line::encode(&mut bytes, b"# service=git-upload-pack\n");
    bytes.extend(FLUSH);
    for line in lines {
        pkt_line::encode(&mut bytes, line.as_bytes());
    }
    bytes.extend(FLUSH);
    bytes
}

fn usual() -> Vec<u8> {
    advertised(&[
        &format!("{ONE} HEAD\0multi_ack_detailed side-band-64k\n"),
        &format!("{ONE} refs/heads/main\n"),
        &format!("{TAG} refs/tags/v1\n"),
        &format!("{TWO} refs/tags/v1^{{}}\n"),
    ])
}

fn check_in(bytes: &[u8], wants: &[&str], size: usize) -> Verdict {
    let wants: BTreeSet<ObjectId> = wants
        .iter()
        .map(|id| ObjectId::parse(id.as_bytes()).unwrap())
        .collect();
    let mut check = WantCheck::new(wants);
    let mut verdict = Verdict::Incomplete;
    for piece in bytes.chunks(size) {
        verdict = check.read(piece);
        if verdict == Verdict::Invalid {
            break;
        }
    }
    verdict
}

fn check(bytes: &[u8], wants: &[&str]) -> Verdict {
    check_in(bytes, wants, bytes.len().max(1))
}

#[test]
fn finds_the_objects_that_refs_point_to() {
    assert_eq!(check(&usual(), &[ONE]), Verdict::AllAdvertised);
    assert_eq!(check(&usual(), &[ONE, TAG]), Verdict::AllAdvertised);
}

#[test]
fn counts_what_a_tag_points_to_as_not_advertised() {
    assert_eq!(check(&usual(), &[TWO]), Verdict::NotAdvertised);
    assert_eq!(check(&usual(), &[ONE, TWO]), Verdict::NotAdvertised);
}

#[test]
fn counts_the_line_of_an_empty_repository_as_no_ref() {
    let none = "0000000000000000000000000000000000000000";
    let empty = advertised(&[&format!("{none} capabilities^{{}}\0side-band-64k\n")]);
    assert_eq!(check(&empty, &[none]), Verdict::NotAdvertised);
    assert_eq!(check(&advertised(&[]), &[ONE]), Verdict::NotAdvertised);
}

#[test]
fn decides_only_when_the_list_is_complete() {
    let bytes = usual();
    for end in 0..bytes.len() {
        assert_eq!(check(&bytes[..end], &[ONE]), Verdict::Incomplete, "{end}");
    }
}

#[test]
fn rejects_what_is_not_the_advertisement_of_a_fetch() {
    let ending = |end: &[u8]| [&usual(), end].concat();
    for bytes in [
        ending(b"0"),
        ending(b"0000"),
        ending(format!("003d{TWO} refs/heads/main\n").as_bytes()),
        b"001f# service=git-receive-pack\n0000".to_vec(),
        b"001e# service=git-upload-pack\n0008no\n\n".to_vec(),
        b"000eversion 2\n0000".to_vec(),
        b"0011ERR no access".to_vec(),
        b"<html>".to_vec(),
        advertised(&["1111 refs/heads/main\n"]),
        advertised(&[&format!("{ONE}\trefs/heads/main\n")]),
        advertised(&[&format!("{} refs/heads/main\n", ONE.replace('1', "A"))]),
    ] {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(check(&bytes, &[ONE]), Verdict::Invalid, "{text}");
    }
}

proptest! {
    #[test]
    fn reaches_the_same_verdict_however_the_list_is_cut(
        bytes in prop_oneof![
            Just(usual()),
            proptest::collection::vec(any::<u8>(), 0..200),
            (proptest::collection::vec(any::<u8>(), 0..40)).prop_map(|end| [usual(), end].concat()),
        ],
        size in 1_usize..50,
    ) {
        prop_assert_eq!(check_in(&bytes, &[ONE], size), check(&bytes, &[ONE]));
    }
}
