//! Lint levels of derived code.

use syn::{Attribute, Data, DeriveInput, Meta, parse_quote};

/// Those of the type, as with the derives of the language, and no word about what is deprecated in
/// its own declaration.
pub(crate) fn of(input: &DeriveInput) -> Vec<Attribute> {
    let is = |attr: &Attribute, names: &[&str]| names.iter().any(|n| attr.path().is_ident(n));
    let levels = ["allow", "expect", "warn", "deny", "forbid"];
    let levels = input.attrs.iter().filter(|attribute| is(attribute, &levels));
    let mut lints: Vec<Attribute> = levels.cloned().collect();
    for attribute in &mut lints {
        // What is expected may be in the declaration alone.
        if attribute.path().is_ident("expect")
            && let Meta::List(list) = &mut attribute.meta
        {
            list.path = parse_quote!(allow);
        }
    }
    let inside: Vec<&Attribute> = match &input.data {
        Data::Struct(data) => data.fields.iter().flat_map(|field| &field.attrs).collect(),
        Data::Enum(data) => {
            let fields = data.variants.iter().flat_map(|variant| &variant.fields);
            let of_fields = fields.flat_map(|field| &field.attrs);
            data.variants.iter().flat_map(|variant| &variant.attrs).chain(of_fields).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    if input.attrs.iter().chain(inside).any(|attribute| is(attribute, &["deprecated"])) {
        lints.push(parse_quote!(#[allow(deprecated)]));
    }
    lints
}
