//! What the derive makes of a few types, held in `snapshots/`, so that a change to it shows what it
//! does to the code of its users.
//!
//! `BLESS=1 cargo test -p kafka07-derive snapshots` writes them anew.

use std::path::Path;
use std::{env, fs};

use quote::ToTokens;
use syn::{DeriveInput, File};

use crate::door::Door;

const HEADER: &str = "// Written by `BLESS=1 cargo test -p kafka07-derive snapshots`.\n\n";

#[test]
fn expansions_are_as_they_were() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let bless = env::var_os("BLESS").is_some();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with(".expanded")) {
            continue;
        }
        seen += 1;
        let expanded = expand(&fs::read_to_string(&path).unwrap());
        let snapshot = path.with_extension("expanded.rs");
        if bless {
            fs::write(&snapshot, expanded).unwrap();
            continue;
        }
        let held = fs::read_to_string(&snapshot).unwrap_or_default();
        assert!(
            held == expanded,
            "{} is another now; if it should be, bless it. Now it is:\n{expanded}",
            snapshot.display()
        );
    }
    assert!(seen > 0, "no snapshots in {}", folder.display());
}

fn expand(types: &str) -> String {
    let types: File = syn::parse_str(types).unwrap();
    let items = types.items.iter().map(|item| {
        let input: DeriveInput = syn::parse2(item.to_token_stream()).unwrap();
        // Those with a request are Kafka's.
        let request = item.to_token_stream().to_string().contains("request");
        crate::derive(&input, if request { Door::Kafka } else { Door::Wire })
    });
    let file: File = syn::parse2(items.collect()).unwrap();
    HEADER.to_owned() + &prettyplease::unparse(&file)
}
