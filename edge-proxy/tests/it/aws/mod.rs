mod credential_store;
mod identity_center;
mod sts;
