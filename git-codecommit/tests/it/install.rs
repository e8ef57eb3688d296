use git_codecommit::install::{Section, as_file};

#[test]
fn writes_values_as_git_reads_them() {
    let text = as_file(&[Section {
        url: "https://git-codecommit.*.amazonaws.com".to_owned(),
        helper: "!'/opt/my tools/git-credential-codecommit' --profile 'a'\\''b'".to_owned(),
    }]);
    assert!(text.starts_with(
        "[credential \"https://git-codecommit.*.amazonaws.com\"]\n    helper =\n    helper = \"!'/opt/my tools/git-credential-codecommit' --profile 'a'\\\\''b'\"\n    useHttpPath = true\n"
    ), "{text}");
}
