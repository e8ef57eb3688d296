mod answer;
mod assume_role;
mod request;
