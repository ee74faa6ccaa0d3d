//! The names of attributes, where each belongs, and what a wrong one was meant to be.

use syn::{Error, Ident, Result};

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Enum,
    Variant,
    Field,
}

use Place::{Enum, Field, Struct, Variant};

const NAMES: &[(&str, &[Place])] = &[
    ("len", &[Field]),
    ("count", &[Field]),
    ("size", &[Field]),
    ("rest", &[Field]),
    ("each", &[Field]),
    ("crc32", &[Field]),
    ("magic", &[Field, Struct, Enum]),
    ("tag", &[Enum, Variant]),
    ("other", &[Variant]),
    ("when", &[Field]),
    ("with", &[Field]),
    ("max", &[Field]),
    ("skip", &[Field]),
    ("request", &[Struct, Enum]),
    ("crate", &[Struct, Enum]),
    ("bound", &[Struct, Enum]),
];

pub(crate) fn known(name: &str) -> bool {
    NAMES.iter().any(|&(known, _)| known == name)
}

/// Whether `name` exists and belongs where it stands.
pub(crate) fn check(name: &Ident, place: Place) -> Result<()> {
    let text = name.to_string();
    let what = match NAMES.iter().find(|&&(known, _)| known == text) {
        Some((_, places)) if places.contains(&place) => return Ok(()),
        Some((_, places)) => format!("`{text}` belongs on {}, not on {}", join(places), say(place)),
        None => match nearest(&text, place) {
            Some(nearest) => format!("no attribute is called `{text}`; did you mean `{nearest}`?"),
            None => format!(
                "no attribute is called `{text}`; on {} there are {}",
                say(place),
                list(place)
            ),
        },
    };
    Err(Error::new(name.span(), what))
}

fn say(place: Place) -> &'static str {
    match place {
        Struct => "a struct",
        Enum => "an enum",
        Variant => "a variant",
        Field => "a field",
    }
}

fn join(places: &[Place]) -> String {
    let words: Vec<_> = places.iter().map(|&place| say(place)).collect();
    words.join(" or ")
}

fn list(place: Place) -> String {
    let here = NAMES.iter().filter(|(_, places)| places.contains(&place));
    let words: Vec<_> = here.map(|(name, _)| format!("`{name}`")).collect();
    words.join(", ")
}

/// What other crates call the same thing.
const ALIASES: &[(&str, &str)] = &[
    ("length", "len"),
    ("length_prefix", "len"),
    ("bytes", "len"),
    ("prefix", "len"),
    ("items", "count"),
    ("frame", "size"),
    ("framed", "size"),
    ("remaining", "rest"),
    ("until_eof", "rest"),
    ("checksum", "crc32"),
    ("crc", "crc32"),
    ("id", "tag"),
    ("repr", "tag"),
    ("discriminant", "tag"),
    ("default", "other"),
    ("unknown", "other"),
    ("cond", "when"),
    ("if", "when"),
    ("optional", "when"),
    ("limit", "max"),
    ("ignore", "skip"),
    ("key", "request"),
    ("response", "request"),
];

fn nearest(text: &str, place: Place) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if let Some((_, meant)) = ALIASES.iter().find(|&&(alias, _)| alias == lower) {
        return Some(meant);
    }
    let close = |name: &str| match distance(&lower, name) {
        far if far > 2 || far >= name.len() => lower.starts_with(name).then_some(2),
        near => Some(near),
    };
    NAMES
        .iter()
        .filter_map(|&(name, places)| Some((close(name)?, !places.contains(&place), name)))
        .min()
        .map(|(_, _, name)| name)
}

/// How many letters have to be added, dropped, changed or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(from[i - 1] != to[j - 1]);
                change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1)
            };
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                rows[i][j] = rows[i][j].min(rows[i - 2][j - 2] + 1);
            }
        }
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        for (wrong, right) in [
            ("lenght", "len"),
            ("cuont", "count"),
            ("crc", "crc32"),
            ("Rest", "rest"),
            ("skpi", "skip"),
        ] {
            assert_eq!(nearest(wrong, Field), Some(right), "{wrong}");
        }
        assert_eq!(nearest("endianness", Field), None);
    }

    #[test]
    fn a_swap_is_one_step() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("len", "len"), 0);
    }
}
