//! Bounds: one per field type that mentions a type parameter, none for types without parameters.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Lifetime, Type, TypeParamBound, WherePredicate, parse_quote};

use crate::door::Paths;
use crate::plan::{Field, Layout, Plan};
use crate::shape;

/// Which of the two impls the bounds are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Encode,
    Decode,
}

/// The generics of the impl: with `'wire`, outlived by nothing, and the bounds that fields need.
pub(crate) fn for_impl(plan: &Plan<'_>, paths: &Paths, side: Side) -> Generics {
    let mut generics = plan.generics.clone();
    let predicates: Vec<WherePredicate> = match plan.bound {
        Some(bound) if side == Side::Encode => bound.encode.clone(),
        Some(bound) => bound.encode.iter().chain(&bound.decode).cloned().collect(),
        None => inferred(plan, paths, side),
    };
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    if side == Side::Decode {
        add_input_lifetime(&mut generics, &parse_quote!('wire));
    }
    // In the macro's name: the bounds of the declaration are its own, and linted there.
    if generics.lt_token.is_some() {
        generics.lt_token = Some(parse_quote!(<));
        generics.gt_token = Some(parse_quote!(>));
    }
    if let Some(clause) = &mut generics.where_clause {
        clause.where_token = parse_quote!(where);
    }
    generics
}

/// Adds the lifetime of the input, which outlives every lifetime of the type.
pub(crate) fn add_input_lifetime(generics: &mut Generics, input: &Lifetime) {
    let own: Vec<_> = generics.lifetimes().map(|param| &param.lifetime).collect();
    let param = if own.is_empty() { parse_quote!(#input) } else { parse_quote!(#input: #(#own)+*) };
    generics.params.insert(0, GenericParam::Lifetime(param));
}

fn inferred(plan: &Plan<'_>, paths: &Paths, side: Side) -> Vec<WherePredicate> {
    if plan.shapes.params().is_empty() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut predicates = Vec::new();
    for field in plan.fields() {
        for predicate in bounds(plan, field, paths, side) {
            if seen.insert(predicate.to_token_stream().to_string()) {
                predicates.push(predicate);
            }
        }
    }
    predicates
}

/// Whether the declaration bounds something with a trait that may be, or imply, one of the codec's.
fn has_own_bounds(generics: &Generics) -> bool {
    let of_params = generics.type_params().flat_map(|param| &param.bounds);
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_clauses = clauses.flat_map(|predicate| match predicate {
        WherePredicate::Type(of_type) => of_type.bounds.iter().collect(),
        _ => Vec::new(),
    });
    of_params.chain(of_clauses).any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|last| STANDARD.iter().all(|name| last.ident != name))
        }
        _ => false,
    })
}

/// Whether a type is what a trait says: the trait may bound it.
fn is_projected(ty: &Type) -> bool {
    !shape::mentioned(ty, &["as".to_owned()]).is_empty()
}

/// Traits of the standard library that are often in bounds, and have nothing to do with the codec's.
const STANDARD: &[&str] = &[
    "AsRef",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Error",
    "From",
    "Hash",
    "Into",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "TryFrom",
    "TryInto",
    "Unpin",
];

fn bounds(plan: &Plan<'_>, field: &Field<'_>, paths: &Paths, side: Side) -> Vec<WherePredicate> {
    let (Paths { wire, private, .. }, ty) = (paths, field.ty);
    let mentioned = shape::mentioned(ty, plan.shapes.params());
    if let Layout::Checksum(Some(with)) = field.layout {
        return match (shape::mentioned(with, plan.shapes.params()).is_empty(), mentioned.is_empty())
        {
            (true, _) => Vec::new(),
            (false, true) => vec![parse_quote!(#with: #wire::Checksum<Sum = #ty>)],
            // `C::Sum` is the type that it computes by its name.
            (false, false) => vec![parse_quote!(#with: #wire::Checksum)],
        };
    }
    if mentioned.is_empty() {
        return Vec::new();
    }
    let (value, blob) = match side {
        Side::Encode => (quote!(#wire::Encode), quote!(#wire::Blob)),
        // Beside a bound of the user's, one that the compiler does not mistake for it.
        Side::Decode if has_own_bounds(plan.generics) || is_projected(ty) => (
            quote!(#private::bound::DecodeField<'wire>),
            quote!(#private::bound::DecodeBlobField<'wire>),
        ),
        Side::Decode => (quote!(#wire::Decode<'wire>), quote!(#wire::DecodeBlob<'wire>)),
    };
    // `where Tree<T>: Encode` on the impl for `Tree<T>` would ask for itself: there the parameters
    // are bounded instead.
    let recursive = shape::mentioned(ty, &[plan.ident.to_string(), "Self".to_owned()]);
    let of_type = |ty: &Type, bound: TokenStream| -> Vec<WherePredicate> {
        if recursive.is_empty() {
            vec![parse_quote!(#ty: #bound)]
        } else {
            mentioned.iter().map(|param| parse_quote!(#param: #value)).collect()
        }
    };
    // The tag's type is known to the enum alone, whose impls ask something of its parameters.
    if field.key.is_some() {
        let value = match side {
            Side::Encode => quote!(#wire::Encode),
            Side::Decode => quote!(#wire::Decode<'wire>),
        };
        return mentioned.iter().map(|param| parse_quote!(#param: #value)).collect();
    }
    match (&field.layout, side) {
        (Layout::Elements { element, .. }, _) => self::bounds(plan, element, paths, side),
        (Layout::Nested | Layout::ByTrait, _) => of_type(ty, value.clone()),
        (Layout::Blob(_) | Layout::CountedBytes(_) | Layout::Until(_), _) => of_type(ty, blob),
        // What ends the list is written when it is read, too, and compared.
        (Layout::List { element: Some(element), until: Some(_), .. }, Side::Decode) => {
            of_type(element, quote!(#wire::Encode + #value))
        }
        (Layout::List { element: None, until: Some(_), .. }, Side::Decode) => {
            of_type(ty, quote!(#wire::DecodeList<Element: #wire::Encode + #value>))
        }
        (Layout::List { element: Some(element), .. }, _) => of_type(element, value.clone()),
        (Layout::List { element: None, .. }, Side::Encode) => {
            of_type(ty, quote!(#wire::List<Element: #value>))
        }
        (Layout::List { element: None, .. }, Side::Decode) => {
            of_type(ty, quote!(#wire::DecodeList<Element: #value>))
        }
        // Read from bytes that are made for it.
        (Layout::Part(_), _) => {
            of_type(ty, quote!(#wire::Encode + for<'__part> #wire::Decode<'__part>))
        }
        (Layout::Skip, Side::Decode) => {
            vec![parse_quote!(#ty: ::core::default::Default)]
        }
        // Encoding does not touch what is skipped; a `with` module states its own bounds, which
        // `bound` repeats.
        (
            Layout::Skip
            | Layout::With { .. }
            | Layout::Checksum(_)
            | Layout::Magic(_)
            | Layout::Reserved(_)
            | Layout::Tag,
            _,
        ) => Vec::new(),
    }
}

/// Whether the code of the type is generated anew for each use of it.
pub(crate) fn is_generic(generics: &Generics) -> bool {
    generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)))
}

/// `ty` with `'static` for each lifetime that the type with `generics` has.
pub(crate) fn with_static(ty: &Type, generics: &Generics) -> TokenStream {
    shape::with_lifetime(ty, generics, "static")
}

/// The arguments of a type that has lifetimes alone: `'static` for each.
pub(crate) fn all_static(generics: &Generics) -> TokenStream {
    let lifetimes = generics.lifetimes().map(|_| quote!('static));
    quote!(<#(#lifetimes),*>)
}
