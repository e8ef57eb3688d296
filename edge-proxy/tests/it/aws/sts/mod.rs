mod assume_role;
mod request;
mod response;
