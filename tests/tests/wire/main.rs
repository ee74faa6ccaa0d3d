//! Derived types from the outside: their bytes, their errors, and what no input may do to them.

mod by_trait;
mod errors;
mod layouts;
mod memory;
mod prefixes;
mod properties;
mod shapes;
