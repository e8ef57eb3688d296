mod login;
mod policy;
mod profiles;
mod providers;
mod vars;
