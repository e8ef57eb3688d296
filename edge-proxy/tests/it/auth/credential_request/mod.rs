mod assume_role;
mod sessions;
mod token_validity;
