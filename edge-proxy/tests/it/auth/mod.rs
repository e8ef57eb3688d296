mod credential;
mod credential_request;
mod grant;
mod key_set_store;
