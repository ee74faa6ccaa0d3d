//! The client, against an embedded broker and against peers that misbehave.

mod common;
mod connection;
mod damage;
mod delivery;
mod fetch;
mod formats;
mod iteration;
mod large_pages;
mod misbehaving_broker;
mod outages;
mod pages;
mod produce;
mod secrets;
mod stream;
mod versions;
