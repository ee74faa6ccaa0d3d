//! Rules of `bits = u16`: the fields are the parts of one integer, and all of it.

use syn::Type;

use super::expression::binding;
use super::tail::Rest;
use super::text;
use crate::ast::{Field as Written, Input, name_of};
use crate::attr::{Name, Word};
use crate::errors::Errors;
use crate::own;
use crate::plan::{Body, Field, Layout, Part, Record, Tail};
use crate::shape::{Shape, Shapes};

/// Decides where each part of `word` is.
pub(super) fn plan<'a>(
    input: &'a Input<'a>,
    word: &'a Word,
    fields: &'a [Written<'a>],
    shapes: &Shapes<'_>,
    errors: &mut Errors,
) -> Body<'a> {
    let counts: Vec<Option<u32>> =
        fields.iter().map(|field| count(field, shapes, errors)).collect();
    let on_wire = |field: &&Written<'_>| field.attrs.skip.is_none();
    let all_are_known =
        fields.iter().zip(&counts).all(|(field, count)| count.is_some() || !on_wire(&field));
    let total = counts.iter().flatten().sum();
    if all_are_known && !input.attrs.broken && word.bits != total {
        let (of, has) = (text(word), word.bits);
        let off = word.bits.abs_diff(total);
        let off = if has > total {
            format!(
                "{off} {} missing: name them, with the type `()` if they are reserved",
                are(off)
            )
        } else {
            format!("{off} {} too many", are(off))
        };
        errors.push(word, format!("`{of}` has {has} bits, and its parts have {total}: {off}"));
    }
    let mut left = word.bits;
    let fields = fields.iter().zip(counts).map(|(field, count)| {
        let count = count.unwrap_or_default();
        left = left.saturating_sub(count);
        let layout = match field.attrs.skip {
            Some(_) => Layout::Skip,
            None => Layout::Part(Part { count, shift: left }),
        };
        let name = name_of(&field.member);
        Field {
            binding: binding(&name, field.ty),
            when: None,
            computed: None,
            measured: None,
            optional: false,
            align: None,
            pad: None,
            check: None,
            key: None,
            args: None,
            is_generic: shapes.is_generic(field.ty),
            read: shapes.read(field.ty),
            member: own::member(&field.member),
            declared: field.ty,
            name,
            ty: field.ty,
            width: None,
            unsure: Vec::new(),
            frame: None,
            layout,
        }
    });
    Body::Bits {
        word,
        record: Record { fields: fields.collect(), checksums: Vec::new(), tail: Tail::default() },
    }
}

fn are(count: u32) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// How many bits the part has.
fn count(field: &Written<'_>, shapes: &Shapes<'_>, errors: &mut Errors) -> Option<u32> {
    let attrs = &field.attrs;
    if attrs.skip.is_some() {
        super::conflicts::check(attrs, Rest::Always, errors);
        return None;
    }
    for (_, other) in attrs.found().into_iter().filter(|(name, _)| *name != Name::Bits) {
        errors
            .push(other, format!("a part of an integer has `bits` alone: no `{other}` beside it"));
    }
    let ty = field.ty;
    let most = most(ty, shapes);
    if most == Some(0) {
        let what = format!(
            "a part of an integer is an integer of at most 64 bits, `bool`, `()`, or a type whose \
             bytes are a number, and not `{}`",
            text(ty)
        );
        errors.push(ty, what);
        return None;
    }
    let Some(bits) = &attrs.bits else {
        if shapes.is(ty, "bool") {
            return Some(1);
        }
        if !attrs.broken {
            errors.push(ty, "how many bits? say `#[wire(bits = 4)]`");
        }
        return None;
    };
    let count = bits.value.count;
    if let Some(most) = most
        && count > most
    {
        let has = if most == 1 { "one bit".to_owned() } else { format!("{most} bits") };
        errors.push(&bits.value, format!("`{}` has {has}, and not {count}", text(ty)));
    }
    Some(count)
}

/// How many bits a type may have at most, if that is known: none if it cannot be a part.
fn most(ty: &Type, shapes: &Shapes<'_>) -> Option<u32> {
    if shapes.is(ty, "bool") {
        return Some(1);
    }
    match shapes.of(ty) {
        Shape::Unit => Some(64),
        Shape::Fixed => {
            let is_integer = !shapes.is(ty, "f32") && !shapes.is(ty, "f64");
            let bytes = shapes.number(ty).filter(|bytes| is_integer && *bytes <= 8);
            Some(bytes.map_or(0, |bytes| 8 * u32::try_from(bytes).unwrap_or_default()))
        }
        Shape::Text | Shape::Bytes | Shape::List(_) | Shape::Optional(_) => Some(0),
        Shape::Other => None,
    }
}
