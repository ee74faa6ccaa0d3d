//! `ZooKeeper`: its protocol against recordings, sessions against any server, and the embedded server
//! against recordings and hostile clients.

mod brokers;
mod common;
mod hostile_clients;
mod hostile_servers;
mod operations;
mod recordings;
mod replay;
mod sessions;
mod speed;
mod watching;
