#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod blob;
mod checksum;
mod composites;
mod decode;
mod depth;
mod encode;
mod error;
mod list;
mod numbers;
mod output;
pub mod prefix;
mod reader;

#[doc(hidden)]
#[path = "private/mod.rs"]
pub mod __private;

#[doc = include_str!("guide.md")]
pub mod guide {}

pub use blob::{Blob, DecodeBlob};
pub use checksum::Checksum;
pub use decode::{Decode, Wire, from_bytes, from_bytes_with, from_slice, from_slice_with};
pub use depth::DEFAULT_MAX_DEPTH;
pub use encode::{Encode, append, append_with, encoded_len, encoded_len_with, to_vec, to_vec_with};
pub use error::{Error, ErrorKind};
pub use list::{DecodeList, List};
#[cfg(feature = "std")]
pub use output::Gather;
pub use output::{Output, SliceOutput, VecOutput};
pub use prefix::Prefix;
pub use reader::Reader;

// The reference is here and not at the macro, because its examples need this crate. The macro's
// crate cannot depend on this one: `cargo package` does not resolve the circle.
#[doc = include_str!("reference.md")]
pub use kafka07_derive::Wire;
