//! The recordings in `tests/vectors`.

use std::fs;
use std::path::{Path, PathBuf};

/// One row of an `index.tsv`.
#[derive(Clone, Debug)]
pub struct Row {
    /// The first column: what its files are named by.
    pub name: String,
    /// All columns, the name included.
    pub columns: Vec<String>,
    folder: PathBuf,
}

impl Row {
    /// All bytes the client sent; empty if there are none recorded.
    pub fn request(&self) -> Vec<u8> {
        self.bytes("request")
    }

    /// All bytes the broker sent; empty if there are none recorded.
    pub fn response(&self) -> Vec<u8> {
        self.bytes("response")
    }

    fn bytes(&self, way: &str) -> Vec<u8> {
        fs::read(self.folder.join(format!("{}.{way}.bin", self.name))).unwrap_or_default()
    }
}

/// The folder of the recordings called `name`: `client`, `raw` or `segments`.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name)
}

/// The rows of `folder`'s index in order.
///
/// # Panics
/// If it cannot be read.
pub fn rows(name: &str) -> Vec<Row> {
    let folder = folder(name);
    let index = fs::read_to_string(folder.join("index.tsv")).expect("an index of the recordings");
    index
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<String> = line.split('\t').map(str::to_owned).collect();
            Row { name: columns[0].clone(), columns, folder: folder.clone() }
        })
        .collect()
}
