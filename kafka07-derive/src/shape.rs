//! What a type looks like by its name, where the derive has to know before the compiler does.

use syn::{GenericArgument, PathArguments, Type};

pub(crate) enum Shape<'a> {
    /// `String`, `&str`, `Cow<'a, str>`.
    Text,
    /// `Vec<u8>`, `&[u8]`, `Bytes`.
    Bytes,
    /// Elements of the type given: `Vec<T>`, `Box<[T]>`, `Cow<'a, [T]>`.
    List(&'a Type),
    /// `Option<T>`, with `T`.
    Optional(&'a Type),
    /// `()`.
    Unit,
    /// A number or `bool`, or an array of these.
    Fixed,
    /// Anything else.
    Other,
}

const FIXED: &[&str] =
    &["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "i128", "u128", "f32", "f64", "bool"];

impl<'a> Shape<'a> {
    pub(crate) fn of(ty: &'a Type) -> Self {
        match ty {
            Type::Group(group) => Self::of(&group.elem),
            Type::Paren(paren) => Self::of(&paren.elem),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Self::Unit,
            Type::Array(array) => match Self::of(&array.elem) {
                Self::Fixed => Self::Fixed,
                _ => Self::Other,
            },
            Type::Reference(reference) => match &*reference.elem {
                Type::Slice(slice) if is(&slice.elem, "u8") => Self::Bytes,
                inner if is(inner, "str") => Self::Text,
                _ => Self::Other,
            },
            // A way out for a type of the user's own that is called like one of these.
            Type::Path(path) if path.path.segments[0].ident == "self" => Self::Other,
            Type::Path(path) if path.qself.is_none() => {
                let Some(last) = path.path.segments.last() else { return Self::Other };
                match (last.ident.to_string().as_str(), argument(&last.arguments)) {
                    ("String", None) => Self::Text,
                    ("Bytes", None) => Self::Bytes,
                    ("Vec", Some(element)) => Self::elements(element),
                    ("Box" | "Cow", Some(Type::Slice(slice))) => Self::elements(&slice.elem),
                    ("Box" | "Cow", Some(inner)) if is(inner, "str") => Self::Text,
                    ("Option", Some(inner)) => Self::Optional(inner),
                    (name, None) if FIXED.contains(&name) && is_primitive(path) => Self::Fixed,
                    _ => Self::Other,
                }
            }
            _ => Self::Other,
        }
    }

    fn elements(element: &'a Type) -> Self {
        if is(element, "u8") { Self::Bytes } else { Self::List(element) }
    }
}

/// Whether a path is written as a primitive type's: `u8`, `core::primitive::u8`. Any other may lead to
/// a type of the user's own that is called the same.
pub(crate) fn is_primitive(path: &syn::TypePath) -> bool {
    let plain = path.path.segments.iter().all(|segment| segment.arguments.is_none());
    if path.qself.is_some() || !plain {
        return false;
    }
    let segments: Vec<_> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match &segments[..] {
        [_] => true,
        [root, module, _] => (root == "core" || root == "std") && module == "primitive",
        _ => false,
    }
}

/// The last type between the angle brackets.
fn argument(arguments: &PathArguments) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().rev().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// How many bytes a number takes, by the name of its type.
pub(crate) fn number(ty: &Type) -> Option<usize> {
    match (Shape::of(ty), ty) {
        (Shape::Fixed, Type::Group(group)) => number(&group.elem),
        (Shape::Fixed, Type::Path(path)) => {
            let name = path.path.segments.last()?.ident.to_string();
            let bits: usize = name.strip_prefix(['i', 'u', 'f'])?.parse().ok()?;
            Some(bits / 8)
        }
        _ => None,
    }
}

pub(crate) fn is(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Group(group) => is(&group.elem, name),
        Type::Path(path) => {
            path.qself.is_none() && path.path.segments.last().is_some_and(|last| last.ident == name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(ty: &str) -> &'static str {
        match Shape::of(&syn::parse_str(ty).unwrap()) {
            Shape::Text => "text",
            Shape::Bytes => "bytes",
            Shape::List(_) => "list",
            Shape::Optional(_) => "optional",
            Shape::Unit => "unit",
            Shape::Fixed => "fixed",
            Shape::Other => "other",
        }
    }

    #[test]
    fn numbers_have_a_width() {
        for (ty, expected) in [
            ("u8", Some(1)),
            ("core::primitive::i16", Some(2)),
            ("f64", Some(8)),
            ("u128", Some(16)),
            ("bool", None),
            ("[u8; 4]", None),
            ("self::u32", None),
            ("le::u32", None),
            ("usize", None),
            ("Vec<u8>", None),
        ] {
            assert_eq!(number(&syn::parse_str(ty).unwrap()), expected, "{ty}");
        }
    }

    #[test]
    fn types_are_known_by_their_last_name() {
        for (ty, expected) in [
            ("String", "text"),
            ("std::string::String", "text"),
            ("&'a str", "text"),
            ("Cow<'a, str>", "text"),
            ("Box<str>", "text"),
            ("Vec<u8>", "bytes"),
            ("&'a [u8]", "bytes"),
            ("bytes::Bytes", "bytes"),
            ("Cow<'static, [u8]>", "bytes"),
            ("Vec<i8>", "list"),
            ("alloc::vec::Vec<Vec<u8>>", "list"),
            ("Box<[T]>", "list"),
            ("Option<Vec<u8>>", "optional"),
            ("()", "unit"),
            ("(u32)", "fixed"),
            ("core::primitive::bool", "fixed"),
            ("[[u8; 2]; 4]", "fixed"),
            ("[T; 4]", "other"),
            ("Box<Node>", "other"),
            ("&'a T", "other"),
            ("self::Bytes", "other"),
            ("T::Item", "other"),
            ("le::bool", "other"),
            ("<T as Trait>::Vec", "other"),
        ] {
            assert_eq!(shape(ty), expected, "{ty}");
        }
    }
}
