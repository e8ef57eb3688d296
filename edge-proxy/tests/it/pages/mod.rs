mod browser_client;
mod html;
mod setup;
