//! Numbers in a row: written with one `put`, read after one look at how much is left.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::door::Paths;
use crate::own;
use crate::plan::Field;

/// Bytes known by their number that are to be written.
pub(super) struct Part {
    pub(super) width: usize,
    /// An array of that many bytes.
    pub(super) bytes: TokenStream,
    /// What adds the place to an error.
    pub(super) path: TokenStream,
    /// Whether it is the tag of an enum, which may be told it. It comes first.
    pub(super) tag: bool,
}

/// The bytes of a number that is bound by reference.
pub(super) fn bytes(field: &Field<'_>) -> TokenStream {
    let (ty, value) = (field.ty, &field.binding);
    // If the type is another one of this name, the error is at it.
    let bytes = quote_spanned!(value.span()=> <#ty>::to_be_bytes);
    quote!(#bytes(*#value))
}

/// Statements that write `parts`, and leave none.
pub(super) fn write(parts: &mut Vec<Part>, paths: &Paths) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let parts = std::mem::take(parts);
    let Some(Part { path, tag, .. }) = parts.first() else { return TokenStream::new() };
    if let [Part { bytes, .. }] = &parts[..] {
        return if *tag {
            quote!(#private::key::put(__key, __out, #bytes) #path?;)
        } else {
            quote!(#wire::Output::put(__out, #bytes) #path?;)
        };
    }
    let names: Vec<_> = (0..parts.len()).map(|part| format_ident!("__part{part}")).collect();
    let bytes = parts.iter().map(|part| &part.bytes);
    let mut count = 0;
    // Copied in by ranges: an array made byte by byte is put together with shifts, which takes longer.
    let ranges: Vec<_> = parts
        .iter()
        .map(|part| {
            let start = Literal::usize_unsuffixed(count);
            count += part.width;
            let end = Literal::usize_unsuffixed(count);
            quote!(#start..#end)
        })
        .collect();
    let count = Literal::usize_unsuffixed(count);
    let (put, key) = if *tag {
        (quote!(#private::key::put_with::<_, #count, _>), Some(quote!(__key,)))
    } else {
        (quote!(#wire::Output::put_with::<#count>), None)
    };
    quote! {
        {
            #(let #names = #bytes;)*
            #put(#key __out, |__run| {
                #(__run[#ranges].copy_from_slice(&#names);)*
            }) #path?;
        }
    }
}

/// A statement that reads the bytes of `fields`, each a number. `in_field` adds the place to an
/// error by the number of the field where the input ends.
pub(super) fn take(widths: &[usize], in_field: &TokenStream, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let count = Literal::usize_unsuffixed(widths.iter().sum());
    let widths = widths.iter().map(|width| Literal::usize_unsuffixed(*width));
    quote!(let __run = #private::run::take::<#count>(&[#(#widths),*], __input) #in_field?;)
}

/// The number of the type `ty` whose bytes are at `at` in what was read.
pub(super) fn number(ty: &Type, at: usize, width: usize) -> TokenStream {
    let run = format_ident!("__run");
    let bytes = (at..at + width).map(|at| element(&run, at));
    let number = quote_spanned!(own::span(ty.span())=> <#ty>::from_be_bytes);
    quote!(#number([#(#bytes),*]))
}

fn element(array: &Ident, at: usize) -> TokenStream {
    let at = Literal::usize_unsuffixed(at);
    quote!(#array[#at])
}
