//! `count_of = entries`, `len_of = body`: the field that a number is computed from.

use syn::{Member, Result};

use super::{Item, checksum};

/// The name of a field, and nothing after it.
pub(super) fn parse(item: &Item<'_>) -> Result<Member> {
    let field = item.value_with(checksum::member);
    let field = field.map_err(|error| item.expected(error.span()))?;
    if item.at_end() { Ok(field) } else { Err(item.expected(item.input.span())) }
}
