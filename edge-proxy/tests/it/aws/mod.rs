mod credential_store;
mod identity_center;
mod relay;
mod sts;
