//! `AssumeRoleWithSAML`. The tricks with responses are in `tests/e2e/hostile/saml-sts.test.mjs`.

mod assertions;
mod metadata;
mod provider;
mod sessions;
mod trust;
