//! What a value is in code: three expressions.

use proc_macro2::TokenStream;

/// What a value that is there is in code.
pub(super) struct Code {
    /// The least length.
    pub(super) min_len: TokenStream,
    /// Writes the value: an expression of type `Result<(), Error>`.
    pub(super) encode: TokenStream,
    /// Reads the value: an expression of type `Result<T, Error>`.
    pub(super) decode: TokenStream,
}
