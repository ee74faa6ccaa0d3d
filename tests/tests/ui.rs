//! What the derive says about mistakes: one folder of `ui/` for every class of them.
//!
//! `TRYBUILD=overwrite cargo test -p kafka07-tests --test ui` accepts what it says now.

use std::process::Command;
use std::{env, fs};

/// The compiler whose words are recorded in [`SPOKEN_BY_THE_COMPILER`].
const RECORDED_WITH: &str = "rustc 1.95.";

/// Classes whose errors are the compiler's, about types and constants; each version has its own words.
const SPOKEN_BY_THE_COMPILER: &[&str] = &["types", "open"];

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    for class in fs::read_dir("ui").unwrap() {
        let class = class.unwrap();
        // Says what compiles too, and so has all of its class built: what is wrong with a generic
        // type is found where it is used.
        if class.file_name() == "open" {
            cases.pass(class.path().join("pass/*.rs"));
        }
        let name = class.file_name();
        if SPOKEN_BY_THE_COMPILER.iter().all(|class| name != *class) || is_recorded() {
            cases.compile_fail(class.path().join("*.rs"));
        }
    }
}

fn is_recorded() -> bool {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output().unwrap();
    String::from_utf8_lossy(&version.stdout).starts_with(RECORDED_WITH)
}
