//! Rules of checksums: what is covered exists, is on the wire, and can be computed in an order.

use std::collections::BTreeMap;

use crate::ast::{self, is_called, name_of};
use crate::errors::Errors;
use crate::plan::{Checksum, Covers, Field, Layout, Run};

/// The fields that a checksum covers, by index.
type Covered = BTreeMap<usize, Covers>;

pub(crate) fn plan(
    written: &[ast::Field<'_>],
    fields: &[Field<'_>],
    errors: &mut Errors,
) -> Vec<Checksum> {
    let mut covers: Vec<(usize, Covered)> = Vec::new();
    for (at, field) in written.iter().enumerate() {
        if field.attrs.sum().is_some() {
            covers.push((at, covered(written, fields, at, errors)));
        }
    }
    // In the order of dependence: one that covers another comes behind it.
    let mut checksums: Vec<Checksum> = Vec::new();
    while !covers.is_empty() {
        let known = |at: usize, of: &Covered| {
            covers.iter().all(|(field, _)| *field == at || !of.contains_key(field))
        };
        let Some(next) = covers.iter().position(|(at, of)| known(*at, of)) else {
            for (at, _) in &covers {
                let name = written[*at].attrs.sum().map(|sum| &sum.name);
                errors.push(name, "these checksums cover each other: none can be computed first");
            }
            break;
        };
        let (field, of) = covers.remove(next);
        let after = |covered: &usize| {
            let own = checksums.iter().find(|checksum| checksum.field == *covered);
            // A length is filled in after what it is the length of.
            let computed = fields[*covered].computed.as_ref().map(|computed| computed.of);
            own.map_or(*covered, |checksum| checksum.ready).max(computed.unwrap_or_default())
        };
        let ready = of.keys().map(after).fold(field, usize::max);
        checksums.push(Checksum {
            field,
            runs: runs(&of, fields),
            ready,
            source: fields[field].width.and_then(|_| source(&of, fields)),
        });
    }
    checksums
}

fn covered(
    written: &[ast::Field<'_>],
    fields: &[Field<'_>],
    at: usize,
    errors: &mut Errors,
) -> Covered {
    let mut of = BTreeMap::new();
    let Some(sum) = written[at].attrs.sum() else { return of };
    if sum.value.of.is_empty() {
        errors.push(&sum.name, "of which fields? write `of = payload`");
    }
    for covered in &sum.value.of {
        let (member, content) = (&covered.member, covered.content);
        let name = name_of(member);
        let Some(found) = written.iter().position(|field| is_called(&field.member, &name)) else {
            let others = written.iter().enumerate().filter(|(index, _)| *index != at);
            let names: Vec<_> = others.map(|(_, f)| format!("`{}`", name_of(&f.member))).collect();
            let there = if names.is_empty() { "no other".to_owned() } else { names.join(", ") };
            errors.push(member, format!("no field is called `{name}` here; there is {there}"));
            continue;
        };
        let covers = match (found == at, content) {
            (true, _) => Covers::Zeros,
            (false, true) => Covers::Content,
            (false, false) => Covers::All,
        };
        if written[found].attrs.skip.is_some() {
            errors.push(member, format!("`{name}` is not on the wire: it has `skip`"));
        } else if matches!(fields[found].layout, Layout::Tag) {
            errors.push(
                member,
                format!("`{name}` keeps the enum's tag, which stands before the fields"),
            );
        } else if content && fields[found].prefix().is_none() && !written[found].attrs.broken {
            let what =
                format!("`{name}` has no prefix that could be left out: name it without `content`");
            errors.push(member, what);
        } else if content
            && fields[found].is_conditional()
            && fields[found].align.or(fields[found].pad).is_some()
        {
            let what = format!(
                "`{name}` may be absent with its padding, which is no content: name it without \
                 `content`, or leave `align` and `pad` to its neighbours"
            );
            errors.push(member, what);
        } else if of.insert(found, covers).is_some() {
            errors.push(member, format!("`{name}` is here twice"));
        }
    }
    of
}

/// Joins neighbours on the wire of which all is covered.
fn runs(of: &Covered, fields: &[Field<'_>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (&index, &covers) in of {
        match runs.last_mut() {
            Some(run)
                if (run.covers, covers) == (Covers::All, Covers::All)
                    && fields[run.last + 1..index].iter().all(|field| !field.on_wire()) =>
            {
                run.last = index;
            }
            _ => runs.push(Run { first: index, last: index, covers }),
        }
    }
    runs
}

fn source(of: &Covered, fields: &[Field<'_>]) -> Option<usize> {
    let (&only, &covers) = of.first_key_value().filter(|_| of.len() == 1)?;
    let field = &fields[only];
    let bare = field.align.or(field.pad).is_none()
        && field.when.is_none()
        && field.frame.is_none()
        && field.nullable().is_none();
    let as_it_is = matches!(
        (&field.layout, covers),
        (Layout::Blob(None), Covers::All)
            | (Layout::Blob(Some(_)) | Layout::CountedBytes(_), Covers::Content)
    );
    (bare && as_it_is).then_some(only)
}
