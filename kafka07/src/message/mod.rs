//! Messages: formats 0 and 1, sets of them, compressed ones, and the walk through them.
//!
//! A [`MessageSet`] is bytes: [built](MessageSet::new) from payloads, or
//! [taken](MessageSet::from_raw) as fetched. [`Messages`] walks through it and yields each
//! [`Message`] with the offsets to fetch it again and to resume after it. [`ReadOptions`] says what
//! the walk checks and allows.
//!
//! ```text
//! set     = message*
//! message = size:i32  magic:u8 = 0                 crc:u32  payload
//!         | size:i32  magic:u8 = 1  attributes:u8  crc:u32  payload
//! ```
//!
//! The payload of a message whose attributes name a codec is a set again, compressed. Offsets are
//! byte positions in a partition's log; the messages inside a compressed one have none of their
//! own, so resuming between them starts at the compressed one again.

mod builder;
mod codec;
mod compression;
pub(crate) mod crc;
mod cursor;
mod error;
mod format;
#[cfg(feature = "gzip")]
mod gzip;
mod head;
mod holds;
#[expect(clippy::module_inception, reason = "a newcomer finds `Message` by its name")]
mod message;
mod messages;
mod nested;
mod options;
mod resync;
mod set;
#[cfg(feature = "snappy")]
mod snappy;
mod walk;

pub use builder::MessageSetBuilder;
pub use compression::{Compression, UnknownCompression};
pub use error::{Error, ErrorKind};
pub(crate) use format::{MESSAGE_OVERHEAD, SIZE_LEN, payload_size};
pub(crate) use head::front;
pub(crate) use holds::holds_codec;
pub use message::Message;
pub use messages::{Messages, OwnedMessages};
pub use options::{OnCorrupt, ReadOptions};
pub use set::MessageSet;
pub use walk::CutTail;
