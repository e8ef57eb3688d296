use git_codecommit::address::HelperAddress;
use proptest::prelude::*;

fn parse(text: &str) -> Result<(Option<String>, Option<String>, String), &'static str> {
    HelperAddress::parse(text)
        .map(|it| {
            let region = it.region.map(|region| region.to_string());
            (region, it.profile, it.repository.to_string())
        })
        .map_err(|failure| failure.code())
}

fn parts(
    region: Option<&str>,
    profile: Option<&str>,
    name: &str,
) -> (Option<String>, Option<String>, String) {
    (
        region.map(str::to_owned),
        profile.map(str::to_owned),
        name.to_owned(),
    )
}

#[test]
fn reads_each_form_of_an_address() {
    for (text, expected) in [
        ("codecommit://app", parts(None, None, "app")),
        ("codecommit://dev@app", parts(None, Some("dev"), "app")),
        ("eu-west-1://app", parts(Some("eu-west-1"), None, "app")),
        (
            "eu-west-1://dev@app",
            parts(Some("eu-west-1"), Some("dev"), "app"),
        ),
        (
            "codecommit::eu-west-1://dev@app",
            parts(Some("eu-west-1"), Some("dev"), "app"),
        ),
        (
            "us-gov-west-1://a@b.example@app",
            parts(Some("us-gov-west-1"), Some("a@b.example"), "app"),
        ),
        (
            "codecommit://my profile@My.App_1",
            parts(None, Some("my profile"), "My.App_1"),
        ),
        ("codecommit://app.git/", parts(None, None, "app")),
    ] {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn refuses_other_addresses_with_the_reason() {
    for (text, code) in [
        ("", "invalid_address"),
        ("app", "invalid_address"),
        ("codecommit:app", "invalid_address"),
        (
            "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_address",
        ),
        (
            "codecommit://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "invalid_address",
        ),
        ("codecommit://@app", "invalid_address"),
        ("codecommit://a/b@app", "invalid_address"),
        ("europe://app", "invalid_region"),
        ("eu--1://app", "invalid_region"),
        ("codecommit://", "invalid_repository_name"),
        ("codecommit://app?x", "invalid_repository_name"),
        ("codecommit://app/sub", "invalid_repository_name"),
        ("codecommit://..", "invalid_repository_name"),
    ] {
        assert_eq!(parse(text), Err(code), "{text}");
    }
}

proptest! {
    #[test]
    fn reads_what_was_written(
        region in proptest::option::of("[a-z]{2}-[a-z]{4,9}-[1-9]"),
        profile in proptest::option::of("[A-Za-z0-9@ ._'-]{1,20}"),
        name in "[A-Za-z0-9_-]{1,30}",
    ) {
        let user = profile.as_ref().map(|it| format!("{it}@")).unwrap_or_default();
        let text = format!("{}://{user}{name}", region.as_deref().unwrap_or("codecommit"));
        prop_assert_eq!(parse(&text), Ok((region, profile, name)));
    }

    #[test]
    fn never_panics(text in "\\PC{0,60}") {
        let _ = parse(&text);
        let _ = parse(&format!("codecommit://{text}"));
    }
}
