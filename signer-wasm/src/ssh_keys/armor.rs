//! Keys between BEGIN and END lines: PEM (RFC 7468) and SSH2 (RFC 4716).

use alloc::string::String;

use super::SshKeyError;
use super::key_line::decode_base64;
use super::public_key::KeyFormat;
use super::rsa::RsaNumbers;

/// A block, from its BEGIN to its END line, which may have lost their line breaks.
pub(super) struct Block<'a> {
    label: &'a str,
    body: Option<&'a str>,
}

impl<'a> Block<'a> {
    /// The blocks of the text. A block without an end has no body.
    pub(super) fn all(text: &'a str) -> impl Iterator<Item = Self> {
        text.match_indices(BEGIN).filter_map(move |(at, _)| {
            after_dashes(text, at).then_some(())?;
            let (label, rest) = text.get(at + BEGIN.len()..)?.split_once("--")?;
            // In SSH2's lines there are spaces beside the dashes.
            let label = label.trim();
            let rest = rest.trim_start_matches('-');
            let end = rest.match_indices(END).map(|(at, _)| at).find(|at| {
                let ending = rest.get(at + END.len()..).unwrap_or_default();
                after_dashes(rest, *at)
                    && ending
                        .strip_prefix(label)
                        .is_some_and(|after| after.trim_start().starts_with('-'))
            });
            let body = end.and_then(|end| rest.get(..end));
            let body = body.map(|body| body.trim_end_matches(['-', ' ']));
            Some(Self { label, body })
        })
    }

    /// The key in the block, with its comment.
    pub(super) fn key(&self) -> Result<(KeyFormat, RsaNumbers, String), SshKeyError> {
        let format = match self.label {
            "PUBLIC KEY" => KeyFormat::Spki,
            "RSA PUBLIC KEY" => KeyFormat::Pkcs1,
            "SSH2 PUBLIC KEY" => KeyFormat::Rfc4716,
            "PKCS7" => return Err(SshKeyError::X509Certificate),
            label if label.contains("CERTIFICATE") => return Err(SshKeyError::X509Certificate),
            "EC PARAMETERS" => return Err(SshKeyError::Ecdsa),
            "DSA PARAMETERS" => return Err(SshKeyError::Dsa),
            "PGP PUBLIC KEY BLOCK" => return Err(SshKeyError::UnsupportedType),
            _ => return Err(SshKeyError::Unrecognized),
        };
        let body = self.body.ok_or(SshKeyError::Incomplete)?;

        match format {
            KeyFormat::Rfc4716 => {
                let (data, comment) = rfc4716(body);
                RsaNumbers::from_block(&data).map(|numbers| (format, numbers, comment))
            }
            _ => {
                let data: String = body.split_whitespace().collect();
                let der = decode_base64(&data)?;
                let numbers = match format {
                    KeyFormat::Pkcs1 => RsaNumbers::from_pkcs1(&der)?,
                    _ => RsaNumbers::from_spki(&der)?,
                };
                Ok((format, numbers, String::new()))
            }
        }
    }
}

impl RsaNumbers {
    /// Decodes the data of an SSH2 block, in which the type is named only within.
    fn from_block(data: &str) -> Result<Self, SshKeyError> {
        let blob = decode_base64(data)?;
        Self::require_rsa(&blob)?;
        Self::from_ssh(&blob)
    }
}

/// The base64 and the comment of an SSH2 block. Headers come first; a backslash continues a header's line.
fn rfc4716(body: &str) -> (String, String) {
    let (mut data, mut comment) = (String::new(), String::new());
    let (mut continued, mut in_comment) = (false, false);
    for line in body.lines().map(str::trim_end) {
        let value = match line.split_once(':') {
            Some((name, value)) if !continued => {
                in_comment = name.eq_ignore_ascii_case("comment");
                value.trim_start()
            }
            _ if continued => line,
            _ => {
                data.extend(line.split_whitespace());
                continue;
            }
        };
        let (part, more) = match value.strip_suffix('\\') {
            Some(part) => (part, true),
            None => (value, false),
        };
        continued = more;
        if in_comment {
            comment.push_str(part);
        }
    }

    let quoted = comment
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let comment = quoted.map_or(comment.as_str(), |inner| inner);
    (data, comment.into())
}

fn after_dashes(text: &str, at: usize) -> bool {
    text.get(..at)
        .is_some_and(|before| before.trim_end_matches(' ').ends_with("--"))
}

const BEGIN: &str = "BEGIN ";
const END: &str = "END ";
