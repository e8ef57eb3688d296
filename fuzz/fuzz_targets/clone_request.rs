//! The requests of clones, and the lists of refs that confirm them.
//!
//! A second parser, which splits the whole input first, interprets each request: two requests share a pack exactly if
//! they mean the same. It also says which objects a list of refs advertises.
//!
//! The input is a request, a list of refs, or two requests with `||` between them.

#![no_main]

use std::collections::BTreeSet;

use edge_proxy::git::ObjectId;
use edge_proxy::git::clone_request::CloneRequest;
use edge_proxy::git::want_check::{Verdict, WantCheck};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let meaning = check_request(bytes);
    if let Some(at) = bytes.windows(2).position(|pair| pair == b"||") {
        let (first, second) = (&bytes[..at], &bytes[at + 2..]);
        check_pair(first, second);
    }
    if let Some(meaning) = meaning {
        check_pair(bytes, &reordered(&meaning));
    }
    check_list(bytes);
});

/// What changes the answer to a request.
#[derive(Debug, Eq, PartialEq)]
struct Meaning {
    wants: BTreeSet<String>,
    limits: BTreeSet<Vec<u8>>,
    capabilities: BTreeSet<Vec<u8>>,
}

fn check_request(bytes: &[u8]) -> Option<Meaning> {
    let expected = meaning(bytes);
    match (CloneRequest::parse(bytes), &expected) {
        (Ok(request), Some(expected)) => {
            let wants: BTreeSet<String> =
                request.wants.iter().map(|id| format!("{id:?}")).collect();
            assert_eq!(wants, expected.wants);
        }
        (Err(_), None) => {}
        (seen, expected) => panic!("{seen:?}, not {expected:?}"),
    }
    expected
}

/// Two requests have one key exactly if they mean the same.
fn check_pair(first: &[u8], second: &[u8]) {
    if let (Ok(one), Ok(other)) = (CloneRequest::parse(first), CloneRequest::parse(second)) {
        assert_eq!(
            one.canonical() == other.canonical(),
            meaning(first) == meaning(second)
        );
    }
}

fn meaning(bytes: &[u8]) -> Option<Meaning> {
    let packets = packets(bytes)?;
    let flush = packets.iter().position(Option::is_none)?;
    let (lines, end) = packets.split_at(flush);
    if end != [None, Some(b"done".to_vec())] {
        return None;
    }
    let mut meaning = Meaning {
        wants: BTreeSet::new(),
        limits: BTreeSet::new(),
        capabilities: BTreeSet::new(),
    };
    let mut once = BTreeSet::new();
    for line in lines.iter().flatten() {
        if let Some(want) = line.strip_prefix(b"want ") {
            let (id, rest) = want.split_at_checked(40)?;
            let rest = match rest {
                [] => rest,
                [b' ', rest @ ..] => rest,
                _ => return None,
            };
            if !rest.is_empty() && !meaning.wants.is_empty() {
                return None;
            }
            meaning.wants.insert(lower_hex(id)?);
            let capabilities = rest.split(|b| *b == b' ').filter(|it| counts(it));
            meaning
                .capabilities
                .extend(capabilities.map(<[u8]>::to_vec));
        } else if line.starts_with(b"shallow ") {
            meaning.limits.insert(line.clone());
        } else {
            let names: [&[u8]; 3] = [b"deepen ", b"deepen-since ", b"filter "];
            let name = names.into_iter().find(|name| line.starts_with(name))?;
            if !once.insert(name) {
                return None;
            }
            meaning.limits.insert(line.clone());
        }
    }
    let has = |name: &[u8]| meaning.capabilities.contains(name);
    (!meaning.wants.is_empty() && has(b"side-band-64k") && !has(b"include-tag")).then_some(meaning)
}

/// Whether a capability changes the answer to a client without objects.
fn counts(capability: &[u8]) -> bool {
    let text = String::from_utf8_lossy(capability);
    !matches!(
        &*text,
        "" | "multi_ack"
            | "multi_ack_detailed"
            | "no-done"
            | "allow-tip-sha1-in-want"
            | "allow-reachable-sha1-in-want"
    ) && !text.starts_with("agent=")
        && !text.starts_with("session-id=")
}

/// The same request in another order, from another program.
fn reordered(meaning: &Meaning) -> Vec<u8> {
    let mut body = Vec::new();
    let mut put = |line: &[u8]| {
        body.extend(format!("{:04x}", line.len() + 4).bytes());
        body.extend(line);
    };
    for limit in meaning.limits.iter().rev() {
        put(limit);
    }
    let mut capabilities = b" agent=another no-done".to_vec();
    for capability in meaning.capabilities.iter().rev() {
        capabilities.push(b' ');
        capabilities.extend(capability);
    }
    for (at, id) in meaning.wants.iter().rev().enumerate() {
        let first: &[u8] = if at == 0 { &capabilities } else { b"" };
        // A line that is too long for a packet makes no valid request, which is not compared.
        put(&[b"want ", id.as_bytes(), first].concat());
    }
    body.extend(b"00000008done");
    body
}

fn check_list(bytes: &[u8]) {
    let advertised = advertised(bytes);
    let some = advertised.iter().flatten().next().cloned();
    let absent = "1".repeat(40);
    for wants in [vec![some.clone()], vec![some, Some(absent)]] {
        let wants: BTreeSet<String> = wants.into_iter().flatten().collect();
        let expected = advertised.as_ref().map(|all| all.is_superset(&wants));
        for size in [1, 7, 100, bytes.len().max(1)] {
            // Byte by byte takes quadratic time.
            if bytes.len() > size * 512 {
                continue;
            }
            let seen = match verdict(bytes, &wants, size) {
                Verdict::AllAdvertised => Some(true),
                Verdict::NotAdvertised => Some(false),
                Verdict::Incomplete | Verdict::Invalid => None,
            };
            assert_eq!(seen, expected, "in pieces of {size}");
        }
    }
}

fn verdict(bytes: &[u8], wants: &BTreeSet<String>, size: usize) -> Verdict {
    let wants = wants
        .iter()
        .map(|id| ObjectId::parse(id.as_bytes()).expect("an id"));
    let mut check = WantCheck::new(wants.collect());
    let mut verdict = Verdict::Incomplete;
    for piece in bytes.chunks(size) {
        verdict = check.read(piece);
        if verdict == Verdict::Invalid {
            break;
        }
    }
    verdict
}

/// The objects that refs point to; `None` if it is not a complete list for a fetch.
fn advertised(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let packets = packets(bytes)?;
    let [Some(service), None, refs @ .., None] = &packets[..] else {
        return None;
    };
    if service != b"# service=git-upload-pack" {
        return None;
    }
    let mut ids = BTreeSet::new();
    for line in refs {
        let line = line.as_ref()?;
        if line.starts_with(b"shallow ") {
            continue;
        }
        let (id, name) = line.split_at_checked(40)?;
        let id = lower_hex(id)?;
        let name = name.strip_prefix(b" ")?;
        let name = name.split(|b| *b == 0).next().unwrap_or_default();
        if !name.ends_with(b"^{}") {
            ids.insert(id);
        }
    }
    Some(ids)
}

/// All packets, without a newline at the end; `None` for a flush. Nothing may be left over.
fn packets(mut bytes: &[u8]) -> Option<Vec<Option<Vec<u8>>>> {
    let mut packets = Vec::new();
    while !bytes.is_empty() {
        let digits = std::str::from_utf8(bytes.get(..4)?).ok()?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        match usize::from_str_radix(digits, 16).ok()? {
            0 => {
                packets.push(None);
                bytes = &bytes[4..];
            }
            length @ 4..=65_520 => {
                let line = bytes.get(4..length)?;
                packets.push(Some(line.strip_suffix(b"\n").unwrap_or(line).to_vec()));
                bytes = &bytes[length..];
            }
            _ => return None,
        }
    }
    Some(packets)
}

fn lower_hex(id: &[u8]) -> Option<String> {
    let is_lower = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    id.iter()
        .all(is_lower)
        .then(|| String::from_utf8_lossy(id).into_owned())
}
