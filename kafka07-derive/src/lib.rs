//! `#[derive(Wire)]`: from the declaration of a type to its encoder and decoder.
//!
//! The way of a type through this crate: `ast` holds what was written, `attr` reads one
//! attribute at a time, `valid` applies the rules across attributes and fields and decides the
//! layout (`plan`), `expand` writes the code. Mistakes are collected in `errors` on the way;
//! if there are any, `fallback` still emits the impls, so that one mistake does not bring more.
//!
//! There are two doors, `kafka07_wire::Wire` and `kafka07::Wire`: `door` has what differs. The
//! attributes are described where the derive is re-exported: at `kafka07_wire::Wire`, and those of
//! Kafka's requests at `kafka07::Wire`.

// With code in both arms, a `match` shows what stands for what.
#![allow(clippy::single_match_else)]

mod ast;
mod attr;
mod condition;
mod door;
mod errors;
mod expand;
mod fallback;
mod generics;
mod lints;
mod own;
mod plan;
mod scope;
mod shape;
#[cfg(test)]
mod snapshots;
mod text;
mod tokens;
mod valid;

use door::Door;
use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use syn::DeriveInput;

/// Derives the encoder and the decoder of a type; described at `kafka07_wire::Wire`.
#[proc_macro_derive(Wire, attributes(wire))]
pub fn derive_wire(input: TokenStream) -> TokenStream {
    expanded(input, Door::Wire)
}

/// Derives the encoder and the decoder of a type, and Kafka's requests; described at
/// `kafka07::Wire`, which is this macro.
#[proc_macro_derive(KafkaWire, attributes(wire))]
pub fn derive_kafka_wire(input: TokenStream) -> TokenStream {
    expanded(input, Door::Kafka)
}

fn expanded(input: TokenStream, door: Door) -> TokenStream {
    let input = TokenStream2::from(input);
    let parsed = syn::parse2::<DeriveInput>(input.clone());
    // The parser knows the latest edition. In an older one some of its words are names.
    match parsed.or_else(|error| syn::parse2(own::raw(input)).map_err(|_| error)) {
        Ok(input) => derive(&input, door).into(),
        Err(error) => own::errors(error).into(),
    }
}

fn derive(input: &DeriveInput, door: Door) -> TokenStream2 {
    let mut errors = errors::Errors::default();
    let written = ast::Input::read(input, door, &mut errors);
    let paths = door.paths(written.attrs.krate.as_ref().map(|found| &found.value));
    let plan = valid::plan(&written, &mut errors);
    match (plan, errors.finish()) {
        (Some(plan), None) => expand::derive(&plan, &paths),
        (_, errors) => fallback::derive(&written, &paths, errors),
    }
}
