use signer_wasm::Region;

/// `IDENTITY_CENTER`: where people sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdentityCenter {
    /// `start_url`: the access portal's address, which says whose it is.
    pub start_url: String,
    /// `region`: where it is.
    pub region: Region,
}

impl IdentityCenter {
    /// What it is chosen by among identity providers, which have names of their own.
    pub const NAME: &str = "identity-center";
}
