//! Rules of `crc32(of = …)`: what is covered exists, is on the wire, and can be computed in an order.

use std::collections::BTreeSet;

use crate::ast::{self, is_called, name_of};
use crate::errors::Errors;
use crate::plan::{Checksum, Field, Layout};

pub(crate) fn plan(
    written: &[ast::Field<'_>],
    fields: &[Field<'_>],
    errors: &mut Errors,
) -> Vec<Checksum> {
    let mut covers: Vec<(usize, BTreeSet<usize>)> = Vec::new();
    for (at, field) in written.iter().enumerate() {
        if field.attrs.crc32.is_some() {
            covers.push((at, covered(written, fields, at, errors)));
        }
    }
    // In the order of dependence: one that covers another comes behind it.
    let mut checksums: Vec<Checksum> = Vec::new();
    while !covers.is_empty() {
        let known = |of: &BTreeSet<usize>, left: &[(usize, BTreeSet<usize>)]| {
            left.iter().all(|(field, _)| !of.contains(field))
        };
        let Some(next) = covers.iter().position(|(_, of)| known(of, &covers)) else {
            for (at, _) in &covers {
                let name = written[*at].attrs.crc32.as_ref().map(|crc32| &crc32.name);
                errors.push(name, "these checksums cover each other: none can be computed first");
            }
            break;
        };
        let (field, of) = covers.remove(next);
        let after = |covered: &usize| {
            let own = checksums.iter().find(|checksum| checksum.field == *covered);
            own.map_or(*covered, |checksum| checksum.ready)
        };
        let ready = of.iter().map(after).fold(field, usize::max);
        checksums.push(Checksum {
            field,
            runs: runs(&of, fields),
            ready,
            source: source(&of, fields),
        });
    }
    checksums
}

fn covered(
    written: &[ast::Field<'_>],
    fields: &[Field<'_>],
    at: usize,
    errors: &mut Errors,
) -> BTreeSet<usize> {
    let mut of = BTreeSet::new();
    let Some(crc32) = &written[at].attrs.crc32 else { return of };
    if crc32.value.is_empty() {
        errors.push(&crc32.name, "of which fields? `crc32(of = payload)`");
    }
    for member in &crc32.value {
        let name = name_of(member);
        let Some(found) = written.iter().position(|field| is_called(&field.member, &name)) else {
            let others = written.iter().enumerate().filter(|(index, _)| *index != at);
            let names: Vec<_> = others.map(|(_, f)| format!("`{}`", name_of(&f.member))).collect();
            let there = if names.is_empty() { "no other".to_owned() } else { names.join(", ") };
            errors.push(member, format!("no field is called `{name}` here; there is {there}"));
            continue;
        };
        if found == at {
            errors.push(member, "a checksum cannot cover itself");
        } else if written[found].attrs.skip.is_some() {
            errors.push(member, format!("`{name}` is not on the wire: it has `skip`"));
        } else if matches!(fields[found].layout, Layout::Tag) {
            errors.push(
                member,
                format!("`{name}` keeps the enum's tag, which stands before the fields"),
            );
        } else if !of.insert(found) {
            errors.push(member, format!("`{name}` is here twice"));
        }
    }
    of
}

/// Joins neighbours on the wire.
fn runs(of: &BTreeSet<usize>, fields: &[Field<'_>]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &index in of {
        match runs.last_mut() {
            Some((_, last)) if fields[*last + 1..index].iter().all(|field| !field.on_wire()) => {
                *last = index;
            }
            _ => runs.push((index, index)),
        }
    }
    runs
}

fn source(of: &BTreeSet<usize>, fields: &[Field<'_>]) -> Option<usize> {
    let only = of.first().copied().filter(|_| of.len() == 1)?;
    let field = &fields[only];
    let bare = field.when.is_none() && field.frame.is_none();
    (bare && matches!(field.layout, Layout::Blob(None))).then_some(only)
}
