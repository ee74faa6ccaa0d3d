//! The producer that collects messages and sends them in the background.

mod batching;
mod deadlines;
mod faults;
mod order;
mod reports;
