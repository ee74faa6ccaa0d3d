//! The programs stand beside this folder, one file each; see `cargo run --example`.
