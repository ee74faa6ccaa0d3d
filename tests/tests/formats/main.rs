//! The formats on the wire and on disk, against recordings of JVM clients and brokers and against
//! properties that hold for any bytes.

mod archives;
mod damage;
mod message_properties;
mod message_recordings;
mod protocol_recordings;
