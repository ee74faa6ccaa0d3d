//! Attributes of one field that cannot stand together.

use super::tail::Rest;
use super::{literal, padding};
use crate::attr::{Attrs, Name, PrefixType};
use crate::errors::Errors;

/// Reports every pair that contradicts.
pub(super) fn check(attrs: &Attrs, rest: Rest, errors: &mut Errors) {
    let alone = alone(attrs, errors);
    let found = attrs.found();
    let has = |name: Name| found.iter().find(|(found, _)| *found == name).map(|(_, ident)| ident);
    let computed =
        has(Name::Crc32).or(has(Name::Checksum)).or(has(Name::CountOf)).or(has(Name::LenOf));
    if let (Some(_), Some(when)) = (has(Name::Skip).or(computed), has(Name::When)) {
        let what = "a field that is skipped or computed cannot depend on a condition";
        errors.push(when, what);
    }
    if has(Name::With).is_some() {
        let others = [Name::Len, Name::Count, Name::Until, Name::Each, Name::Key];
        for other in others.into_iter().filter_map(has) {
            errors.push(other, format!("`with` says all of the layout: no `{other}` beside it"));
        }
    }
    if let (Some(len), Some(size)) = (&attrs.len, &attrs.size)
        && let (PrefixType::Given(_), PrefixType::Given(_)) = (&len.value, &size.value)
    {
        errors.push(&size.name, "`len` says already how many bytes it takes: drop one of them");
    }
    if let (Some(_), Some(count)) = (has(Name::Len), has(Name::Count)) {
        errors.push(count, "`len` counts bytes, `count` elements: a field has one or the other");
    }
    if let Some(until) = has(Name::Until)
        && let Some(other) = has(Name::Len).or(has(Name::Count))
    {
        let what = format!("`{other}` says already where it ends: drop one of them");
        errors.push(until, what);
    }
    if matches!(rest, Rest::Always | Rest::Before)
        && let (Some(rest), Some(_)) = (has(Name::Rest), has(Name::Until))
    {
        errors.push(rest, "`until` says already where it ends: drop one of them");
    }
    if matches!(rest, Rest::Always | Rest::Before)
        && let Some(rest) = has(Name::Rest)
        && let Some(other) = has(Name::Len).or(has(Name::Count))
    {
        let what = format!("`rest` has no prefix, and here is `{other}`: drop one of them");
        errors.push(rest, what);
    }
    if let Some(each) = has(Name::Each) {
        let lists = [Name::Count, Name::Until, Name::Rest, Name::Size, Name::With, Name::Len];
        if !attrs.broken && lists.into_iter().all(|name| has(name).is_none()) {
            errors.push(each, "how many? say `count = i32` or `rest` beside `each`");
        }
    }
    if let (Some(bits), None) = (has(Name::Bits), has(Name::Skip)) {
        let what =
            "`bits` is on the parts of an integer: say which on the struct, `#[wire(bits = u16)]`";
        errors.push(bits, what);
    }
    padding::check(attrs, errors);
    if !alone {
        max(attrs, errors);
        null(attrs, errors);
    }
}

/// `null` is a number that a prefix says in place of a length.
fn null(attrs: &Attrs, errors: &mut Errors) {
    let Some(null) = &attrs.null else { return };
    if attrs.broken {
        return;
    }
    if let Some(when) = &attrs.when {
        let what = "`null` says already whether the value is there: drop one of them";
        errors.push(&when.name, what);
    }
    let inner = attrs.len.as_ref().or(attrs.count.as_ref());
    let prefix = match (&attrs.size, inner) {
        (Some(_), Some(_)) => {
            let what = "the field has two prefixes, and `null` does not say which one it means";
            errors.push(&null.name, what);
            return;
        }
        (Some(prefix), None) | (None, Some(prefix)) => prefix,
        (None, None) => {
            let what = "`null` is said by a prefix: `len`, `count` or `size`, and here is none";
            errors.push(&null.name, what);
            return;
        }
    };
    if let PrefixType::Given(_) = &prefix.value {
        let what = "`null` is said by a prefix, and the length is an expression here: `when = …` says \
                    whether the value is there";
        errors.push(&null.name, what);
    }
    if let PrefixType::Int(int) = &prefix.value
        && !(int.min()..=int.max()).contains(&null.value.value)
    {
        let what = format!("out of the range of `{}`: {} to {}", int.ident, int.min(), int.max());
        errors.push(&null.name, what);
    }
}

/// Layouts that leave nothing to say.
const ALONE: &[(Name, &str)] = &[
    (Name::Skip, "a field with `skip` is not on the wire"),
    (Name::Magic, "a `magic` is the same bytes every time"),
    (Name::Crc32, "a CRC-32 is four bytes"),
    (Name::Checksum, "a checksum is computed"),
    (Name::CountOf, "a count is computed"),
    (Name::LenOf, "a length is computed"),
    (Name::Reserved, "reserved bytes are the same every time"),
];

/// Whether the field has such a layout. What else it has is reported.
fn alone(attrs: &Attrs, errors: &mut Errors) -> bool {
    let mut found = attrs.found();
    for (name, why) in ALONE {
        // What is reported once is not looked at from the other side.
        let Some(at) = found.iter().position(|(found, _)| found == name) else { continue };
        found.swap_remove(at);
        let checked = [Name::CountOf, Name::LenOf].contains(name);
        let around = |other: Name| match other {
            Name::When => true,
            Name::Align | Name::Pad => *name != Name::Skip,
            other => checked && other == Name::Check,
        };
        for (_, other) in found.iter().filter(|(other, _)| !around(*other)) {
            errors.push(other, format!("{why}: `{other}` says nothing about it"));
        }
        return true;
    }
    false
}

/// `max` bounds what a prefix says.
fn max(attrs: &Attrs, errors: &mut Errors) {
    let Some(max) = &attrs.max else { return };
    let prefix = attrs.len.as_ref().or(attrs.count.as_ref());
    let prefix = prefix.or(attrs.size.as_ref().filter(|_| attrs.until.is_none()));
    if prefix.is_none() && attrs.until.is_none() && !attrs.broken {
        let what = "`max` bounds what a prefix says, `len`, `count` or `size`, or what `until` \
                    ends, and here is none";
        errors.push(&max.name, what);
        return;
    }
    match literal(&max.value) {
        Some(value) if value < 0 => errors.push(&max.value, "no length is negative"),
        Some(value) => {
            if let Some(prefix) = prefix
                && let Some(most) = prefix.value.max().filter(|most| value > *most)
            {
                let prefix = prefix.value.text();
                errors.push(&max.value, format!("`{prefix}` says {most} at most anyway"));
            }
        }
        None => {}
    }
}
