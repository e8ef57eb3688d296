use git_codecommit::install::{as_file, settings};

#[test]
fn writes_values_as_git_reads_them() {
    let text = as_file(&settings(
        "!'/opt/my tools/git-credential-codecommit' --profile 'a'\\''b'",
    ));
    assert!(text.starts_with(
        "[credential \"https://git-codecommit.*.amazonaws.com\"]\n    helper =\n    helper = \"!'/opt/my tools/git-credential-codecommit' --profile 'a'\\\\''b'\"\n    useHttpPath = true\n"
    ), "{text}");
}
