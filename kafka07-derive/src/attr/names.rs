//! The names of attributes, where each belongs, and what a wrong one was meant to be.

use syn::{Error, Ident};

use super::Name;
use super::int::Int;
use crate::door::Door;

/// Where an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Struct,
    Enum,
    Variant,
    Field,
    /// In `each(…)`.
    Element,
}

use Place::{Element, Enum, Field, Struct, Variant};

impl Name {
    /// Whether the attribute comes with `door`: requests are Kafka's.
    fn comes_with(self, door: Door) -> bool {
        match door {
            Door::Wire => self != Self::Request,
            Door::Kafka => true,
        }
    }

    /// The attribute called `name`, if it belongs to `place` and comes with `door`.
    pub(super) fn find(name: &Ident, place: Place, door: Door) -> Option<Self> {
        let here = |known: &&Self| {
            name == known.text() && known.places().contains(&place) && known.comes_with(door)
        };
        Self::ALL.iter().find(here).copied()
    }
}

/// What to say of an attribute that does not exist, or not in `place`.
pub(super) fn unknown(name: &Ident, place: Place, door: Door) -> Error {
    let text = name.to_string();
    let elsewhere: Vec<Name> =
        Name::ALL.iter().filter(|known| known.text() == text).copied().collect();
    let here = say(place);
    let what = if elsewhere.iter().any(|known| !known.comes_with(door)) {
        format!("`{text}` is Kafka's: it comes with `kafka07::Wire`, not with `kafka07_wire::Wire`")
    } else if !elsewhere.is_empty() {
        let places = elsewhere.iter().flat_map(|known| known.places());
        format!("`{text}` belongs on {}, not on {here}", join(places))
    } else if Int::from_ident(name).is_some() {
        format!(
            "`{text}` alone says nothing: as a prefix it is `len = {text}`, `count = {text}` or `size = {text}`"
        )
    } else if let Some((_, instead)) = INSTEAD.iter().find(|(names, _)| names.contains(&&*text)) {
        format!("no attribute is called `{text}`: {instead}")
    } else if let Some(nearest) = nearest(&text, place, door) {
        format!("no attribute is called `{text}`; did you mean `{nearest}`?")
    } else {
        let list = list(place, door);
        format!("no attribute is called `{text}`; on {here} there are {list}")
    };
    Error::new(name.span(), what)
}

fn say(place: Place) -> &'static str {
    match place {
        Struct => "a struct",
        Enum => "an enum",
        Variant => "a variant",
        Field => "a field",
        Element => "the elements of a list",
    }
}

fn join<'a>(places: impl Iterator<Item = &'a Place>) -> String {
    let words: Vec<_> = places.map(|&place| say(place)).collect();
    match words.split_last() {
        Some((last, rest @ [_, ..])) => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn list(place: Place, door: Door) -> String {
    let here = |name: &&Name| name.places().contains(&place) && name.comes_with(door);
    let words: Vec<_> =
        Name::ALL.iter().filter(here).map(|name| format!("`{}`", name.text())).collect();
    words.join(", ")
}

/// What other crates call the same thing.
const ALIASES: &[(&str, &str)] = &[
    ("length", "len"),
    ("length_prefix", "len"),
    ("prefix", "len"),
    ("items", "count"),
    ("frame", "size"),
    ("framed", "size"),
    ("remaining", "rest"),
    ("until_eof", "rest"),
    ("crc", "crc32"),
    ("adler32", "checksum"),
    ("crc32c", "checksum"),
    ("digest", "checksum"),
    ("hash", "checksum"),
    ("align_before", "align"),
    ("alignment", "align"),
    ("align_to", "align"),
    ("align_after", "pad"),
    ("padding", "pad"),
    ("unused", "reserved"),
    ("sentinel", "until"),
    ("terminator", "until"),
    ("delimiter", "until"),
    ("null_terminated", "until"),
    ("cstr", "until"),
    ("unknown", "other"),
    ("cond", "when"),
    ("if", "when"),
    ("optional", "when"),
    ("limit", "max"),
    ("ignore", "skip"),
    ("max_len", "max"),
    ("max_length", "max"),
    ("max_size", "max"),
    ("max_count", "max"),
    ("length_type", "len"),
    ("prefixed", "len"),
    ("length_prefixed", "len"),
    ("read_all", "rest"),
    ("remainder", "rest"),
    ("eof", "rest"),
    ("greedy", "rest"),
    ("constant", "magic"),
    ("constant_prefix", "magic"),
    ("const", "magic"),
    ("signature", "magic"),
    ("id_pat", "other"),
    ("catch_all", "other"),
    ("fallback", "other"),
    ("nullable", "null"),
    ("none", "null"),
    ("since", "when"),
    ("version", "when"),
    ("versions", "when"),
    ("skip_if", "when"),
    ("elements", "each"),
    ("element", "each"),
    ("transient", "skip"),
    ("bounds", "bound"),
    ("encode_bounds", "bound"),
    ("decode_bounds", "bound"),
    ("zero_terminated", "until"),
    ("args_raw", "args"),
    ("arguments", "args"),
    ("params", "args"),
    ("length_of", "len_of"),
    ("size_of", "len_of"),
    ("bit", "bits"),
    ("bitfield", "bits"),
    ("key", "request"),
    ("response", "request"),
];

/// What other crates have and this one does not, and what there is instead.
const INSTEAD: &[(&[&str], &str)] = &[
    (
        &["default"],
        "a field with `skip` is its `Default`; a field that may be absent has `when`; a variant for \
         unknown tags has `other`",
    ),
    (&["rename", "rename_all", "alias"], "names are not on the wire: call the field as you like"),
    (
        &[
            "big",
            "little",
            "big_endian",
            "little_endian",
            "is_big",
            "is_little",
            "endian",
            "endianness",
            "byte_order",
            "byteorder",
            "bit_order",
            "be",
            "le",
        ],
        "all numbers are big-endian; one in the other order is of the type `prefix::Le<u32>`",
    ),
    (
        &[
            "map",
            "try_map",
            "parse_with",
            "write_with",
            "reader",
            "writer",
            "serialize_with",
            "deserialize_with",
            "from",
            "into",
            "try_from",
        ],
        "functions of your own are in a module or a type: `with = module`; with `args(version)` they are \
         told earlier fields",
    ),
    (
        &[
            "assert",
            "assert_eq",
            "pre_assert",
            "post_assert",
            "ensure",
            "require",
            "validate",
            "verify",
            "min",
            "range",
        ],
        "what must hold of a value is a `check = version <= 3`, over this field and earlier ones; of a \
         constant it is a `magic`, of a length a `max`",
    ),
    (
        &["id", "id_type", "repr", "discriminant", "use_discriminant", "tag_type"],
        "an enum says the type of its tag, `tag = u8`, and each variant its own, `tag = 1`",
    ),
    (
        &["content", "untagged", "peek_tag", "oneof", "return_all_errors"],
        "an enum has its tag before the fields of the variant: `tag = u8` on it, `tag = 1` on a variant",
    ),
    (
        &[
            "restore_position",
            "seek",
            "seek_before",
            "seek_rewind",
            "seek_from_current",
            "seek_from_start",
            "seek_from_end",
            "offset",
            "offset_after",
        ],
        "bytes are read in the order of the fields, without seeking: declare a field where its bytes are",
    ),
    (
        &[
            "skip_serializing_if",
            "skip_serializing",
            "skip_deserializing",
            "skip_encode",
            "skip_decode",
        ],
        "both directions do the same: a field that may be absent has `when`, one that is never on the \
         wire `skip`",
    ),
    (
        &["temp", "temp_value", "calc", "try_calc", "update", "computed"],
        "a length or count next to its value needs no field: `len = u16` or `count = u16` on the value; one \
         further ahead is `len_of = body` or `count_of = list`; a constant is a `magic`, a checksum a `crc32`",
    ),
    (
        &["bytes"],
        "bytes after their length have `len = u16`, or `len = (n)` if an earlier field says it; of a fixed \
         number they are an array, `[u8; 3]`; an integer of three bytes is `prefix::U24`",
    ),
    (
        &["varint", "var_int", "leb128", "compact", "zigzag"],
        "a number of variable width is of the type `prefix::Varint` or `prefix::Zigzag`, and so is a \
         prefix: `len = prefix::Varint`",
    ),
    (
        &["dbg", "debug", "err_context", "context_error"],
        "every error says its path, its offset and what was expected",
    ),
    (
        &["as", "type", "ty", "via", "proxy", "remote"],
        "a field is on the wire as its type says; for another form write it `with` a module",
    ),
    (
        &["borrow", "zero_copy", "borrowed"],
        "what borrows needs no attribute: take `&'a str`, `&'a [u8]` or `Cow<'a, str>`",
    ),
    (&["packed", "unaligned"], "the bytes on the wire have no padding in any case"),
    (
        &["string", "str", "text", "utf8", "vec", "array", "list"],
        "the field's type says what it is: text and bytes have `len = u16`, a list `count = u16`, and \
         what is left `rest`",
    ),
    (
        &["flatten", "transparent"],
        "a nested type is on the wire as its fields are, without anything around it",
    ),
    (
        &["ctx", "ctx_default", "import", "import_raw", "context"],
        "a type says what it is told, `args(version: i16)`, and a field of that type tells it, \
         `args(version)`",
    ),
    (
        &[
            "pad_before",
            "pad_after",
            "pad_size_to",
            "pad_bytes_before",
            "pad_bytes_after",
            "pad_bits_before",
            "pad_bits_after",
        ],
        "bytes that say nothing are a field, `reserved = 3` on a `()`; padding up to a multiple of bytes is \
         `align = 4` before a field, and `pad = 4` after it",
    ),
    (
        &["bytes_read", "bits_read"],
        "as many elements as fit into a number of bytes have `size = (n)`, or `size = u16` if that is \
         before them",
    ),
    (
        &["default_on_eof", "try"],
        "an `Option` at the end has `rest` and is there if bytes are left; any other has `when`",
    ),
];

fn nearest(text: &str, place: Place, door: Door) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let known = || Name::ALL.iter().filter(|name| name.comes_with(door));
    if let Some((_, meant)) = ALIASES.iter().find(|&&(alias, _)| alias == lower)
        && known().any(|name| name.text() == *meant)
    {
        return Some(meant);
    }
    let close = |name: &str| match distance(&lower, name) {
        // Of a short name more is not left than of any other.
        far if far > 2 || 2 * far >= name.len() => lower.starts_with(name).then_some(2),
        near => Some(near),
    };
    known()
        .filter_map(|name| {
            Some((close(name.text())?, !name.places().contains(&place), name.text()))
        })
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
            ("adler32", "checksum"),
            ("crc32c", "checksum"),
            ("digest", "checksum"),
            ("hash", "checksum"),
            ("Rest", "rest"),
            ("skpi", "skip"),
        ] {
            assert_eq!(nearest(wrong, Field, Door::Wire), Some(right), "{wrong}");
        }
        for far in ["colour", "wire", "ab"] {
            assert_eq!(nearest(far, Field, Door::Wire), None, "{far}");
        }
    }

    #[test]
    fn requests_are_suggested_where_they_come_with_the_door() {
        assert_eq!(nearest("response", Struct, Door::Kafka), Some("request"));
        assert_eq!(nearest("response", Struct, Door::Wire), None);
        assert_eq!(nearest("requets", Struct, Door::Wire), None);
    }

    #[test]
    fn a_swap_is_one_step() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("len", "len"), 0);
    }
}
