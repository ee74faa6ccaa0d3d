//! One field: its length, its bytes and its value, as expressions. Errors have no path yet.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path};

use crate::plan::{Field, Layout, Prefix};

/// The least length.
pub(super) fn min_len(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    if field.when.is_some() {
        return quote!(0);
    }
    let inner = value_min_len(field, wire);
    match &field.frame {
        Some(Prefix { int, .. }) => quote!(<#int as #wire::Prefix>::LEN + #inner),
        None => inner,
    }
}

/// The same of the value alone: without condition and frame.
fn value_min_len(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let ty = field.ty;
    let of_prefix = |prefix: &Option<Prefix<'_>>| match prefix {
        Some(Prefix { int, .. }) => quote!(<#int as #wire::Prefix>::LEN),
        None => quote!(0),
    };
    match &field.layout {
        Layout::Nested | Layout::Crc32 => quote!(<#ty as #wire::Encode>::MIN_LEN),
        Layout::Blob(prefix) => of_prefix(prefix),
        Layout::List { count, .. } => of_prefix(count),
        Layout::Magic(magic) => {
            let len = magic.bytes.len();
            quote!(#len)
        }
        Layout::With(_) | Layout::Skip | Layout::Tag => quote!(0),
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
        Layout::Blob(Some(Prefix { int, .. })) => {
            let bytes = bytes(field, wire);
            quote!(#wire::len::encoded_len::<#int>(#bytes))
        }
        Layout::Blob(None) => {
            let bytes = bytes(field, wire);
            quote!(#wire::rest::encoded_len(#bytes))
        }
        Layout::List { count: Some(Prefix { int, .. }), .. } => {
            let (element, elements) = (element(&field.layout, wire), elements(field, wire));
            quote!(#wire::count::encoded_len::<#int, #element>(#elements))
        }
        Layout::List { count: None, .. } => {
            let (element, elements) = (element(&field.layout, wire), elements(field, wire));
            quote!(#wire::rest_list::encoded_len::<#element>(#elements))
        }
        Layout::With(module) => {
            let function = function(module, "encoded_len");
            quote!(#function(#value))
        }
        Layout::Crc32 | Layout::Magic(_) => value_min_len(field, wire),
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
        {
            let __wanted: ::core::primitive::bool = #expr;
            match #value {
                ::core::option::Option::Some(#value) if __wanted => #framed,
                ::core::option::Option::None if !__wanted => ::core::result::Result::Ok(()),
                _ => ::core::result::Result::Err(#wire::when::broken(__wanted, __out)),
            }
        }
    }
}

fn encode_value(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    match &field.layout {
        Layout::Nested => quote!(<#ty as #wire::Encode>::encode(#value, __out)),
        Layout::Blob(Some(Prefix { int, max })) => {
            let (max, bytes) = (most(*max), bytes(field, wire));
            quote!(#wire::len::encode::<#int, _>(#bytes, #max, __out))
        }
        Layout::Blob(None) => {
            let bytes = bytes(field, wire);
            quote!(#wire::rest::encode(#bytes, __out))
        }
        Layout::List { count: Some(Prefix { int, max }), .. } => {
            let (element, elements) = (element(&field.layout, wire), elements(field, wire));
            let max = most(*max);
            quote!(#wire::count::encode::<#int, #element, _>(#elements, #max, __out))
        }
        Layout::List { count: None, .. } => {
            let (element, elements) = (element(&field.layout, wire), elements(field, wire));
            quote!(#wire::rest_list::encode::<#element, _>(#elements, __out))
        }
        Layout::Magic(magic) => quote!(#wire::magic::encode(#magic, __out)),
        Layout::With(module) => {
            let function = function(module, "encode");
            quote!(#function(#value, __out))
        }
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
        Layout::With(module) => {
            let function = function(module, "decode");
            quote!(#function(__input))
        }
        Layout::Skip | Layout::Tag => unreachable!("not read here"),
    }
}

// The type stands first in what follows, with its own place: if it is of the wrong kind, the
// compiler says so there, and says it once for all that comes of it.

/// The bytes of text or bytes.
pub(super) fn bytes(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    quote_spanned!(value.span() => <#ty as #wire::Blob>::wire_bytes(#value))
}

/// The elements of a list.
fn elements(field: &Field<'_>, wire: &TokenStream) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    quote_spanned!(value.span() => <#ty as #wire::List>::elements(#value))
}

/// A function of a `with` module, in the place of the module's name.
fn function(module: &Path, name: &str) -> TokenStream {
    let function = Ident::new(name, module.span());
    quote!(#module::#function)
}

/// The layout and the type of a list's elements.
fn element(layout: &Layout<'_>, wire: &TokenStream) -> TokenStream {
    let each = element_layout(layout, wire);
    match layout {
        Layout::List { element: Some(element), .. } => quote!(#each, #element),
        _ => quote!(#each, _),
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
