mod key_set_store;
mod token;
