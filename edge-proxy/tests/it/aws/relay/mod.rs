mod action;
mod authorization;
mod call;
