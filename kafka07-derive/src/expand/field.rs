//! One field: its length, its bytes and its value, as expressions. Errors have no path yet.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::{Field, Layout, Prefix};

/// The least length.
pub(super) fn min_len(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    if field.when.is_some() {
        return quote!(0);
    }
    let ty = field.ty;
    let of_prefix = |prefix: &Option<Prefix<'_>>| match prefix {
        Some(Prefix { int, .. }) => quote!(<#int as #wire::Prefix>::LEN),
        None => quote!(0),
    };
    let inner = match &field.layout {
        Layout::Nested | Layout::Crc32 => quote!(<#ty as #wire::Encode>::MIN_LEN),
        Layout::Blob(prefix) => of_prefix(prefix),
        Layout::List { count, .. } => of_prefix(count),
        Layout::Magic(magic) => {
            let len = magic.bytes.len();
            quote!(#len)
        }
        Layout::With(_) | Layout::Skip | Layout::Tag => quote!(0),
    };
    match &field.frame {
        Some(Prefix { int, .. }) => quote!(<#int as #wire::Prefix>::LEN + #inner),
        None => inner,
    }
}

/// The length of `value`, a reference.
pub(super) fn encoded_len(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let value = &field.binding;
    let inner = value_len(field, wire);
    let framed = match &field.frame {
        Some(Prefix { int, .. }) => quote!(<#int as #wire::Prefix>::LEN + #inner),
        None => inner,
    };
    if field.when.is_none() {
        return framed;
    }
    quote! {
        match #value {
            ::core::option::Option::Some(#value) => #framed,
            ::core::option::Option::None => 0,
        }
    }
}

fn value_len(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    match &field.layout {
        Layout::Nested => quote!(<#ty as #wire::Encode>::encoded_len(#value)),
        Layout::Blob(Some(Prefix { int, .. })) => quote!(#wire::len::encoded_len::<#int>(#value)),
        Layout::Blob(None) => quote!(#wire::rest::encoded_len(#value)),
        Layout::List { count: Some(Prefix { int, .. }), .. } => {
            let layout = element_layout(&field.layout, wire);
            quote!(#wire::count::encoded_len::<#int, #layout>(#value))
        }
        Layout::List { count: None, .. } => {
            let layout = element_layout(&field.layout, wire);
            quote!(#wire::rest_list::encoded_len::<#layout>(#value))
        }
        Layout::With(module) => quote!(#module::encoded_len(#value)),
        Layout::Crc32 | Layout::Magic(_) => min_len(field, wire),
        Layout::Skip | Layout::Tag => quote!(0),
    }
}

/// Writes the value: an expression of type `Result<(), Error>`.
pub(super) fn encode(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let value = &field.binding;
    let inner = encode_value(field, wire);
    let framed = match &field.frame {
        Some(Prefix { int, max }) => {
            let max = most(*max);
            quote!(#wire::frame::encode_with::<#int, _>(#max, __out, |__out| #inner))
        }
        None => inner,
    };
    let Some(when) = &field.when else { return framed };
    let expr = &when.expr;
    quote! {
        match (#value, #expr) {
            (::core::option::Option::Some(#value), true) => #framed,
            (::core::option::Option::None, false) => ::core::result::Result::Ok(()),
            (_, __wanted) => ::core::result::Result::Err(#wire::when::broken(__wanted, __out)),
        }
    }
}

fn encode_value(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    match &field.layout {
        Layout::Nested => quote!(<#ty as #wire::Encode>::encode(#value, __out)),
        Layout::Blob(Some(Prefix { int, max })) => {
            let max = most(*max);
            quote!(#wire::len::encode::<#int, _>(#value, #max, __out))
        }
        Layout::Blob(None) => quote!(#wire::rest::encode(#value, __out)),
        Layout::List { count: Some(Prefix { int, max }), .. } => {
            let (max, layout) = (most(*max), element_layout(&field.layout, wire));
            quote!(#wire::count::encode::<#int, #layout, _>(#value, #max, __out))
        }
        Layout::List { count: None, .. } => {
            let layout = element_layout(&field.layout, wire);
            quote!(#wire::rest_list::encode::<#layout, _>(#value, __out))
        }
        Layout::Magic(magic) => quote!(#wire::magic::encode(#magic, __out)),
        Layout::With(module) => quote!(#module::encode(#value, __out)),
        Layout::Crc32 | Layout::Skip | Layout::Tag => unreachable!("not written here"),
    }
}

/// Reads the value: an expression of type `Result<T, Error>`.
pub(super) fn decode(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let ty = field.ty;
    let inner = decode_value(field, wire);
    let framed = match &field.frame {
        Some(Prefix { int, max }) => {
            let max = most(*max);
            quote!(#wire::frame::decode_with::<#int, #ty>(#max, __input, |__input| #inner))
        }
        None => inner,
    };
    let Some(when) = &field.when else { return framed };
    let (expr, names) = (&when.expr, &when.names);
    quote! {
        if { #(let #names = &#names;)* #expr } {
            #framed.map(::core::option::Option::Some)
        } else {
            ::core::result::Result::Ok(::core::option::Option::None)
        }
    }
}

fn decode_value(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let ty = field.ty;
    match &field.layout {
        Layout::Nested | Layout::Crc32 => quote!(<#ty as #wire::Decode<'wire>>::decode(__input)),
        Layout::Blob(Some(Prefix { int, max })) => {
            let max = most(*max);
            quote!(#wire::len::decode::<#int, #ty>(#max, __input))
        }
        Layout::Blob(None) => quote!(#wire::rest::decode::<#ty>(__input)),
        Layout::List { count: Some(Prefix { int, max }), .. } => {
            let (max, layout) = (most(*max), element_layout(&field.layout, wire));
            quote!(#wire::count::decode::<#int, #layout, #ty>(#max, __input))
        }
        Layout::List { count: None, .. } => {
            let layout = element_layout(&field.layout, wire);
            quote!(#wire::rest_list::decode::<#layout, #ty>(__input))
        }
        Layout::Magic(magic) => quote!(#wire::magic::decode(#magic, __input)),
        Layout::With(module) => quote!(#module::decode(__input)),
        Layout::Skip | Layout::Tag => unreachable!("not read here"),
    }
}

fn element_layout(layout: &Layout<'_>, wire: &TokenStream) -> TokenStream {
    match layout {
        Layout::List { each: Some(each), .. } => quote!(#wire::Each<#each>),
        _ => quote!(#wire::Bare),
    }
}

fn most(max: Option<&syn::Expr>) -> TokenStream {
    match max {
        Some(max) => quote!(#max),
        None => quote!(::core::primitive::usize::MAX),
    }
}
