//! The embedded broker from the outside: its answers, its files, its process.

mod behaviour;
mod hostile_clients;
mod own_requests;
mod process;
mod replay;
