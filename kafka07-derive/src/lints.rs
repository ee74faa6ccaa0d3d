//! Lint levels of derived code.

use syn::{Attribute, Data, DeriveInput, Meta, parse_quote};

/// Those of the type, as with the derives of the language, and what its variants and fields allow: the
/// types of fields are written once more in derived code.
pub(crate) fn of(input: &DeriveInput) -> Vec<Attribute> {
    let of_type = input.attrs.iter().filter_map(level);
    let inside: Vec<&Attribute> = match &input.data {
        Data::Struct(data) => data.fields.iter().flat_map(|field| &field.attrs).collect(),
        Data::Enum(data) => {
            let fields = data.variants.iter().flat_map(|variant| &variant.fields);
            let of_fields = fields.flat_map(|field| &field.attrs);
            data.variants.iter().flat_map(|variant| &variant.attrs).chain(of_fields).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    let allowed =
        inside.into_iter().filter_map(level).filter(|level| level.path().is_ident("allow"));
    of_type.chain(allowed).collect()
}

/// The lint level that an attribute sets.
fn level(attribute: &Attribute) -> Option<Attribute> {
    let levels = ["allow", "expect", "warn", "deny", "forbid"];
    if !levels.iter().any(|level| attribute.path().is_ident(level)) {
        return None;
    }
    let mut level = attribute.clone();
    // What is expected may be in the declaration alone.
    if level.path().is_ident("expect")
        && let Meta::List(list) = &mut level.meta
    {
        list.path = parse_quote!(allow);
    }
    Some(level)
}
