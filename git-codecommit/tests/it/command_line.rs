use git_codecommit::command_line::{CommandLine, Operation};

fn parse(arguments: &[&str]) -> Result<(Option<String>, Operation), &'static str> {
    CommandLine::parse(arguments.iter().map(ToString::to_string))
        .map(|line| (line.profile, line.operation))
        .map_err(|failure| failure.code())
}

#[test]
fn reads_what_git_and_users_write() {
    let dev = Some("dev".to_owned());
    for (arguments, expected) in [
        (&["get"][..], (None, Operation::Get)),
        (&["--profile", "dev", "get"], (dev.clone(), Operation::Get)),
        (&["get", "--profile=dev"], (dev.clone(), Operation::Get)),
        (&["store"], (None, Operation::Ignore("store".to_owned()))),
        (
            &["install", "-y", "--profile", "dev"],
            (
                dev,
                Operation::Install {
                    yes: true,
                    address: None,
                },
            ),
        ),
        (
            &["uninstall", "https://example.com"],
            (
                None,
                Operation::Uninstall {
                    yes: false,
                    address: Some("https://example.com".to_owned()),
                },
            ),
        ),
        (&["doctor"], (None, Operation::Doctor { address: None })),
        (
            &["doctor", "codecommit://app"],
            (
                None,
                Operation::Doctor {
                    address: Some("codecommit://app".to_owned()),
                },
            ),
        ),
        (&["get", "--help"], (None, Operation::Help)),
        (&["--version"], (None, Operation::Version)),
    ] {
        assert_eq!(parse(arguments), Ok(expected), "{arguments:?}");
    }
}

#[test]
fn refuses_everything_else() {
    for arguments in [
        &[][..],
        &["--profile"],
        &["--profile", "", "get"],
        &["--profile=", "get"],
        &["--unknown", "get"],
        &["get", "x"],
        &["get", "-y"],
        &["doctor", "a", "b"],
        &["install", "a", "b"],
    ] {
        assert_eq!(parse(arguments), Err("invalid_arguments"), "{arguments:?}");
    }
}
