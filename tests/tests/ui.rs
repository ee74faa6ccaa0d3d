//! What the derive says about mistakes: one folder of `ui/` for every class of them.
//!
//! `TRYBUILD=overwrite cargo test -p kafka07-tests --test ui` accepts what it says now.

use std::process::Command;
use std::{env, fs};

/// The compiler whose words stand in `ui/types`.
const RECORDED_WITH: &str = "rustc 1.95.";

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    for class in fs::read_dir("ui").unwrap() {
        let class = class.unwrap();
        // In this one the compiler speaks, about types, and each version in its own way.
        if class.file_name() != "types" || is_recorded() {
            cases.compile_fail(class.path().join("*.rs"));
        }
    }
}

fn is_recorded() -> bool {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output().unwrap();
    String::from_utf8_lossy(&version.stdout).starts_with(RECORDED_WITH)
}
