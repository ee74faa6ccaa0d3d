//! What a type looks like by its name, where the derive has to know before the compiler does.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Generics, Ident, Lifetime, PathArguments, PathSegment, Type, TypePath};

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

/// The types of the standard library and of `bytes` that have a shape, and the module of each.
const KNOWN: &[(&str, &str)] = &[
    ("String", "string"),
    ("Bytes", "bytes"),
    ("Vec", "vec"),
    ("Box", "boxed"),
    ("Cow", "borrow"),
    ("Option", "option"),
];

/// Numbers and `bool`.
const FIXED: &[&str] =
    &["i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "i128", "u128", "f32", "f64", "bool"];

/// Tells what types look like inside one declaration: its type parameters may have the names of
/// well-known types.
pub(crate) struct Shapes<'g> {
    generics: &'g Generics,
    params: Vec<String>,
}

impl<'g> Shapes<'g> {
    pub(crate) fn new(generics: &'g Generics) -> Self {
        let params = generics.type_params().map(|param| param.ident.to_string()).collect();
        Self { generics, params }
    }

    /// `ty` as derived code names it where it reads a value: the compiler finds out how long the value
    /// may borrow from the input, and then whether that is long enough for the field.
    pub(crate) fn read(&self, ty: &Type) -> TokenStream {
        with_lifetime(ty, self.generics, "_")
    }

    pub(crate) fn of<'a>(&self, ty: &'a Type) -> Shape<'a> {
        match ty {
            Type::Group(group) => self.of(&group.elem),
            Type::Paren(paren) => self.of(&paren.elem),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Shape::Unit,
            Type::Array(array) => match self.of(&array.elem) {
                Shape::Fixed => Shape::Fixed,
                _ => Shape::Other,
            },
            Type::Reference(reference) => match &*reference.elem {
                Type::Slice(slice) if self.is(&slice.elem, "u8") => Shape::Bytes,
                inner if self.is(inner, "str") => Shape::Text,
                _ => Shape::Other,
            },
            Type::Path(path) => self.of_path(path),
            _ => Shape::Other,
        }
    }

    fn of_path<'a>(&self, path: &'a TypePath) -> Shape<'a> {
        if self.primitive(path).is_some_and(|name| FIXED.contains(&name.as_str())) {
            return Shape::Fixed;
        }
        let Some((name, arguments)) = self.known(path) else { return Shape::Other };
        match (name, arguments.as_slice()) {
            ("String", []) => Shape::Text,
            ("Bytes", []) => Shape::Bytes,
            ("Vec", [GenericArgument::Type(element)]) => self.elements(element),
            ("Option", [GenericArgument::Type(inner)]) => Shape::Optional(inner),
            ("Box", [GenericArgument::Type(inner)])
            | ("Cow", [GenericArgument::Lifetime(_), GenericArgument::Type(inner)]) => {
                match inner {
                    Type::Slice(slice) => self.elements(&slice.elem),
                    inner if self.is(inner, "str") => Shape::Text,
                    _ => Shape::Other,
                }
            }
            _ => Shape::Other,
        }
    }

    fn elements<'a>(&self, element: &'a Type) -> Shape<'a> {
        if self.is(element, "u8") { Shape::Bytes } else { Shape::List(element) }
    }

    /// How many bytes a number takes, by the name of its type.
    pub(crate) fn number(&self, ty: &Type) -> Option<usize> {
        match ty {
            Type::Group(group) => self.number(&group.elem),
            Type::Path(path) => {
                let name = self.primitive(path).filter(|name| FIXED.contains(&name.as_str()))?;
                let bits: usize = name.strip_prefix(['i', 'u', 'f'])?.parse().ok()?;
                Some(bits / 8)
            }
            _ => None,
        }
    }

    /// Whether `ty` is the primitive type called `name`.
    pub(crate) fn is(&self, ty: &Type, name: &str) -> bool {
        match ty {
            Type::Group(group) => self.is(&group.elem, name),
            Type::Path(path) => self.primitive(path).is_some_and(|found| found == name),
            _ => false,
        }
    }

    /// Whether a type parameter is somewhere in `ty`, by its name or in `Self`.
    pub(crate) fn is_generic(&self, ty: &Type) -> bool {
        let mut names = self.params.clone();
        names.push("Self".to_owned());
        !self.params.is_empty() && !mentioned(ty, &names).is_empty()
    }

    /// The type parameters of the declaration.
    pub(crate) fn params(&self) -> &[String] {
        &self.params
    }

    fn primitive(&self, path: &TypePath) -> Option<String> {
        let name = path.path.segments.last()?.ident.to_string();
        (is_primitive(path) && !self.params.contains(&name)).then_some(name)
    }

    /// The name of a well-known type and its arguments. Its path is as short as an import leaves it,
    /// or as long as the library's: any other may lead to a type that is only called the same.
    fn known<'a>(&self, path: &'a TypePath) -> Option<(&'static str, Vec<&'a GenericArgument>)> {
        let segments: Vec<_> =
            path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let last = segments.last()?;
        let (name, module) = KNOWN.iter().find(|(name, _)| name == last)?;
        let known = match &segments[..] {
            _ if path.qself.is_some() => false,
            [name] => !self.params.contains(name),
            [found, _] => found == module,
            [root, found, _] => ["std", "core", "alloc"].contains(&&**root) && found == module,
            _ => false,
        };
        let arguments = match &path.path.segments.last()?.arguments {
            PathArguments::None => Vec::new(),
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
            PathArguments::Parenthesized(_) => return None,
        };
        known.then_some((name, arguments))
    }
}

/// The types whose values are inside of a tuple, an array or a box.
pub(crate) fn inside(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Group(group) => vec![&group.elem],
        Type::Paren(paren) => vec![&paren.elem],
        Type::Array(array) => vec![&array.elem],
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Path(path) => match path.path.segments.last() {
            Some(PathSegment { ident, arguments: PathArguments::AngleBracketed(list) })
                if ident == "Box" =>
            {
                list.args
                    .iter()
                    .filter_map(|argument| match argument {
                        GenericArgument::Type(inner) => Some(inner),
                        _ => None,
                    })
                    .collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// For how long text or bytes are borrowed, if they are.
pub(crate) fn lifetime(ty: &Type) -> Option<&Lifetime> {
    match ty {
        Type::Group(group) => lifetime(&group.elem),
        Type::Paren(paren) => lifetime(&paren.elem),
        Type::Reference(reference) => reference.lifetime.as_ref(),
        Type::Path(path) => match &path.path.segments.last()?.arguments {
            PathArguments::AngleBracketed(list) => {
                list.args.iter().find_map(|argument| match argument {
                    GenericArgument::Lifetime(lifetime) => Some(lifetime),
                    _ => None,
                })
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a value of the type has no size of its own, by the look of it.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_unsized(&group.elem),
        Type::Paren(paren) => is_unsized(&paren.elem),
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.qself.is_none() && path.path.is_ident("str"),
        _ => false,
    }
}

/// Whether a path is written as a primitive type's: `u8`, `core::primitive::u8`. Any other may lead to
/// a type of the user's own that is called the same.
pub(crate) fn is_primitive(path: &TypePath) -> bool {
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

/// `ty` with one lifetime, `'static` or `'_`, in place of each that the type with `generics` has, and of
/// `'static`.
pub(crate) fn with_lifetime(ty: &Type, generics: &Generics, lifetime: &str) -> TokenStream {
    let mut names: Vec<_> =
        generics.lifetimes().map(|param| param.lifetime.ident.clone()).collect();
    names.push(Ident::new("static", Span::call_site()));
    replaced(ty.to_token_stream(), &names, lifetime)
}

fn replaced(tokens: TokenStream, names: &[Ident], lifetime: &str) -> TokenStream {
    let mut in_lifetime = false;
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if in_lifetime && names.contains(&ident) => {
            in_lifetime = false;
            TokenTree::Ident(Ident::new(lifetime, ident.span()))
        }
        TokenTree::Group(group) => {
            let inside = replaced(group.stream(), names, lifetime);
            let mut inside = Group::new(group.delimiter(), inside);
            inside.set_span(group.span());
            TokenTree::Group(inside)
        }
        token => {
            in_lifetime = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
            token
        }
    });
    tokens.collect()
}

/// Those of `names` that are anywhere in `ty`.
pub(crate) fn mentioned(ty: &Type, names: &[String]) -> Vec<Ident> {
    let mut found = Vec::new();
    collect(ty.to_token_stream(), names, &mut found);
    found
}

fn collect(tokens: TokenStream, names: &[String], found: &mut Vec<Ident>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if names.iter().any(|name| ident == name) => found.push(ident),
            TokenTree::Group(group) => collect(group.stream(), names, found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(ty: &str) -> &'static str {
        let generics: Generics = syn::parse_str("<T, P>").unwrap();
        match Shapes::new(&generics).of(&syn::parse_str(ty).unwrap()) {
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
    fn a_type_parameter_is_not_the_type_that_it_is_called_like() {
        let generics: Generics = syn::parse_str("<String, Bytes, u8>").unwrap();
        let shapes = Shapes::new(&generics);
        for ty in ["String", "Bytes", "u8", "[u8; 2]"] {
            assert!(matches!(shapes.of(&syn::parse_str(ty).unwrap()), Shape::Other), "{ty}");
        }
        assert!(matches!(shapes.of(&syn::parse_str("Vec<u8>").unwrap()), Shape::List(_)));
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
            let generics = Generics::default();
            let shapes = Shapes::new(&generics);
            assert_eq!(shapes.number(&syn::parse_str(ty).unwrap()), expected, "{ty}");
        }
    }

    #[test]
    fn types_are_known_by_their_paths() {
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
            ("Vec<u8, CAP>", "other"),
            ("Vec<'b, u8>", "other"),
            ("heapless::Vec<u8>", "other"),
            ("String<32>", "other"),
            ("P::Bytes", "other"),
            ("crate::Option<u8>", "other"),
            ("core::option::Option<u8>", "optional"),
            ("borrow::Cow<'a, str>", "text"),
            ("::std::vec::Vec<u8>", "bytes"),
        ] {
            assert_eq!(shape(ty), expected, "{ty}");
        }
    }
}
