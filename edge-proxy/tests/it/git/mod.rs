mod advertisement;
mod push;
