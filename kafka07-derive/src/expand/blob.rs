//! Text and bytes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::code::Code;
use super::prefix::{decode_frame, encode_frame, most, prefix_type};
use super::until;
use crate::door::Paths;
use crate::own;
use crate::plan::{Field, Prefix, Sentinel};

/// After their length, or as many as an expression says.
pub(super) fn prefixed(field: &Field<'_>, prefix: &Prefix<'_>, paths: &Paths) -> Code {
    if prefix.given.is_some() {
        return given(field, prefix, "length", paths);
    }
    let private = &paths.private;
    let (bytes, max) = (bytes(field, paths), most(prefix.max, paths));
    let (int, decode) = (prefix_type(prefix, paths), function(field, "len", "decode", paths));
    let read = &field.read;
    Code {
        min_len: prefix_len(&int, paths),
        encode: quote!(#private::len::encode::<#int, _>(#bytes, #max, __out)),
        decode: quote!(#decode::<#int, #read>(#max, __input)),
    }
}

/// After the count of their elements, which are bytes.
pub(super) fn counted(field: &Field<'_>, prefix: &Prefix<'_>, paths: &Paths) -> Code {
    if prefix.given.is_some() {
        return given(field, prefix, "count", paths);
    }
    let private = &paths.private;
    let (bytes, max) = (bytes(field, paths), most(prefix.max, paths));
    let (int, read) = (prefix_type(prefix, paths), &field.read);
    let decode = function(field, "count", "decode_bytes", paths);
    Code {
        min_len: prefix_len(&int, paths),
        encode: quote!(#private::count::encode_bytes::<#int, _>(#bytes, #max, __out)),
        decode: quote!(#decode::<#int, #read>(#max, __input)),
    }
}

/// Up to the end.
pub(super) fn rest(field: &Field<'_>, paths: &Paths) -> Code {
    let (private, read) = (&paths.private, &field.read);
    let (bytes, decode) = (bytes(field, paths), function(field, "rest", "decode", paths));
    Code {
        min_len: quote!(0),
        encode: quote!(#private::rest::encode(#bytes, __out)),
        decode: quote!(#decode::<#read>(__input)),
    }
}

/// Up to what ends them.
pub(super) fn until(field: &Field<'_>, sentinel: &Sentinel<'_>, paths: &Paths) -> Code {
    let Sentinel { until, max } = sentinel;
    let (private, read) = (&paths.private, &field.read);
    let (bytes, max) = (bytes(field, paths), most(*max, paths));
    let (end, len) = until::bytes(until, field.ty, paths);
    let decode = function(field, "until", "decode", paths);
    Code {
        min_len: quote!(#len),
        encode: quote!(#private::until::encode(#bytes, #end, #max, __out)),
        decode: quote!(#decode::<#read, _>(#end, #max, __input)),
    }
}

/// As many as an expression says: all that is left in a frame of that size.
fn given(field: &Field<'_>, prefix: &Prefix<'_>, word: &str, paths: &Paths) -> Code {
    let Code { min_len, encode, decode } = rest(field, paths);
    Code {
        min_len,
        encode: encode_frame(field, prefix, word, &encode, paths),
        decode: decode_frame(prefix, word, &field.read, &decode, paths),
    }
}

fn prefix_len(int: &TokenStream, paths: &Paths) -> TokenStream {
    let wire = &paths.wire;
    quote!(<#int as #wire::Prefix>::MIN_LEN)
}

/// A function that reads. An error about the lifetime of the type is at the type.
fn function(field: &Field<'_>, module: &str, name: &str, paths: &Paths) -> TokenStream {
    let private = own::placed(&paths.private, field.binding.span());
    let (module, name) = (format_ident!("{module}"), format_ident!("{name}"));
    quote_spanned!(field.binding.span()=> #private::#module::#name)
}

// The type comes first in what follows, with its own place: if it is of the wrong kind, the compiler
// says so there, and says it once for all that comes of it.

/// The bytes of text or bytes.
pub(super) fn bytes(field: &Field<'_>, paths: &Paths) -> TokenStream {
    let wire = &paths.wire;
    let (ty, value) = (field.ty, &field.binding);
    quote_spanned!(value.span() => <#ty as #wire::Blob>::wire_bytes(#value))
}
