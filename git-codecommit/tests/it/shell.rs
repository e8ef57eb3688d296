use std::process::Command;

use git_codecommit::shell::{first_word, quoted};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn the_shell_reads_the_same_text(text in "[^\\x00]{0,40}") {
        let output = Command::new("sh").arg("-c").arg(format!("printf %s {}", quoted(&text))).output().unwrap();
        prop_assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    }

    #[test]
    fn quoted_words_are_read_back(text in "[^\\x00]{0,40}") {
        prop_assert_eq!(first_word(&format!("{} more", quoted(&text))), text);
    }
}
