mod cors;
mod headers;
mod transport;
