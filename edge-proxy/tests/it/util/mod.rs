mod form;
mod http_url;
mod retry;
mod seal;
mod secret;
