//! The encoding of values that occur in several sealed values.

use super::Scope;
use crate::aws::identity_center::RegisteredClient;
use crate::session::read_time;
use crate::session::wire::{
    Reader, Sink, write_flag, write_number, write_optional_text, write_packed, write_text,
};
use crate::util::Secret;

pub(super) fn write_scope(out: Sink<'_>, scope: &Scope) {
    write_optional_text(out, scope.profile.as_deref());
    write_flag(out, scope.read_only);
}

pub(super) fn read_scope(reader: &mut Reader<'_>) -> Option<Scope> {
    Some(Scope {
        profile: reader.optional_text()?.map(str::to_owned),
        read_only: reader.flag()?,
    })
}

pub(super) fn write_client(out: Sink<'_>, client: &RegisteredClient) {
    write_text(out, &client.id);
    write_packed(out, client.secret.reveal());
    write_number(out, client.expires_at.unix_seconds());
}

pub(super) fn read_client(reader: &mut Reader<'_>) -> Option<RegisteredClient> {
    Some(RegisteredClient {
        id: reader.text()?.to_owned(),
        secret: Secret::new(&reader.packed()?),
        expires_at: read_time(reader)?,
    })
}

pub(super) fn write_secret(out: Sink<'_>, secret: Option<&Secret>) {
    write_flag(out, secret.is_some());
    if let Some(secret) = secret {
        write_packed(out, secret.reveal());
    }
}

pub(super) fn read_secret(reader: &mut Reader<'_>) -> Option<Option<Secret>> {
    Some(match reader.flag()? {
        true => Some(Secret::new(&reader.packed()?)),
        false => None,
    })
}
