use std::time::{Duration, SystemTime, UNIX_EPOCH};

use local_aws::{CodeCommitHost, GitPassword, Rejection, Resource, Secret};
use serde::Deserialize;

use crate::signing::{minutes, password};

/// A password that AWS's own credential helper made with its clock frozen.
#[derive(Deserialize)]
struct Case {
    secret_access_key: String,
    url: String,
    region: String,
    unix_time: u64,
    password: String,
}

#[derive(Deserialize)]
struct Cases {
    cases: Vec<Case>,
}

impl Case {
    fn all() -> Vec<Self> {
        let cases: Cases =
            serde_json::from_str(include_str!("../fixtures/git-passwords.json")).unwrap();
        assert_eq!(cases.cases.len(), 150);
        cases.cases
    }

    fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.unix_time)
    }

    fn host_and_path(&self) -> (CodeCommitHost, String) {
        let (host, path) = self
            .url
            .strip_prefix("https://")
            .unwrap()
            .split_once('/')
            .unwrap();
        let host = CodeCommitHost::parse(host).unwrap();
        assert_eq!(host.region().as_str(), self.region);
        (host, format!("/{path}"))
    }

    fn verify(&self, password: &str, at: SystemTime) -> Result<(), Rejection> {
        let (host, path) = self.host_and_path();
        self.verify_for(password, &host, &path, at)
    }

    fn verify_for(
        &self,
        password: &str,
        host: &CodeCommitHost,
        path: &str,
        at: SystemTime,
    ) -> Result<(), Rejection> {
        let secret = Secret::from(self.secret_access_key.clone());
        GitPassword::parse(password)
            .unwrap()
            .verify(&secret, Resource { host, path }, at)
    }
}

#[test]
fn accepts_passwords_of_the_aws_helper_for_fifteen_minutes() {
    for case in Case::all() {
        assert_eq!(case.verify(&case.password, case.time()), Ok(()));
        assert_eq!(
            case.verify(&case.password, case.time() + minutes(15)),
            Ok(())
        );
        assert_eq!(
            case.verify(&case.password, case.time() - minutes(5)),
            Ok(())
        );
    }
}

#[test]
fn rejects_passwords_sixteen_minutes_late_or_six_minutes_early() {
    for case in Case::all() {
        let late = case.verify(&case.password, case.time() + minutes(16));
        assert!(matches!(late, Err(Rejection::Expired(_))), "{late:?}");
        let early = case.verify(&case.password, case.time() - minutes(6));
        assert!(
            matches!(early, Err(Rejection::NotYetCurrent(_))),
            "{early:?}"
        );
    }
}

#[test]
fn rejects_a_password_with_any_digit_changed() {
    for (index, case) in Case::all().into_iter().enumerate() {
        let mut password = case.password.clone().into_bytes();
        let digit = &mut password[16 + index % 64];
        *digit = if *digit == b'0' { b'1' } else { b'0' };
        let password = String::from_utf8(password).unwrap();
        assert_eq!(
            case.verify(&password, case.time()),
            Err(Rejection::SignatureMismatch)
        );
    }
}

#[test]
fn rejects_another_host_path_or_key() {
    let elsewhere = CodeCommitHost::parse("git-codecommit.ap-south-2.amazonaws.com").unwrap();
    for mut case in Case::all() {
        let (host, path) = case.host_and_path();
        let mismatch = Err(Rejection::SignatureMismatch);
        let (password, time) = (case.password.clone(), case.time());
        assert_eq!(
            case.verify_for(&password, &elsewhere, &path, time),
            mismatch
        );
        let longer = format!("{path}/");
        assert_eq!(case.verify_for(&password, &host, &longer, time), mismatch);
        case.secret_access_key.push('x');
        assert_eq!(case.verify_for(&password, &host, &path, time), mismatch);
    }
}

#[test]
fn accepts_published_passwords() {
    for (secret, region, unix_time, name, expected) in [
        (
            "secret",
            "us-west-2",
            1_514_116_400,
            "test_repo",
            "20171224T115320Zb6df2d758a8023b2f000a546417007b65494f3ce8ad0300fd45fcfa173f1959a",
        ),
        (
            "abcdef1234567890",
            "us-east-1",
            1_356_502_230,
            "MyAwesomeRepo",
            "20121226T061030Z2a9a182eb6afc3859ee590af942564b53b0c4e5beac2893052515401d06af92a",
        ),
        (
            "SECRET_ACCESS_KEY",
            "eu-west-1",
            1_630_491_923,
            "dummy-repo",
            "20210901T102523Z670ef0c32f13fc847ed0c001a2b90bc772451c1eb89eadf84a73f3e82da9f56a",
        ),
    ] {
        let time = UNIX_EPOCH + Duration::from_secs(unix_time);
        let host = format!("git-codecommit.{region}.amazonaws.com");
        let path = format!("/v1/repos/{name}");
        let resource = Resource {
            host: &CodeCommitHost::parse(&host).unwrap(),
            path: &path,
        };
        let verified = GitPassword::parse(expected).unwrap().verify(
            &Secret::from(secret.to_owned()),
            resource,
            time,
        );
        assert_eq!(verified, Ok(()), "{name}");
        // The tests' own signer, on which the other tests rely, agrees.
        assert_eq!(password(secret, &host, region, &path, time), expected);
    }
}

#[test]
fn reports_an_expired_signature_in_awss_words() {
    let case = &Case::all()[0];
    let time = UNIX_EPOCH + Duration::from_secs(1_770_166_314);
    assert_eq!(case.time(), time);
    assert_eq!(
        case.verify(&case.password, time + minutes(20)),
        Err(Rejection::Expired(
            "Signature expired: 20260204T005154Z is now earlier than 20260204T005654Z \
             (20260204T011154Z - 15 min.)"
                .to_owned()
        ))
    );
    assert_eq!(
        case.verify(&case.password, time - minutes(20)),
        Err(Rejection::NotYetCurrent(
            "Signature not yet current: 20260204T005154Z is still later than 20260204T003654Z \
             (20260204T003154Z + 5 min.)"
                .to_owned()
        ))
    );
}

#[test]
fn rejects_malformed_passwords() {
    let good = Case::all().swap_remove(0).password;
    assert!(GitPassword::parse(&good).is_some());
    for bad in [
        String::new(),
        good.to_uppercase(),
        format!("{good}0"),
        good[..79].to_owned(),
        good.replacen('Z', "", 1),
        good.replacen("20260204", "20260230", 1),
        good.replacen("20260204", "19690204", 1),
        format!("é{}", &good[2..]),
    ] {
        assert!(GitPassword::parse(&bad).is_none(), "{bad}");
    }
}

#[test]
fn recognises_only_codecommit_hosts() {
    for host in [
        "git-codecommit.eu-west-1.amazonaws.com",
        "git-codecommit-fips.us-gov-west-1.amazonaws.com",
        "git-codecommit.cn-north-1.amazonaws.com.cn",
        "vpce-0123-abcd.git-codecommit.eu-west-1.vpce.amazonaws.com",
        "vpce-0123-abcd-eu-west-1a.git-codecommit-fips.eu-west-1.vpce.amazonaws.com",
    ] {
        assert_eq!(CodeCommitHost::parse(host).unwrap().as_str(), host);
    }
    for host in [
        "",
        "git-codecommit",
        "git-codecommit.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com.evil.tld",
        "git-codecommit.eu-west-1.amazonaws.com.",
        "git-codecommit.eu-west-1.amazonaws.com.cn",
        "git-codecommit.cn-north-1.amazonaws.com",
        "git-codecommit.eu-west-1.amazonaws.com:443",
        "Git-CodeCommit.eu-west-1.amazonaws.com",
        "git-codecommit.eu-west-1.evil.com/.amazonaws.com",
        "git-codecommit.eu-west-.amazonaws.com",
        "git-codecommit.eu-1.amazonaws.com",
        "a@git-codecommit.eu-west-1.amazonaws.com",
        "codecommit.eu-west-1.amazonaws.com",
        "vpce-.git-codecommit.eu-west-1.vpce.amazonaws.com",
        "vpce-0123.git-codecommit.eu-west-1.amazonaws.com",
    ] {
        assert!(CodeCommitHost::parse(host).is_none(), "{host}");
    }
}

#[test]
fn debug_shows_no_signature() {
    let case = &Case::all()[0];
    let password = GitPassword::parse(&case.password).unwrap();
    assert_eq!(format!("{password:?}"), "GitPassword(20260204T005154Z..)");
}
