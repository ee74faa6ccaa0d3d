//! The embedded broker from the outside: its answers, its files, its process.

mod bounds;
mod common;
mod faults;
mod hostile_clients;
mod own_requests;
mod process;
mod read_only;
mod replay;
mod requests;
mod settings;
mod shutdown;
mod storage;
