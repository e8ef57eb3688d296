mod retry;
mod seal;
