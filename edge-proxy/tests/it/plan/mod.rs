mod aws_call;
mod login;
mod rate_limit;
mod route;
mod session;
mod upstream_error;
mod upstream_request;
mod whatwg_urls;
