//! Types that take all bytes left: which they are, and that nothing follows them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::field::{self, is_closed};
use super::{needs, padding, tags, told, with_needs};
use crate::door::Paths;
use crate::generics::{self, Side};
use crate::own;
use crate::plan::{Body, Counted, Field, Layout, Plan, Record, Tail};
use crate::shape::Shapes;

/// The constants `OPEN` and `CHECK` of one of the impls, as far as they are not the usual ones.
pub(super) fn constants(plan: &Plan<'_>, paths: &Paths, side: Side) -> TokenStream {
    let open = at_the_end(plan, "OPEN", paths, side);
    // It is what `OPEN` is unless another type says so.
    let asks = |(_, record): (_, &Record<'_>)| {
        let last = record.fields.iter().rfind(|field| field.on_wire());
        last.is_some_and(|last| matches!(last.layout, Layout::Nested | Layout::ByTrait))
    };
    let ends_open = records(plan).into_iter().any(asks);
    let ends_open = ends_open.then(|| at_the_end(plan, "ENDS_OPEN", paths, side));
    let checks = checks(plan, paths, side);
    let check = (!checks.is_empty()).then(|| quote!(const CHECK: () = { #(#checks)* };));
    quote!(#open #ends_open #check)
}

/// The constants of the impl of an enum that is told its tag, which are those of the other impl.
pub(super) fn of_keyed(plan: &Plan<'_>, paths: &Paths, side: Side) -> TokenStream {
    let of = told::trait_of(paths, side, plan.told().as_ref());
    let open = at_the_end(plan, "OPEN", paths, side).map(|_| {
        quote! {
            const OPEN: ::core::primitive::bool = <Self as #of>::OPEN;
            const ENDS_OPEN: ::core::primitive::bool = <Self as #of>::ENDS_OPEN;
        }
    });
    let check = (!checks(plan, paths, side).is_empty())
        .then(|| quote!(const CHECK: () = <Self as #of>::CHECK;));
    quote!(#open #check)
}

/// The constant of the type that is what the constant of the last field, or of one of them, is.
fn at_the_end(plan: &Plan<'_>, constant: &str, paths: &Paths, side: Side) -> Option<TokenStream> {
    let open = records(plan).into_iter().filter_map(|(_, record)| {
        // A type takes all bytes left before its last fields, or to find out whether those are there.
        let Tail { rest, trailer } = &record.tail;
        if let Some(first) = rest.first().map(|first| &record.fields[*first])
            && (first.optional || !trailer.is_empty())
        {
            return Some((first, quote!(true)));
        }
        let last = record.fields.iter().rfind(|field| field.on_wire())?;
        Some((last, field::open(last, constant, &plan.shapes, paths, side)?))
    });
    let open: Vec<_> = open.collect();
    let (private, constant) = (&paths.private, format_ident!("{constant}"));
    let needs = open.iter().map(|(field, _)| needs::needs(field, plan, paths));
    let needs = quote!(#(#needs)*);
    let value = match &open[..] {
        [] => return None,
        [(_, one)] => quote!(#one),
        several => {
            let several = several.iter().map(|(_, open)| open);
            quote!(#private::any(&[#(#several),*]))
        }
    };
    let value = with_needs(&needs, &value);
    Some(quote!(const #constant: ::core::primitive::bool = #value;))
}

/// The check of a type whose code is not generated anew for each use: done where the type is
/// declared. In one impl, as the other would say the same.
pub(super) fn checked_at_once(plan: &Plan<'_>, paths: &Paths) -> Option<TokenStream> {
    if generics::is_generic(plan.generics) || checks(plan, paths, Side::Decode).is_empty() {
        return None;
    }
    let (wire, ident) = (&paths.wire, own::name(plan.ident));
    let arguments = generics::all_static(plan.generics);
    let of = match plan.told() {
        Some(told) => quote!(#wire::Decode<'static, #told>),
        None => quote!(#wire::Decode<'static>),
    };
    Some(quote!(const _: () = <#ident #arguments as #of>::CHECK;))
}

/// The statement that has the check done where a method is used.
pub(super) fn checked_in_use(plan: &Plan<'_>, paths: &Paths, side: Side) -> Option<TokenStream> {
    if !generics::is_generic(plan.generics) || checks(plan, paths, side).is_empty() {
        return None;
    }
    let of = told::trait_of(paths, side, plan.told().as_ref());
    Some(quote!(const { <Self as #of>::CHECK };))
}

/// That a number which is filled in later takes the same number of bytes every time.
fn filled_in(field: &Field<'_>, paths: &Paths) -> Option<TokenStream> {
    let computed = field.computed.as_ref()?;
    let (ty, place) = (field.ty, own::span(field.ty.span()));
    let private = own::placed(&paths.private, place);
    let later = computed.counted == Counted::Written;
    later.then(|| quote_spanned!(place=> #private::given::filled_in::<#ty>();))
}

fn checks(plan: &Plan<'_>, paths: &Paths, side: Side) -> Vec<TokenStream> {
    // A type without parameters is checked once, for both sides.
    let sides: &[Side] = match (generics::is_generic(plan.generics), side) {
        (true, Side::Encode) => &[Side::Encode],
        (true, Side::Decode) => &[Side::Decode],
        (false, Side::Encode) => return Vec::new(),
        (false, Side::Decode) => &[Side::Encode, Side::Decode],
    };
    let container = plan.ident.unraw();
    let mut checks = Vec::from_iter(tags::apart(plan, paths));
    checks.extend(padding::checks(plan, paths));
    checks.extend(plan.fields().filter_map(|field| filled_in(field, paths)));
    for (variant, record) in records(plan) {
        let of = variant.map_or_else(|| container.to_string(), |v| format!("{container}::{v}"));
        let last = record.fields.iter().rposition(Field::on_wire);
        for (at, field) in record.fields.iter().enumerate() {
            let Tail { rest, trailer } = &record.tail;
            // Fields of a fixed size may follow what takes the rest.
            let in_trailer = trailer.contains(&at);
            let is_last = in_trailer || rest.last().or(last.as_ref()) == Some(&at);
            // Padding may follow a field, or all of them.
            let is_last = is_last && field.pad.or(plan.pad).is_none();
            let mut check = check(field, is_last, &of, plan, paths, sides);
            if side == Side::Decode {
                check.extend(sized(field, in_trailer, &of, plan, paths, sides));
            }
            if !check.is_empty() {
                let needs = needs::needs(field, plan, paths);
                checks.push(quote!(#needs #check));
            }
        }
    }
    checks
}

fn records<'p>(plan: &'p Plan<'_>) -> Vec<(Option<String>, &'p Record<'p>)> {
    match &plan.body {
        Body::Struct(record) | Body::Bits { record, .. } => vec![(None, record)],
        Body::Enum { variants, .. } => variants
            .iter()
            .map(|variant| (Some(variant.ident.unraw().to_string()), &variant.record))
            .collect(),
    }
}

/// Refuses a field that takes all bytes left where something follows it.
fn check(
    field: &Field<'_>,
    is_last: bool,
    container: &str,
    plan: &Plan<'_>,
    paths: &Paths,
    sides: &[Side],
) -> TokenStream {
    let (ty, shapes) = (field.ty, &plan.shapes);
    let types = Types::of(field, container, plan, paths, sides);
    let place = &types.place;
    match &field.layout {
        Layout::Nested if is_closed(ty, shapes) => TokenStream::new(),
        Layout::ByTrait => {
            let ty = shapes.read(ty);
            let checks = sides.iter().map(|side| told::by_trait(&ty, "CHECK", paths, *side));
            let open = types.open("ELEMENTS_OPEN", &ty);
            let what = format!(
                "`{place}` is a list whose elements take all bytes left, so that it cannot hold two: \
                 give each a frame of its own, `each(size = i32)`"
            );
            let outside = refuse(&open, &what, field.ty, paths);
            let misplaced = types.misplaced(field.ty);
            quote!(#misplaced #(let () = #checks;)* #outside)
        }
        Layout::Nested => {
            let inside = types.inside(ty, Others::Checked);
            let outside = (!is_last && field.frame.is_none()).then(|| {
                let what = format!(
                    "`{place}` takes all bytes left, and more fields follow it: make it the last \
                     one, give it a frame of its own with `size`, or say `rest` if they are of a \
                     fixed size"
                );
                refuse(&types.open("KNOWN_OPEN", &shapes.read(ty)), &what, ty, paths)
            });
            quote!(#inside #outside)
        }
        Layout::List { element: Some(element), .. } if is_closed(element, shapes) => {
            TokenStream::new()
        }
        Layout::Elements { element, .. } => {
            let closed = element.frame.is_some() || !matches!(element.layout, Layout::Nested);
            let nested = check(element, closed, container, plan, paths, sides);
            let needs = needs::needs(element, plan, paths);
            quote!(#needs #nested)
        }
        Layout::List { each, element, .. } => {
            let inside = element.map(|element| types.inside(element, Others::Skipped));
            let open = match element {
                Some(element) => types.open("KNOWN_OPEN", &shapes.read(element)),
                None => types.open("ELEMENTS_OPEN", &shapes.read(ty)),
            };
            let outside = each.is_none().then(|| {
                let what = format!(
                    "an element of `{place}` takes all bytes left, so that the list cannot hold \
                     two: give each a frame of its own, `each(size = i32)`"
                );
                refuse(&open, &what, ty, paths)
            });
            quote!(#inside #outside)
        }
        _ => TokenStream::new(),
    }
}

/// Refuses a field after a `rest`, and a checksum, whose size may change.
fn sized(
    field: &Field<'_>,
    in_trailer: bool,
    container: &str,
    plan: &Plan<'_>,
    paths: &Paths,
    sides: &[Side],
) -> TokenStream {
    let ty = field.ty;
    let types = Types::of(field, container, plan, paths, sides);
    let what = match field.layout {
        _ if is_closed(ty, types.shapes) => return TokenStream::new(),
        Layout::Checksum(_) => "is a checksum, and its size may change",
        Layout::Nested if in_trailer => "follows a field with `rest`, and its size may change",
        _ => return TokenStream::new(),
    };
    let place = &types.place;
    let what =
        format!("`{place}` {what}: take a type whose values all take the same number of bytes");
    let fixed = types.constant(&types.shapes.read(ty), "FIXED", Side::Decode);
    let span = own::span(ty.span());
    let private = own::placed(&paths.private, ty.span());
    quote_spanned!(span=> #private::sized(#fixed, #what);)
}

/// What is done with types that have a check of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    Checked,
    /// A list may hold values of the type that it is in: its check would ask for itself.
    Skipped,
}

/// The types inside of a field's type.
struct Types<'c> {
    /// The field, as errors say it.
    place: String,
    /// Whether the compiler decides if the field's type has a wire format.
    by_trait: bool,
    /// The type of what they are told, if they are told anything.
    told: Option<TokenStream>,
    shapes: &'c Shapes<'c>,
    paths: &'c Paths,
    sides: &'c [Side],
}

impl<'c> Types<'c> {
    fn of(
        field: &Field<'_>,
        container: &str,
        plan: &'c Plan<'_>,
        paths: &'c Paths,
        sides: &'c [Side],
    ) -> Self {
        Self {
            place: format!("{container}.{}", field.name),
            by_trait: matches!(field.layout, Layout::ByTrait),
            told: told::told(field, paths),
            shapes: &plan.shapes,
            paths,
            sides,
        }
    }

    /// Whether a type takes all bytes left: an expression of type `bool`.
    fn open(&self, constant: &str, ty: &TokenStream) -> TokenStream {
        let private = &self.paths.private;
        let open = self.sides.iter().map(|side| self.constant(ty, constant, *side));
        let open: Vec<_> = open.collect();
        match &open[..] {
            [one] => one.clone(),
            several => quote!(#private::any(&[#(#several),*])),
        }
    }

    /// A constant of a type. In a generic type bounds say that the type has it; elsewhere the compiler
    /// says so in one place, and not here again.
    fn constant(&self, ty: &TokenStream, name: &str, side: Side) -> TokenStream {
        let known = self.told.is_some() || self.sides.len() == 1 && !self.by_trait;
        if !known || name == "ELEMENTS_OPEN" {
            return told::by_trait(ty, name, self.paths, side);
        }
        let of = self.trait_of(side);
        let name = format_ident!("{}", if name == "KNOWN_OPEN" { "ENDS_OPEN" } else { name });
        quote!(<#ty as #of>::#name)
    }

    /// Refuses an array or tuple by another name, or inside of a box.
    fn misplaced(&self, ty: &Type) -> TokenStream {
        let place = &self.place;
        let what = format!(
            "in `{place}`, something follows a value that takes all bytes left, in an array or tuple"
        );
        refuse(&self.open("MISPLACED", &self.shapes.read(ty)), &what, ty, self.paths)
    }

    fn trait_of(&self, side: Side) -> TokenStream {
        told::trait_inside(self.told.as_ref(), self.sides.len() == 1, self.paths, side)
    }

    /// The places inside of a type: of an array's and a tuple's elements here, so that an error is at
    /// the field; of any other type by its own check.
    fn inside(&self, ty: &Type, others: Others) -> TokenStream {
        let (private, place) = (&self.paths.private, &self.place);
        match ty {
            _ if is_closed(ty, self.shapes) => TokenStream::new(),
            // In a generic type only the field's type as a whole is known to have a wire format.
            Type::Array(_) | Type::Tuple(_) | Type::Path(_) if self.sides.len() == 1 => {
                let misplaced = self.misplaced(ty);
                let (of, ty) = (self.trait_of(self.sides[0]), self.shapes.read(ty));
                let check =
                    (others == Others::Checked).then(|| quote!(let () = <#ty as #of>::CHECK;));
                quote!(#misplaced #check)
            }
            Type::Group(group) => self.inside(&group.elem, others),
            Type::Paren(paren) => self.inside(&paren.elem, others),
            Type::Tuple(tuple) => {
                let what = format!(
                    "an element of the tuple `{place}` takes all bytes left, so that nothing can \
                     follow it"
                );
                let last = tuple.elems.len() - 1;
                let checks = tuple.elems.iter().enumerate().map(|(at, element)| {
                    let inside = self.inside(element, others);
                    let outside = (at < last && !is_closed(element, self.shapes)).then(|| {
                        let open = self.open("KNOWN_OPEN", &self.shapes.read(element));
                        refuse(&open, &what, element, self.paths)
                    });
                    quote!(#inside #outside)
                });
                checks.collect()
            }
            Type::Array(array) => {
                let what = format!(
                    "the elements of the array `{place}` take all bytes left, so that it cannot \
                     hold two"
                );
                let (element, len) = (&*array.elem, &array.len);
                let inside = self.inside(element, others);
                let open = self.open("KNOWN_OPEN", &self.shapes.read(element));
                let open = quote!(#private::several(#len) && #open);
                let outside = refuse(&open, &what, element, self.paths);
                quote!(#inside #outside)
            }
            Type::Path(_) => {
                let misplaced = self.misplaced(ty);
                let ty = self.shapes.read(ty);
                let checks = self.sides.iter().map(|side| self.constant(&ty, "CHECK", *side));
                let checks = checks.filter(|_| others == Others::Checked);
                quote!(#misplaced #(let () = #checks;)*)
            }
            _ => TokenStream::new(),
        }
    }
}

/// A statement that stops the build, at the place of `ty`, if `open` holds.
fn refuse(open: &TokenStream, what: &str, ty: &Type, paths: &Paths) -> TokenStream {
    let span = own::span(ty.span());
    // Where a call is reported depends on all of its tokens.
    let private = own::placed(&paths.private, ty.span());
    quote_spanned!(span=> #private::closed(#open, #what);)
}
