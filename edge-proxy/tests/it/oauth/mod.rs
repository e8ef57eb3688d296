mod authorization_request;
mod browser_client;
mod provider;
mod state;
mod token_request;
