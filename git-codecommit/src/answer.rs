//! Writes the answers of the credential helper.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use signer_wasm::GitPassword;
use zeroize::Zeroizing;

/// The answer with a signed password, as git's protocol has it.
///
/// A git that takes `authtype` gets the complete value for the `Authorization` header, marked as `ephemeral`, so that
/// no other helper stores it. Others get a user name and a password. Both know when it expires.
///
/// Source: git's `Documentation/git-credential.adoc`.
pub fn signed(password: &GitPassword, takes_authtype: bool) -> Zeroizing<String> {
    let expiry = password.expires_at().unix_seconds();
    Zeroizing::new(if takes_authtype {
        let pair = Zeroizing::new([password.username(), ":", password.password()].concat());
        let encoded = Zeroizing::new(STANDARD.encode(&*pair));
        format!(
            "capability[]=authtype\nauthtype=Basic\ncredential={}\nephemeral=1\npassword_expiry_utc={expiry}\n",
            *encoded
        )
    } else {
        format!(
            "username={}\npassword={}\npassword_expiry_utc={expiry}\n",
            password.username(),
            password.password(),
        )
    })
}

/// The answer that ends git's search for a credential, so that it asks neither other helpers nor the user.
pub const QUIT: &str = "quit=1\n";
