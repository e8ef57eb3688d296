use signer_wasm::Region;

/// `IDENTITY_CENTER`: the IAM Identity Center that users sign in with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdentityCenter {
    /// `start_url`: the address of the access portal, which identifies the instance.
    pub start_url: String,
    /// `region`: the region in which IAM Identity Center is enabled.
    pub region: Region,
}

impl IdentityCenter {
    /// The name that selects it among the identity providers, reserved for it.
    pub const NAME: &str = "identity-center";
}
