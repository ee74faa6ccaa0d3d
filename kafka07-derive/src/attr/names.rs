//! The names of attributes, where each belongs, and what a wrong one was meant to be.

use syn::{Error, Ident};

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Enum,
    Variant,
    Field,
}

use Place::{Enum, Field, Struct, Variant};

/// Every attribute: where it belongs, and how it is written.
const NAMES: &[(&str, &[Place], &str)] = &[
    ("len", &[Field], "len = i16"),
    ("count", &[Field], "count = i32"),
    ("size", &[Field], "size = i32"),
    ("rest", &[Field], "rest"),
    ("each", &[Field], "each(size = i32)"),
    ("crc32", &[Field], "crc32(of = payload)"),
    ("magic", &[Field, Struct, Enum], "magic = 1u8"),
    ("tag", &[Enum], "tag = u8"),
    ("tag", &[Variant], "tag = 1"),
    ("other", &[Variant], "other"),
    ("when", &[Field], "when = version >= 1"),
    ("with", &[Field], "with = module"),
    ("max", &[Field], "max = 1_000_000"),
    ("skip", &[Field], "skip"),
    ("request", &[Struct, Enum], "request(key = 1, response = R)"),
    ("crate", &[Struct, Enum], "crate = path"),
    ("bound", &[Struct, Enum], "bound = \"T: Encode\""),
];

/// How the attribute `name` is written in `place`, if it belongs there.
pub(super) fn example(name: &str, place: Place) -> Option<&'static str> {
    let found = NAMES.iter().find(|(known, places, _)| *known == name && places.contains(&place));
    found.map(|(_, _, example)| *example)
}

/// What to say of an attribute that does not exist, or not in `place`.
pub(super) fn unknown(name: &Ident, place: Place) -> Error {
    let text = name.to_string();
    let elsewhere: Vec<Place> = NAMES
        .iter()
        .filter(|(known, ..)| *known == text)
        .flat_map(|(_, places, _)| places.iter().copied())
        .collect();
    let here = say(place);
    let what = if !elsewhere.is_empty() {
        format!("`{text}` belongs on {}, not on {here}", join(&elsewhere))
    } else if let Some(nearest) = nearest(&text, place) {
        format!("no attribute is called `{text}`; did you mean `{nearest}`?")
    } else {
        format!("no attribute is called `{text}`; on {here} there are {}", list(place))
    };
    Error::new(name.span(), what)
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
    let here = NAMES.iter().filter(|(_, places, _)| places.contains(&place));
    let words: Vec<_> = here.map(|(name, ..)| format!("`{name}`")).collect();
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
        // Of a short name more is not left than of any other.
        far if far > 2 || 2 * far >= name.len() => lower.starts_with(name).then_some(2),
        near => Some(near),
    };
    NAMES
        .iter()
        .filter_map(|&(name, places, _)| Some((close(name)?, !places.contains(&place), name)))
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
        for far in ["endianness", "wire", "be"] {
            assert_eq!(nearest(far, Field), None, "{far}");
        }
    }

    #[test]
    fn a_swap_is_one_step() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("len", "len"), 0);
    }
}
