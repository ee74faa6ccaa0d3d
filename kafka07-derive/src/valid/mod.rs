//! Rules across attributes and fields; where all hold, the plan of the code.

mod checksums;
mod conflicts;
mod field;
mod record;
mod tags;

use quote::ToTokens;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::ast::{Body as Written, Input};
use crate::attr::Attrs;
use crate::errors::Errors;
use crate::lints;
use crate::plan::{Body, Plan};

/// Checks what was written. The plan is whole only if no error was reported.
pub(crate) fn plan<'a>(input: &'a Input<'a>, errors: &mut Errors) -> Option<Plan<'a>> {
    container(input, errors);
    let body = match &input.body {
        Written::Struct(fields) => Body::Struct(record::plan(fields, &[], errors)),
        Written::Enum(variants) => tags::plan(input, variants, errors)?,
        Written::Union(span) => {
            let what = "a union does not say which of its fields is there: `Wire` is for structs and enums";
            errors.add(syn::Error::new(*span, what));
            return None;
        }
    };
    let Attrs { bound, magic, request, .. } = &input.attrs;
    Some(Plan {
        ident: &input.original.ident,
        generics: &input.original.generics,
        lints: lints::of(input.original),
        bound: bound.as_ref().map(|bound| &bound.value),
        magic: magic.as_ref().map(|magic| &magic.value),
        request: request.as_ref().map(|request| &request.value),
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
