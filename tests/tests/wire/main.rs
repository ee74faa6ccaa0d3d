//! Derived types from the outside: their bytes, their errors, and what no input may do to them.

mod errors;
mod layouts;
mod memory;
mod properties;
mod shapes;
