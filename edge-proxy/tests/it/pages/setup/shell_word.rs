//! Quoting words for a shell.

use super::Home;
use edge_proxy::pages::shell_word;
use proptest::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Words that a shell acts on unless they are quoted; several would write a file.
const HOSTILE_WORDS: [&str; 33] = [
    "app;id>ran;#",
    "$(id>ran)",
    "`id>ran`",
    "x';id>ran;'",
    "x'\\'';id>ran;#",
    "\";id>ran;\"",
    "a|id>ran",
    "a&id>ran&",
    ">ran",
    "a||id>ran",
    "*",
    "~",
    "~/x",
    "?",
    "[a-z]",
    "http://[::1]:8787",
    "{a,b}",
    "$HOME",
    "${IFS}",
    "!!",
    "#",
    "a b",
    " ",
    "",
    "\\",
    "a\\",
    "'",
    "''",
    "a=b",
    "-n",
    "--upload-pack=id>ran",
    "%PATH%",
    "\u{e4}\u{202e}\u{2028}id>ran",
];

/// Passes quoted words to a program through a shell and compares what the program receives.
#[track_caller]
fn assert_same_in_a_shell(home: &Home, words: &[String]) {
    let quoted: Vec<_> = words.iter().map(|word| shell_word(word).unwrap()).collect();
    let said = home.run(&format!("./said {}", quoted.join(" ")));
    let got: Vec<_> = said.split_terminator('\0').collect();
    assert_eq!(got, words);
    assert_eq!(fs::read_dir(&home.0).unwrap().count(), 1, "{words:?}");
}

fn shell() -> Home {
    let home = Home::new();
    let path = home.0.join("said");
    fs::write(&path, "#!/bin/sh\n[ $# = 0 ] || printf '%s\\0' \"$@\"\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    home
}

#[test]
fn quotes_every_word_for_a_shell() {
    let home = shell();
    assert_same_in_a_shell(&home, &HOSTILE_WORDS.map(str::to_owned));
    let each = (' '..='~').flat_map(|character| [character.to_string(), format!("a{character}b")]);
    assert_same_in_a_shell(&home, &each.collect::<Vec<_>>());
    for plain in ["https://edge.example.com:8443/pay/eu-west-1/app_1.x", "git"] {
        assert_eq!(shell_word(plain).unwrap(), plain);
    }
}

#[test]
fn rejects_words_with_control_characters() {
    for text in [
        "a\nid>ran",
        "\u{1b}[201~id>ran\r",
        "\u{3}",
        "\0",
        "\u{9b}201~",
        "\u{7f}",
    ] {
        assert_eq!(shell_word(text), None, "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn quotes_any_words_for_a_shell(
        words in proptest::collection::vec(
            r#"(['"\\$`;&|<>(){}\[\]*?!#~=%^@:/., a-]|id>ran|\PC){0,8}"#,
            1..20,
        )
    ) {
        assert_same_in_a_shell(&shell(), &words);
    }
}
