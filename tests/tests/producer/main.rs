//! The producer that collects messages and sends them in the background.

mod batching;
mod faults;
mod reports;
