//! A crate that re-exports the codec under another name, as a library with a protocol of its own may.

pub use kafka07_wire as codec;
pub use kafka07_wire::Wire;
