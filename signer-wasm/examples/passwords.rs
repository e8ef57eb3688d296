//! Times git passwords natively, from this crate and AWS's own: the native part of the benchmark.
//!
//! Arguments: a repository's URL, an access key id, a secret key and a session token. Then each
//! input line is an order, separated by tabs: the Unix time of the first password, their number,
//! and the signer. The output is the nanoseconds that it took, and the last password.

use std::error::Error;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant, SystemTime};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use sha2::{Digest, Sha256};
use signer_wasm::{Credentials, GitPassword, Remote, Timestamp};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let [url, access_key_id, secret, token] = arguments()?;
    let subject = Subject {
        credentials: Credentials::new(&access_key_id, &secret, Some(&token), None)?,
        url,
        secret,
    };

    let mut answers = io::stdout().lock();
    for order in io::stdin().lock().lines() {
        let order = order?;
        let mut fields = order.splitn(3, '\t');
        let mut field = || fields.next().ok_or("an order has three fields");
        let (start, count, signer) = (field()?.parse()?, field()?.parse()?, field()?);
        let (elapsed, password) = subject.sign(start, count, signer)?;
        writeln!(answers, "{}\t{password}", elapsed.as_nanos())?;
        answers.flush()?;
    }
    Ok(())
}

fn arguments() -> Result<[String; 4]> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    arguments
        .try_into()
        .map_err(|_| "usage: passwords URL ACCESS-KEY-ID SECRET-KEY SESSION-TOKEN".into())
}

/// The input of every candidate.
struct Subject {
    credentials: Credentials,
    url: String,
    secret: String,
}

impl Subject {
    fn sign(&self, start: u64, count: u64, signer: &str) -> Result<(Duration, String)> {
        match signer {
            "signer-wasm" => repeat(start, count, |now| self.ours(now)),
            "signer-wasm, key cached" => {
                let remote = Remote::parse(&self.url, None)?;
                let now = Timestamp::from_unix_seconds(start)?;
                let key = GitPassword::signing_key(&self.credentials, &remote, now);
                repeat(start, count, |now| {
                    let remote = Remote::parse(black_box(&self.url), None)?;
                    let signed = GitPassword::sign_with_key(&key, &self.credentials, &remote, now)?;
                    Ok(signed.password().to_owned())
                })
            }
            "aws-sigv4" => repeat(start, count, |now| {
                self.with_aws_sigv4(&self.aws_key(now), now)
            }),
            "aws-sigv4, key cached" => {
                let key = self.aws_key(Timestamp::from_unix_seconds(start)?);
                repeat(start, count, |now| self.with_aws_sigv4(&key, now))
            }
            other => Err(format!("nobody signs as {other}").into()),
        }
    }

    fn ours(&self, now: Timestamp) -> Result<String> {
        let remote = Remote::parse(black_box(&self.url), None)?;
        let signed = GitPassword::sign(&self.credentials, &remote, now)?;
        Ok(signed.password().to_owned())
    }

    fn aws_key(&self, now: Timestamp) -> impl AsRef<[u8]> + use<> {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(now.unix_seconds());
        generate_signing_key(black_box(&self.secret), time, REGION, "codecommit")
    }

    /// AWS's key and HMAC, for CodeCommit's canonical request, which the crate cannot build.
    fn with_aws_sigv4(&self, key: &impl AsRef<[u8]>, now: Timestamp) -> Result<String> {
        let url = black_box(&self.url);
        let (host, path) = url
            .strip_prefix("https://")
            .and_then(|rest| rest.split_once('/'))
            .ok_or("the URL has no path")?;
        let request = format!("GIT\n/{path}\n\nhost:{host}\n\nhost\n");
        let hash = base16ct::lower::encode_string(&Sha256::digest(request));
        let (time, date) = (now.without_zone(), now.date());
        let text =
            format!("AWS4-HMAC-SHA256\n{time}\n{date}/{REGION}/codecommit/aws4_request\n{hash}");
        Ok(format!(
            "{time}Z{}",
            calculate_signature(key, text.as_bytes())
        ))
    }
}

const REGION: &str = "us-east-1";

/// Passwords for consecutive seconds, all on one day.
fn repeat(
    start: u64,
    count: u64,
    sign: impl Fn(Timestamp) -> Result<String>,
) -> Result<(Duration, String)> {
    let mut password = String::new();
    let started = Instant::now();
    for number in 0..count {
        let now = Timestamp::from_unix_seconds(start + number % 3600)?;
        password = black_box(sign(now)?);
    }
    Ok((started.elapsed(), password))
}
