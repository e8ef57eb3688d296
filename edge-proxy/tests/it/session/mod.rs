mod known;
mod token;
