//! The client, against an embedded broker and against peers that misbehave.

mod complaints;
mod delivery;
mod large_pages;
mod misbehaving_broker;
mod stream;
