//! Bounds: one per field type that mentions a type parameter, none for types without parameters.

use std::collections::HashSet;

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    GenericParam, Generics, Ident, Lifetime, Type, TypeParamBound, WherePredicate, parse_quote,
};

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
    let stated = stated_for_any_input(plan.generics, side);
    for field in plan.fields() {
        for predicate in bounds(plan, field, paths, side) {
            let bounded = match &predicate {
                WherePredicate::Type(of_type) => of_type.bounded_ty.to_token_stream().to_string(),
                _ => String::new(),
            };
            if !stated.contains(&bounded) && seen.insert(predicate.to_token_stream().to_string()) {
                predicates.push(predicate);
            }
        }
    }
    predicates
}

/// The types that the declaration itself bounds with `Wire` or `Decode` for any lifetime of the input.
/// A bound for one lifetime beside it would leave the compiler with two ways to go.
fn stated_for_any_input(generics: &Generics, side: Side) -> HashSet<String> {
    let names: &[&str] = match side {
        Side::Encode => &["Wire"],
        Side::Decode => &["Wire", "Decode", "DecodeBlob"],
    };
    let is_stated = |bound: &TypeParamBound, for_any: bool| match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            let is_one = last.is_some_and(|last| names.iter().any(|name| last.ident == name));
            is_one && (for_any || bound.lifetimes.is_some())
        }
        _ => false,
    };
    let params = generics.type_params().filter_map(|param| {
        let stated = param.bounds.iter().any(|bound| is_stated(bound, false));
        stated.then(|| param.ident.to_string())
    });
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(of) => {
            let for_any = of.lifetimes.is_some();
            let stated = of.bounds.iter().any(|bound| is_stated(bound, for_any));
            stated.then(|| of.bounded_ty.to_token_stream().to_string())
        }
        _ => None,
    });
    params.chain(clauses).collect()
}

fn bounds(plan: &Plan<'_>, field: &Field<'_>, paths: &Paths, side: Side) -> Vec<WherePredicate> {
    let (wire, ty) = (&paths.wire, field.ty);
    let mentioned = shape::mentioned(ty, plan.shapes.params());
    if mentioned.is_empty() {
        return Vec::new();
    }
    let value = match side {
        Side::Encode => quote!(#wire::Encode),
        Side::Decode => quote!(#wire::Decode<'wire>),
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
    match (&field.layout, side) {
        (Layout::Nested | Layout::ByTrait, _) => of_type(ty, value.clone()),
        (Layout::Blob(_) | Layout::CountedBytes(_), Side::Encode) => {
            of_type(ty, quote!(#wire::Blob))
        }
        (Layout::Blob(_) | Layout::CountedBytes(_), Side::Decode) => {
            of_type(ty, quote!(#wire::DecodeBlob<'wire>))
        }
        (Layout::List { element: Some(element), .. }, _) => of_type(element, value.clone()),
        (Layout::List { element: None, .. }, Side::Encode) => {
            of_type(ty, quote!(#wire::List<Element: #value>))
        }
        (Layout::List { element: None, .. }, Side::Decode) => {
            of_type(ty, quote!(#wire::DecodeList<Element: #value>))
        }
        (Layout::Skip, Side::Decode) => {
            vec![parse_quote!(#ty: ::core::default::Default)]
        }
        // Encoding does not touch what is skipped; a `with` module states its own bounds, which
        // `bound` repeats.
        (
            Layout::Skip | Layout::With { .. } | Layout::Crc32 | Layout::Magic(_) | Layout::Tag,
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
    let names: Vec<_> = generics.lifetimes().map(|param| param.lifetime.ident.clone()).collect();
    if names.is_empty() { ty.to_token_stream() } else { replaced(ty.to_token_stream(), &names) }
}

fn replaced(tokens: TokenStream, names: &[Ident]) -> TokenStream {
    let mut in_lifetime = false;
    let tokens = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) if in_lifetime && names.contains(&ident) => {
            in_lifetime = false;
            TokenTree::Ident(Ident::new("static", ident.span()))
        }
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), replaced(group.stream(), names));
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

/// The arguments of a type that has lifetimes alone: `'static` for each.
pub(crate) fn all_static(generics: &Generics) -> TokenStream {
    let lifetimes = generics.lifetimes().map(|_| quote!('static));
    quote!(<#(#lifetimes),*>)
}
