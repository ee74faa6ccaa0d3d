//! The layout decided: what every field is on the wire, once all rules hold.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprPath, Generics, Ident, Member, Path, Type};

use crate::attr::{Bound, Magic, Null, Padding, Param, PrefixType, Request, TagType, Until, Word};
use crate::own;
use crate::shape::Shapes;

pub(crate) struct Plan<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    pub(crate) shapes: Shapes<'a>,
    /// Lint levels for all of the code.
    pub(crate) lints: Vec<Attribute>,
    pub(crate) bound: Option<&'a Bound>,
    pub(crate) magic: Option<&'a Magic>,
    /// What it is told by the type that contains it.
    pub(crate) arguments: Vec<Argument<'a>>,
    pub(crate) request: Option<&'a Request>,
    /// Padding after all of it.
    pub(crate) pad: Option<&'a Padding>,
    pub(crate) body: Body<'a>,
}

/// An argument of a type.
pub(crate) struct Argument<'a> {
    /// The local that holds it in generated code.
    pub(crate) binding: Ident,
    pub(crate) ty: &'a Type,
}

pub(crate) enum Body<'a> {
    Struct(Record<'a>),
    /// The fields are the parts of one integer.
    Bits {
        word: &'a Word,
        record: Record<'a>,
    },
    Enum {
        tag: &'a TagType,
        variants: Vec<Variant<'a>>,
    },
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    /// None for `other`.
    pub(crate) tags: Vec<Tags<'a>>,
    /// Whether its first field keeps the tag, as it may be one of several.
    pub(crate) keeps: bool,
    pub(crate) record: Record<'a>,
}

/// Tags of one variant, from the first to the last.
pub(crate) struct Tags<'a> {
    pub(crate) from: End<'a>,
    /// `None` if there is only one.
    pub(crate) to: Option<End<'a>>,
}

impl<'a> Tags<'a> {
    /// A constant that is among them.
    pub(crate) fn path(&self) -> Option<&'a ExprPath> {
        match (&self.from, &self.to) {
            (End::Path(path) | End::Before(path), _)
            | (_, Some(End::Path(path) | End::Before(path))) => Some(path),
            _ => None,
        }
    }
}

/// The first or the last of some tags.
pub(crate) enum End<'a> {
    /// What the tag is compared with, and the place of the literal.
    Literal(i128, Span),
    Path(&'a ExprPath),
    /// The one before.
    Before(&'a ExprPath),
}

/// The fields of a struct or of one variant, in order.
pub(crate) struct Record<'a> {
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) checksums: Vec<Checksum>,
    pub(crate) tail: Tail,
}

/// The end of a struct or variant, by the index of its fields.
#[derive(Default)]
pub(crate) struct Tail {
    /// What takes the bytes left: one field, or several that are there if bytes are left.
    pub(crate) rest: Vec<usize>,
    /// The fields after it, of a fixed size.
    pub(crate) trailer: Vec<usize>,
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) name: String,
    /// The local that holds it in generated code.
    pub(crate) binding: Ident,
    /// The type on the wire: the inner one of an `Option` with `when`.
    pub(crate) ty: &'a Type,
    /// That type as code that reads it names it.
    pub(crate) read: TokenStream,
    /// As it was declared.
    pub(crate) declared: &'a Type,
    pub(crate) when: Option<Condition>,
    /// What must hold of its value, and how that was written.
    pub(crate) check: Option<(Condition, String)>,
    /// The tag of its type, an enum.
    pub(crate) key: Option<Condition>,
    /// What its type, or a `with` module, is told.
    pub(crate) args: Option<Vec<Condition>>,
    /// What it is computed from.
    pub(crate) computed: Option<Computed>,
    /// The local and the type of the field that is filled in with its length.
    pub(crate) measured: Option<(Ident, &'a Type)>,
    /// Whether it is there if bytes are left.
    pub(crate) optional: bool,
    /// Padding before it and after it.
    pub(crate) align: Option<&'a Padding>,
    pub(crate) pad: Option<&'a Padding>,
    pub(crate) frame: Option<Prefix<'a>>,
    pub(crate) layout: Layout<'a>,
    /// Whether a type parameter is in its type.
    pub(crate) is_generic: bool,
    /// How many bytes it takes, if it is a number and nothing else.
    pub(crate) width: Option<usize>,
    /// What the compiler has to find out about its type.
    pub(crate) unsure: Vec<Unsure<'a>>,
}

/// What a field is computed from.
pub(crate) struct Computed {
    /// The index of the field.
    pub(crate) of: usize,
    pub(crate) counted: Counted,
}

/// What of a field is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Elements,
    /// The bytes of text or bytes, which are known before they are written.
    Bytes,
    /// The bytes that it takes, which are known once it is written.
    Written,
}

/// What only the compiler knows: whether a type has the trait that its layout needs.
pub(crate) enum Unsure<'a> {
    /// Whether this type, which may be an element's, has a wire format.
    Wire(&'a Type),
    /// Whether the field is text or bytes.
    Blob,
    /// Whether the field is a list.
    List,
    /// Whether this type is a checksum, and the field of the type that it computes.
    Checksum(&'a Type),
    /// Whether this type is a prefix.
    Prefix(&'a Type),
    /// Whether this type, before each element, is a prefix.
    Each(&'a PrefixType),
}

pub(crate) struct Prefix<'a> {
    pub(crate) ty: &'a PrefixType,
    /// What says the length in its place: nothing is on the wire then.
    pub(crate) given: Option<Condition>,
    /// What it says in place of a length if the value is absent.
    pub(crate) null: Option<&'a Null>,
    pub(crate) max: Option<&'a Expr>,
}

/// What ends text, bytes or a list.
pub(crate) struct Sentinel<'a> {
    pub(crate) until: &'a Until,
    pub(crate) max: Option<&'a Expr>,
}

pub(crate) enum Layout<'a> {
    /// By its own impls.
    Nested,
    /// In a frame or at its end: by its own impls, or as text, bytes or a list. The compiler decides.
    ByTrait,
    /// Text or bytes; without a prefix all that is left.
    Blob(Option<Prefix<'a>>),
    /// Text or bytes up to what ends them.
    Until(Sentinel<'a>),
    /// Bytes with a count of elements, which are bytes.
    CountedBytes(Prefix<'a>),
    /// Elements; without a count up to `until`, without that up to the end.
    List {
        count: Option<Prefix<'a>>,
        until: Option<Sentinel<'a>>,
        each: Option<&'a PrefixType>,
        element: Option<&'a Type>,
    },
    /// Elements with attributes of their own; without a count up to the end.
    Elements {
        count: Option<Prefix<'a>>,
        element: Box<Field<'a>>,
    },
    /// A checksum of other fields, computed by this type. `None` for a CRC-32.
    Checksum(Option<&'a Type>),
    Magic(&'a Magic),
    /// Bytes that say nothing.
    Reserved(&'a Padding),
    With {
        module: &'a Path,
        /// Whether it takes all bytes left.
        rest: bool,
    },
    Skip,
    /// Some bits of the integer that the struct is.
    Part(Part),
    /// The tag that its variant keeps; written and read with the enum's tag.
    Tag,
}

/// Which bits of an integer a part has.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) count: u32,
    /// How many come after it.
    pub(crate) shift: u32,
}

/// An expression over earlier fields, and which of them it names.
pub(crate) struct Condition {
    pub(crate) expr: TokenStream,
    pub(crate) names: Vec<Ident>,
}

impl<'a> Argument<'a> {
    pub(crate) fn of(param: &'a Param) -> Self {
        let (name, place) = (param.ident.unraw(), own::span(param.ident.span()));
        Self { binding: format_ident!("__args_{name}", span = place), ty: &param.ty }
    }
}

impl<'a> Field<'a> {
    /// The prefix that can say that the value is absent.
    pub(crate) fn nullable(&self) -> Option<&Prefix<'a>> {
        self.prefix().filter(|prefix| prefix.null.is_some())
    }

    /// The prefix that is written first.
    pub(crate) fn prefix(&self) -> Option<&Prefix<'a>> {
        let inner = match &self.layout {
            Layout::Blob(prefix) => prefix.as_ref(),
            Layout::CountedBytes(prefix) => Some(prefix),
            Layout::List { count, .. } | Layout::Elements { count, .. } => count.as_ref(),
            _ => None,
        };
        self.frame.as_ref().or(inner).filter(|prefix| prefix.given.is_none())
    }
}

/// A checksum and what it covers.
pub(crate) struct Checksum {
    /// The index of the field that holds it.
    pub(crate) field: usize,
    /// What is covered, in order.
    pub(crate) runs: Vec<Run>,
    /// The index of the field after which it can be computed and filled in.
    pub(crate) ready: usize,
    /// The field whose bytes alone it covers, if these stand in the value as they are.
    pub(crate) source: Option<usize>,
}

/// Neighbouring fields that a checksum covers, from the first to the last index.
pub(crate) struct Run {
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) covers: Covers,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Covers {
    /// All of the fields.
    All,
    /// One field without its prefix.
    Content,
    /// The checksum itself, as zeros.
    Zeros,
}

impl<'a> Body<'a> {
    /// The fields of the struct, or of each variant.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record<'a>> {
        let records = match self {
            Self::Struct(record) | Self::Bits { record, .. } => vec![record],
            Self::Enum { variants, .. } => variants.iter().map(|variant| &variant.record).collect(),
        };
        records.into_iter()
    }
}

impl<'a> Plan<'a> {
    /// The type of what it is told, if it is told anything.
    pub(crate) fn told(&self) -> Option<TokenStream> {
        let types = self.arguments.iter().map(|argument| argument.ty);
        (!self.arguments.is_empty()).then(|| quote!((#(#types,)*)))
    }

    /// Whether there is padding in it, so that its code has to know where it begins.
    pub(crate) fn is_padded(&self) -> bool {
        self.pad.is_some() || self.fields().any(|field| field.align.or(field.pad).is_some())
    }

    /// The fields of the struct, or of all variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.body.records().flat_map(|record| &record.fields)
    }
}

impl Field<'_> {
    /// Whether it may be absent with nothing in its place.
    pub(crate) fn is_conditional(&self) -> bool {
        self.when.is_some() || self.optional
    }

    pub(crate) fn on_wire(&self) -> bool {
        !matches!(self.layout, Layout::Skip)
    }
}
