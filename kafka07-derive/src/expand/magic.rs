//! Bytes that are always the same: those of a literal, or of a constant.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::run::Part;
use crate::attr::Magic;
use crate::door::Paths;
use crate::own;

/// How many bytes they are: an expression.
pub(super) fn len(magic: &Magic, paths: &Paths) -> TokenStream {
    match magic {
        Magic::Bytes(bytes) => {
            let len = bytes.len();
            quote!(#len)
        }
        Magic::Path(path) => {
            let private = own::placed(&paths.private, path.span());
            quote_spanned!(own::span(path.span())=> #private::constant::kind(&#path).len(#path))
        }
    }
}

/// Writes them: an expression of type `Result<(), Error>`.
pub(super) fn encode(magic: &Magic, paths: &Paths) -> TokenStream {
    let (private, bytes) = (&paths.private, bytes(magic, paths));
    match magic {
        Magic::Bytes(_) => quote!(#private::magic::encode(#bytes, __out)),
        Magic::Path(_) => quote!(#private::magic::encode_constant(#bytes, __out)),
    }
}

/// Reads them: an expression of type `Result<(), Error>`.
pub(super) fn decode(magic: &Magic, paths: &Paths) -> TokenStream {
    let (private, bytes) = (&paths.private, bytes(magic, paths));
    match magic {
        Magic::Bytes(_) => quote!(#private::magic::decode(#bytes, __input)),
        Magic::Path(_) => quote!(#private::magic::decode_constant(#bytes, __input)),
    }
}

/// Those that are written together with what follows. `path` adds the place to an error.
pub(super) fn part(magic: &Magic, path: TokenStream, paths: &Paths) -> Option<Part> {
    match magic {
        Magic::Bytes(array) => {
            let bytes = bytes(magic, paths);
            Some(Part { width: array.len(), bytes: quote!(*#bytes), path, tag: false })
        }
        Magic::Path(_) => None,
    }
}

/// A reference to them: to an array, or to what else the constant is.
fn bytes(magic: &Magic, paths: &Paths) -> TokenStream {
    match magic {
        Magic::Bytes(bytes) => {
            let mut bytes = Literal::byte_string(bytes);
            bytes.set_span(Span::mixed_site());
            quote!(#bytes)
        }
        Magic::Path(path) => {
            let private = own::placed(&paths.private, path.span());
            quote_spanned! {own::span(path.span())=>
                const { &#private::constant::kind(&#path).bytes(#path) }
            }
        }
    }
}
