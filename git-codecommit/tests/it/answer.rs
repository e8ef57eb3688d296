use git_codecommit::answer::signed;
use signer_wasm::{Credentials, GitPassword, Remote, Timestamp};

fn password() -> GitPassword {
    let credentials = Credentials::new("ASIAEXAMPLE", "secret", Some("tok/en=="), None).unwrap();
    let remote = Remote::parse("eu-west-1/app", None).unwrap();
    GitPassword::sign(
        &credentials,
        &remote,
        Timestamp::from_unix_seconds(1_356_501_830).unwrap(),
    )
    .unwrap()
}

#[test]
fn has_one_line_for_each_field() {
    let password = password();
    assert_eq!(
        *signed(&password, false),
        format!(
            "username=ASIAEXAMPLE%tok/en==\npassword={}\npassword_expiry_utc=1356502730\n",
            password.password()
        )
    );
}

#[test]
fn has_the_value_of_the_header_for_a_git_that_takes_it() {
    let password = password();
    let authorization = password.authorization();
    let (scheme, credential) = authorization.split_once(' ').unwrap();
    assert_eq!(
        *signed(&password, true),
        format!(
            "capability[]=authtype\nauthtype={scheme}\ncredential={credential}\nephemeral=1\npassword_expiry_utc=1356502730\n"
        )
    );
}
