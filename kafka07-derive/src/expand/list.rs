//! Lists of elements that are told apart by their type alone, or have a frame each.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Type};

use super::code::Code;
use super::prefix::{each_of, given, most, prefix_type};
use super::told::{args, told};
use crate::attr::{PrefixType, Until};
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Field, Prefix, Unsure};

/// After their count, as many as an expression says, or up to the end.
pub(super) fn code(
    field: &Field<'_>,
    count: Option<&Prefix<'_>>,
    each: Option<&PrefixType>,
    element: Option<&Type>,
    paths: &Paths,
) -> Code {
    let (wire, private) = (&paths.wire, &paths.private);
    let ty = &field.read;
    // An error about the lifetime of the type is at the type.
    let placed = own::placed(private, field.binding.span());
    let (elements, each) = (elements(field, element, paths), each_of(each, paths));
    let by_args = told(field, paths).unwrap_or_else(|| quote!(()));
    let [args, told] = [Side::Encode, Side::Decode].map(|side| args(field, paths, side));
    let by_trait = is_list_by_trait(field).then(|| quote!(#private::by_trait::decoder::<#ty>()));
    let place = element.map_or_else(Span::mixed_site, |element| own::span(element.span()));
    let element = element.map_or_else(|| quote!(_), |element| quote!(#element));
    // How long one borrows from the input is found out with the list.
    let borrows = element.to_string().contains('\'');
    let read = if borrows { quote_spanned!(place=> _) } else { element.clone() };
    match count {
        Some(prefix) if prefix.given.is_some() => {
            let [said, read_said] =
                [Side::Encode, Side::Decode].map(|side| given(prefix, "count", paths, side));
            let max = most(prefix.max, paths);
            let count = quote!(#private::count);
            Code {
                min_len: quote!(0),
                encode: quote! {
                    #count::encode_given::<#each, #element, _, _>(
                        #elements, #said, #max, #args, __out,
                    )
                },
                decode: match by_trait {
                    Some(list) => {
                        quote!(#list.__given::<#each>(#read_said, #max, __input))
                    }
                    None => quote! {
                        #count::decode_given::<#each, #ty, #read, _>(
                            #read_said, #max, #told, __input,
                        )
                    },
                },
            }
        }
        Some(prefix) => {
            let (int, max) = (prefix_type(prefix, paths), most(prefix.max, paths));
            let count = quote!(#private::count);
            Code {
                min_len: quote!(<#int as #wire::Prefix>::MIN_LEN),
                encode: quote! {
                    #count::encode::<#int, #each, #element, #by_args, _>(
                        #elements, #max, #args, __out,
                    )
                },
                decode: match by_trait {
                    Some(list) => quote!(#list.__count::<#int, #each>(#max, __input)),
                    None => {
                        let decode = quote_spanned!(field.binding.span()=> #placed::count::decode);
                        quote! {
                            #decode::<#int, #each, #ty, #read, #by_args>(#max, #told, __input)
                        }
                    }
                },
            }
        }
        None => {
            let rest = quote!(#private::rest_list);
            Code {
                min_len: quote!(0),
                encode: quote! {
                    #rest::encode::<#each, #element, #by_args, _>(#elements, #args, __out)
                },
                decode: match by_trait {
                    Some(list) => quote!(#list.__rest::<#each>(__input)),
                    None => {
                        let decode =
                            quote_spanned!(field.binding.span()=> #placed::rest_list::decode);
                        quote!(#decode::<#each, #ty, #read, #by_args>(#told, __input))
                    }
                },
            }
        }
    }
}

/// Up to what ends them.
pub(super) fn until(
    field: &Field<'_>,
    until: &Until,
    max: Option<&Expr>,
    each: Option<&PrefixType>,
    element: Option<&Type>,
    paths: &Paths,
) -> Code {
    let (private, ty, read, value) = (&paths.private, field.ty, &field.read, &field.binding);
    let by_trait = is_list_by_trait(field).then(|| {
        let by_trait = quote!(#private::by_trait);
        (quote!(#by_trait::encoder::<#ty>(#value)), quote!(#by_trait::decoder::<#read>()))
    });
    let list = super::until::List {
        read,
        element,
        each: &each_of(each, paths),
        elements: &elements(field, element, paths),
        by_trait,
        args: [Side::Encode, Side::Decode].map(|side| args(field, paths, side)),
        told: told(field, paths),
        max: &most(max, paths),
    };
    let [min_len, encode, decode] = list.code(until, paths);
    Code { min_len, encode, decode }
}

/// Whether the compiler finds out what the list is. It says then that it is one; of a type with
/// parameters, bounds do.
fn is_list_by_trait(field: &Field<'_>) -> bool {
    field.unsure.iter().any(|unsure| matches!(unsure, Unsure::List))
}

/// The elements of a list.
pub(super) fn elements(field: &Field<'_>, element: Option<&Type>, paths: &Paths) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let (ty, value) = (field.ty, &field.binding);
    if element.is_none() && is_list_by_trait(field) {
        return quote!(#private::by_trait::encoder::<#ty>(#value).__elements());
    }
    quote_spanned!(value.span() => <#ty as #wire::List>::elements(#value))
}
