//! What the benchmarks measure: the cases, and for each the reference it is compared with.

#![allow(clippy::missing_errors_doc, clippy::missing_panics_doc, reason = "nobody calls it")]

pub mod binrw;
pub mod data;
pub mod formats;
pub mod hand;
pub mod ours;
