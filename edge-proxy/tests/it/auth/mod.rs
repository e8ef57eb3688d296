mod credential;
mod credential_request;
mod grant;
