mod advertisement;
mod clone_request;
mod push;
mod want_check;
