//! Derived types from the outside: their bytes, their errors, and what no input may do to them.

mod arguments;
mod bits;
mod by_trait;
mod checks;
mod checksums;
mod elements;
mod errors;
mod given;
mod keys;
mod layouts;
mod memory;
mod padding;
mod prefixes;
mod properties;
mod sentinels;
mod shapes;
mod support;
mod tags;
mod tails;
