//! Rules across attributes and fields; where all hold, the plan of the code.

mod bits;
mod checksums;
mod computed;
mod conflicts;
mod expression;
mod field;
mod padding;
mod record;
mod tags;
mod tail;
mod types;

use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, ExprUnary, Lit, Meta, UnOp};

use crate::ast::{Body as Written, Field, Input};
use crate::attr::Attrs;
use crate::errors::Errors;
use crate::lints;
use crate::plan::{Argument, Body, Plan};
use crate::shape::Shapes;

/// Checks what was written. The plan is whole only if no error was reported.
pub(crate) fn plan<'a>(input: &'a Input<'a>, errors: &mut Errors) -> Option<Plan<'a>> {
    container(input, errors);
    expression::params(input.params(), &input.fields(), errors);
    let shapes = Shapes::new(&input.original.generics);
    let body = match &input.body {
        Written::Struct(fields) => match &input.attrs.word {
            Some(word) => bits::plan(input, &word.value, fields, &shapes, errors),
            // Which integer the fields are parts of could not be read.
            None if input.attrs.broken && fields.iter().any(|field| field.attrs.bits.is_some()) => {
                return None;
            }
            None => Body::Struct(record::plan(fields, &[], input.params(), &shapes, errors)),
        },
        Written::Enum(variants) => tags::plan(input, variants, &shapes, errors)?,
        Written::Union(span) => {
            let what = "a union does not say which of its fields is there: `Wire` is for structs and enums";
            errors.add(syn::Error::new(*span, what));
            return None;
        }
    };
    let Attrs { bound, magic, request, pad, .. } = &input.attrs;
    if let (Some(pad), Body::Bits { .. }) = (pad, &body) {
        let what = "an integer has no padding after it: put it around the field that holds it";
        errors.push(&pad.name, what);
    } else if let Some(pad) = pad {
        let mut records = body.records();
        let rest = records.find_map(|record| Some(&record.fields[*record.tail.rest.first()?]));
        if let Some(rest) = rest {
            let name = &rest.name;
            let what = format!("no padding can follow `{name}`, which takes the rest");
            errors.push(&pad.name, what);
        }
    }
    Some(Plan {
        ident: &input.original.ident,
        generics: &input.original.generics,
        shapes,
        lints: lints::of(input.original),
        bound: bound.as_ref().map(|bound| &bound.value),
        magic: magic.as_ref().map(|magic| &magic.value),
        arguments: input.params().iter().map(Argument::of).collect(),
        request: request.as_ref().map(|request| &request.value),
        pad: pad.as_ref().map(|pad| &pad.value),
        body,
    })
}

fn container(input: &Input<'_>, errors: &mut Errors) {
    for param in input.original.generics.lifetimes() {
        if param.lifetime.ident == "wire" {
            let what =
                "`'wire` is the lifetime of the input in generated code: choose another name";
            errors.push(&param.lifetime, what);
        }
    }
    for repr in input.original.attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        if let Some(packed) = packed(repr) {
            let what = "a field of a packed type cannot be borrowed, and so not be encoded: leave \
                        `packed` away, as the bytes on the wire have no padding in any case";
            errors.add(syn::Error::new(packed, what));
        }
    }
    if let (Some(args), Some(_)) = (&input.attrs.params, &input.attrs.request) {
        errors.push(&args.name, "a request is told nothing by anything around it: no `args`");
    }
    generic_arguments(input, errors);
    if let Some(pad) = &input.attrs.pad {
        padding::multiple(pad, errors);
    }
    if let Some(request) = &input.attrs.request {
        match &request.value.key {
            Some(key) if literal(key).is_some_and(|key| i16::try_from(key).is_err()) => {
                errors.push(key, "a request key is an `i16`: -32768 to 32767");
            }
            Some(_) => {}
            None => {
                let what = "a request has a key: write `request(key = 1, response = R)`";
                errors.push(&request.name, what);
            }
        }
    }
}

/// The bound of a type parameter names the types of its arguments, which only its declaration knows.
fn generic_arguments(input: &Input<'_>, errors: &mut Errors) {
    let shapes = Shapes::new(&input.original.generics);
    if input.attrs.bound.is_some() || input.attrs.broken {
        return;
    }
    let asks = |field: &&Field<'_>| field.attrs.with.is_none() && field.attrs.key.is_none();
    for field in input.fields().filter(asks) {
        if let Some(args) = &field.attrs.args
            && shapes.is_generic(field.ty)
        {
            let what = "the type has parameters, and their bounds name the types of the arguments: \
                        write them, `#[wire(bound(encode = \"T: Encode<(u8,)>\", decode = \"T: \
                        Decode<'wire, (u8,)>\"))]` on the whole type";
            errors.push(&args.name, what);
        }
    }
}

/// The place of `packed` in a `repr`.
fn packed(repr: &Attribute) -> Option<Span> {
    let Meta::List(list) = &repr.meta else { return None };
    list.tokens.clone().into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "packed" => Some(ident.span()),
        _ => None,
    })
}

/// The value of an integer literal.
fn literal(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => int.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal(expr).map(|value| -value),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// A type as it was written, for error texts.
fn text(ty: &impl ToTokens) -> String {
    let text = ty.to_token_stream().to_string();
    text.replace(" < ", "<").replace(" >", ">").replace("& ", "&").replace(" ,", ",")
}
