//! One attribute: `#[wire(…)]` read item by item, each on its own.

mod args;
mod bits;
mod bound;
mod checksum;
mod computed;
mod each;
mod int;
mod item;
mod key;
mod magic;
mod names;
mod null;
mod padding;
mod prefix;
mod request;
mod tag;
mod until;

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{
    Attribute, Error, Expr, ExprBlock, ExprGroup, ExprParen, Ident, LitStr, Member, Meta, Path,
    Result, Stmt, Token,
};

use crate::door::Door;
use crate::errors::Errors;

pub(crate) use args::Param;
pub(crate) use bits::{Bits, Word};
pub(crate) use bound::Bound;
pub(crate) use checksum::Checksum;
pub(crate) use each::Each;
use item::Item;
pub(crate) use magic::Magic;
pub(crate) use names::Place;
use names::Place::{Element, Enum, Field, Struct, Variant};
pub(crate) use null::Null;
pub(crate) use padding::Padding;
pub(crate) use prefix::PrefixType;
pub(crate) use request::Request;
pub(crate) use tag::{Tag, TagType, Tags, Value, literal};
pub(crate) use until::Until;

/// An item with the name it was written under, for errors about it.
pub(crate) struct Found<T> {
    pub(crate) name: Ident,
    pub(crate) value: T,
}

impl<T> Found<T> {
    fn value(self) -> T {
        self.value
    }
}

/// Declares every attribute once: its name, where it belongs, how it is written, what it says, and
/// what reads that.
macro_rules! attributes {
    ($($Name:ident $field:ident: $Value:ty, $name:literal on [$($Place:ident)|+], $example:literal,
        $read:expr;)+) => {
        /// An attribute. `tag`, `args` and `bits` are two each: what they say on a type is not what they
        /// say inside of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Name {
            $($Name),+
        }

        impl Name {
            const ALL: &[Self] = &[$(Self::$Name),+];

            /// As it is written.
            pub(crate) fn text(self) -> &'static str {
                match self {
                    $(Self::$Name => $name),+
                }
            }

            /// Where it belongs.
            fn places(self) -> &'static [Place] {
                match self {
                    $(Self::$Name => &[$($Place),+]),+
                }
            }

            /// How it is written, with what it asks for.
            fn example(self) -> &'static str {
                match self {
                    $(Self::$Name => $example),+
                }
            }
        }

        /// The attributes of one type, variant or field.
        #[derive(Default)]
        pub(crate) struct Attrs {
            $(pub(crate) $field: Option<Found<$Value>>,)+
            /// An item here could not be read: rules that would miss it are not applied.
            pub(crate) broken: bool,
        }

        impl Attrs {
            fn read_item(&mut self, name: Name, item: &Item<'_>) -> Result<()> {
                match name {
                    $(Name::$Name => set(&mut self.$field, item.name, ($read)(item)),)+
                }
            }

            /// Every attribute that was found, with the name as the user wrote it.
            pub(crate) fn found(&self) -> Vec<(Name, &Ident)> {
                let mut all = Vec::new();
                $(all.extend(self.$field.as_ref().map(|found| (Name::$Name, &found.name)));)+
                all
            }
        }
    };
}

attributes! {
    Len len: PrefixType, "len" on [Field | Element], "len = i16`, or `len = (n)", Item::value;
    Count count: PrefixType, "count" on [Field | Element], "count = i32`, or `count = (n)", Item::value;
    Size size: PrefixType, "size" on [Field | Element], "size = i32`, or `size = (n)", Item::value;
    Null null: Null, "null" on [Field | Element], "null = -1", Item::value;
    CountOf count_of: Member, "count_of" on [Field], "count_of = entries", computed::parse;
    LenOf len_of: Member, "len_of" on [Field], "len_of = body", computed::parse;
    Until until: Until, "until" on [Field | Element], "until = 0u8", Until::parse;
    Rest rest: (), "rest" on [Field], "rest", Item::word;
    Align align: Padding, "align" on [Field], "align = 4", Padding::parse;
    Pad pad: Padding, "pad" on [Field | Struct | Enum], "pad = 4", Padding::parse;
    Reserved reserved: Padding, "reserved" on [Field], "reserved = 3", Padding::parse;
    Each each: Each, "each" on [Field | Element], "each(len = i16)", Each::parse;
    Crc32 crc32: Checksum, "crc32" on [Field], "crc32(of = payload)", checksum::crc32;
    Checksum checksum: Checksum, "checksum" on [Field], "checksum(with = Adler32, of = payload)",
        checksum::any;
    Magic magic: Magic, "magic" on [Field | Struct | Enum], "magic = 1u8", Item::value;
    TagType tag_type: TagType, "tag" on [Enum], "tag = u8", Item::value;
    Tag tag: Tags, "tag" on [Variant], "tag = 1", Item::value;
    Key key: Expr, "tag" on [Field | Element], "tag = (kind)", key::parse;
    Other other: (), "other" on [Variant], "other", Item::word;
    When when: Expr, "when" on [Field], "when = version >= 1", expression;
    Check check: Expr, "check" on [Field], "check = version <= 3", expression;
    With with: Path, "with" on [Field | Element], "with = module", |item: &Item<'_>| item.value_with(path);
    Max max: Expr, "max" on [Field | Element], "max = 1_000_000", expression;
    Word word: Word, "bits" on [Struct], "bits = u16", Item::value;
    Bits bits: Bits, "bits" on [Field], "bits = 4", Item::value;
    Skip skip: (), "skip" on [Field], "skip", Item::word;
    Args args: Vec<Expr>, "args" on [Field | Element], "args(version)", args::values;
    Params params: Vec<Param>, "args" on [Struct | Enum], "args(version: i16)", args::params;
    Request request: Request, "request" on [Struct | Enum], "request(key = 1, response = R)",
        Request::parse;
    Crate krate: Path, "crate" on [Struct | Enum], "crate = path",
        |item: &Item<'_>| item.value_with(path_or_text);
    Bound bound: Bound, "bound" on [Struct | Enum], "bound = \"T: Encode\"", Bound::parse;
}

impl Attrs {
    /// Whether the field's type is told something.
    pub(crate) fn are_told(&self) -> bool {
        self.args.is_some() || self.key.is_some()
    }

    /// What says that the field is a checksum.
    pub(crate) fn sum(&self) -> Option<&Found<Checksum>> {
        self.crc32.as_ref().or(self.checksum.as_ref())
    }

    pub(crate) fn read(
        attributes: &[Attribute],
        place: Place,
        door: Door,
        errors: &mut Errors,
    ) -> Self {
        let mut attrs = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("wire")) {
            let read = match &attribute.meta {
                Meta::List(list) => {
                    let items = |input: ParseStream<'_>| attrs.items(input, place, door, errors);
                    list.parse_args_with(items)
                }
                meta => Err(Error::new_spanned(meta, "write `#[wire(…)]`, with what it asks for")),
            };
            if let Err(error) = read {
                attrs.broken = true;
                errors.add(error);
            }
        }
        attrs
    }

    /// Reads items up to the end; what follows a broken one is read too.
    fn items(
        &mut self,
        input: ParseStream<'_>,
        place: Place,
        door: Door,
        errors: &mut Errors,
    ) -> Result<()> {
        while !input.is_empty() {
            let read = self.item(input, place, door).and_then(|()| {
                if input.is_empty() || input.peek(Token![,]) {
                    return Ok(());
                }
                Err(input.error("expected `,` before the next attribute"))
            });
            if let Err(error) = read {
                self.broken = true;
                errors.add(error);
                while !input.is_empty() && !input.peek(Token![,]) {
                    input.parse::<TokenTree>()?;
                }
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }

    fn item(&mut self, input: ParseStream<'_>, place: Place, door: Door) -> Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error("expected the name of an attribute, such as `len` or `rest`"));
        }
        let name = Ident::parse_any(input)?;
        let Some(known) = Name::find(&name, place, door) else {
            return Err(names::unknown(&name, place, door));
        };
        self.read_item(known, &Item { input, name: &name, example: known.example() })
    }
}

/// Keeps what was read, unless the same item stands there already.
fn set<T>(place: &mut Option<Found<T>>, name: &Ident, value: Result<T>) -> Result<()> {
    let value = value?;
    if place.is_some() {
        return Err(Error::new(name.span(), format!("`{name}` is here twice")));
    }
    *place = Some(Found { name: name.clone(), value });
    Ok(())
}

/// An expression, without parentheses or braces around all of it: they may be of use where the user
/// wrote them, and lints would find that they are not where the expression is put.
fn expression(item: &Item<'_>) -> Result<Expr> {
    item.syntax().map(bare)
}

fn bare(expr: Expr) -> Expr {
    match expr {
        Expr::Paren(ExprParen { attrs, expr, .. }) if attrs.is_empty() => bare(*expr),
        Expr::Group(ExprGroup { attrs, expr, .. }) if attrs.is_empty() => bare(*expr),
        Expr::Block(ExprBlock { attrs, label: None, mut block }) if attrs.is_empty() => {
            match block.stmts.pop() {
                Some(Stmt::Expr(expr, None)) if block.stmts.is_empty() => bare(expr),
                last => {
                    block.stmts.extend(last);
                    Expr::Block(ExprBlock { attrs, label: None, block })
                }
            }
        }
        other => other,
    }
}

fn path(input: ParseStream<'_>) -> Result<Path> {
    if let Some(text) = input.parse::<Option<LitStr>>()? {
        return Err(Error::new(text.span(), format!("without quotes: `{}`", text.value())));
    }
    let start = input.span();
    let what = "write the path of a module or type: `with = module`, `with = Scaled::<100>`";
    input.parse().map_err(|_| Error::new(start, what))
}

/// A path, or one in quotes as other derives have it.
fn path_or_text(input: ParseStream<'_>) -> Result<Path> {
    let start = input.span();
    let path = match input.parse::<Option<LitStr>>()? {
        Some(text) => text.parse_with(Path::parse_mod_style),
        None => Path::parse_mod_style(input),
    };
    path.map_err(|_| Error::new(start, "write the path of a crate: `crate = path`"))
}
