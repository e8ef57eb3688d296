mod retry;
mod seal;
mod secret;
