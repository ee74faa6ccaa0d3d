//! The two doors to the derive: which crate derived code refers to, and what comes with it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// Where the derive was taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `kafka07_wire::Wire`: any protocol.
    Wire,
    /// `kafka07::Wire`: Kafka's requests too.
    Kafka,
}

impl Door {
    /// The paths that derived code uses, where `krate` may say where the crate is.
    pub(crate) fn paths(self, krate: Option<&Path>) -> Paths {
        let wire = match (self, krate) {
            (Self::Wire, None) => quote!(::kafka07_wire),
            (Self::Wire, Some(path)) => quote!(#path),
            (Self::Kafka, None) => quote!(::kafka07::wire),
            (Self::Kafka, Some(path)) => quote!(#path::wire),
        };
        Paths { private: quote!(#wire::__private), wire }
    }
}

/// Paths in derived code.
pub(crate) struct Paths {
    /// Of the codec: `Encode`, `Decode`, `Reader`, …; for [`Door::Kafka`] of `Request` too.
    pub(crate) wire: TokenStream,
    /// Of what only derived code calls.
    pub(crate) private: TokenStream,
}
