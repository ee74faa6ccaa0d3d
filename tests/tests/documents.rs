//! The documents name what there is.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The keys of a table in a Cargo.toml.
fn keys(manifest: &str, table: &str) -> Vec<String> {
    let text = read(manifest);
    let mut keys: Vec<_> = text
        .lines()
        .skip_while(|line| *line != format!("[{table}]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
        .filter(|key| !key.starts_with('#'))
        .collect();
    keys.sort();
    assert!(!keys.is_empty(), "{manifest} has no {table}");
    keys
}

/// The cells in the first column of all tables in a text.
fn first_cells(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .flat_map(|(cell, _)| cell.split(", "))
        .map(|name| name.split(" (").next().unwrap_or(name).replace('`', ""))
        .collect()
}

fn missing(wanted: &[String], named: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| !named.contains(name)).cloned().collect()
}

#[test]
fn every_dependency_has_its_reason() {
    let mut wanted = keys("Cargo.toml", "workspace.dependencies");
    wanted.retain(|name| name != "kafka07" && name != "kafka07-formats");
    let named = first_cells(&read("docs/dependencies.md"));
    assert_eq!(missing(&wanted, &named), [""; 0], "have no line in docs/dependencies.md");
    wanted.extend(["package".to_owned(), "libfuzzer-sys".to_owned()]);
    assert_eq!(missing(&named, &wanted), [""; 0], "are no dependencies any more");
}

#[test]
fn every_feature_stands_in_the_guide() {
    let mut features = keys("kafka07/Cargo.toml", "features");
    features.retain(|name| name != "default");
    let named = first_cells(&read("kafka07/src/guide.md"));
    assert_eq!(missing(&features, &named), [""; 0]);
}

#[test]
fn every_kind_of_error_stands_in_the_guide() {
    let text = read("kafka07/src/error/kind.rs");
    let kinds: Vec<String> = text
        .split_once("pub enum ErrorKind {")
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .unwrap()
        .0
        .lines()
        .filter_map(|line| line.strip_prefix("    ")?.split(['(', ' ', ',']).next())
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect();
    assert!(kinds.len() > 20, "{kinds:?}");
    let guide = read("kafka07/src/guide.md");
    let named: Vec<String> =
        guide.split(|other: char| !other.is_ascii_alphanumeric()).map(str::to_owned).collect();
    assert_eq!(missing(&kinds, &named), [""; 0]);
}

#[test]
fn every_fuzz_target_stands_in_contributing() {
    let mut targets: Vec<String> = fs::read_dir(root().join("fuzz/fuzz_targets"))
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    targets.sort();
    let named = first_cells(&read("CONTRIBUTING.md"));
    assert_eq!(missing(&targets, &named), [""; 0]);
}

#[test]
fn every_program_stands_in_the_changelog() {
    let examples = read("examples/Cargo.toml");
    let names: Vec<&str> = examples
        .lines()
        .skip_while(|line| *line != "[[example]]")
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .collect();
    assert!(!names.is_empty());
    let changelog = read("CHANGELOG.md");
    for name in names {
        assert!(changelog.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn links_lead_somewhere() {
    for document in [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/architecture.md",
        "docs/dependencies.md",
        "docs/performance.md",
        "kafka07-derive/README.md",
    ] {
        let text = read(document);
        let folder = root().join(document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            let there = path.is_empty()
                || path.contains("://")
                || folder.parent().unwrap().join(path).exists();
            assert!(there, "{document} links to {link}");
        }
    }
}

/// A published version of one crate must not meet another of the other.
#[test]
fn the_crates_versions_are_tied_together() {
    let workspace = read("Cargo.toml");
    let version = workspace
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .unwrap();
    for name in ["kafka07-derive", "kafka07"] {
        let line = format!("{name} = {{ version = \"={version}\", path = \"{name}\" }}");
        assert!(workspace.lines().any(|one| one == line), "{line}");
    }
    assert!(read("CHANGELOG.md").contains(&format!("## {version}")));
}
