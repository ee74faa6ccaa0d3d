//! Expressions in attributes: over earlier fields, and what the type is told by `args`.

use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident, Type};

use super::text;
use crate::ast::{self, is_called, name_of};
use crate::attr::Param;
use crate::condition;
use crate::errors::Errors;
use crate::own;
use crate::plan::{Argument, Condition};

/// What an expression may name.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The fields of the struct or variant.
    pub(super) fields: &'a [ast::Field<'a>],
    /// The field that the expression belongs to.
    pub(super) at: usize,
    pub(super) params: &'a [Param],
}

impl Scope<'_> {
    /// An expression that is known before the field is written or read.
    pub(super) fn before(&self, expr: &impl ToTokens, errors: &mut Errors) -> Condition {
        self.read(expr, false, errors)
    }

    /// Several of them.
    pub(super) fn all(&self, exprs: &[Expr], errors: &mut Errors) -> Vec<Condition> {
        exprs.iter().map(|expr| self.before(expr, errors)).collect()
    }

    /// A condition over the field too, and how it was written.
    pub(super) fn check(&self, expr: &Expr, errors: &mut Errors) -> (Condition, String) {
        (self.read(expr, true, errors), expr.to_token_stream().to_string())
    }

    fn read(&self, expr: &impl ToTokens, itself: bool, errors: &mut Errors) -> Condition {
        let mut names = Vec::new();
        let mut replace = |ident: &Ident, name: &str| {
            let Some(at) = self.fields.iter().position(|field| is_called(&field.member, name))
            else {
                let param = self.params.iter().find(|param| param.ident.unraw() == name)?;
                let mut argument = Argument::of(param).binding;
                argument.set_span(own::span(ident.span()));
                return Some(quote!(#argument));
            };
            if let Some(reason) = self.unknown(at, itself) {
                let what = format!("`{name}` {reason}; an expression here is over earlier fields");
                errors.push(ident, what);
            }
            let field = &self.fields[at];
            let mut binding = binding(&name_of(&field.member), field.ty);
            binding.set_span(own::span(ident.span()));
            let place = condition::place(&binding);
            if !names.contains(&binding) {
                names.push(binding);
            }
            Some(place)
        };
        let expr = condition::substitute(expr.to_token_stream(), &mut replace);
        Condition { expr, names }
    }

    /// Why the field at `at` is not known to the expression.
    fn unknown(&self, at: usize, itself: bool) -> Option<&'static str> {
        let field = &self.fields[at];
        if at == self.at && !itself {
            Some("is the field itself")
        } else if at > self.at {
            Some("comes after this field, and is not read yet")
        } else if field.attrs.skip.is_some() {
            Some("is not on the wire")
        } else if field.attrs.sum().is_some() {
            Some("is computed, not chosen")
        } else {
            None
        }
    }
}

/// The local that holds a field in generated code, which no name of the user's can be. It has the place
/// of the field's type, for errors.
pub(super) fn binding(name: &str, ty: &Type) -> Ident {
    format_ident!("__{name}", span = own::span(ty.span()))
}

/// The rules of `args` on a type.
pub(super) fn params<'a>(
    params: &[Param],
    fields: &(impl Iterator<Item = &'a ast::Field<'a>> + Clone),
    errors: &mut Errors,
) {
    for (at, param) in params.iter().enumerate() {
        let name = &param.ident;
        if params[..at].iter().any(|earlier| earlier.ident == *name) {
            errors.push(name, format!("an argument `{name}` is here already"));
        }
        let called = |field: &&ast::Field<'_>| is_called(&field.member, &name.to_string());
        if let Some(field) = fields.clone().find(called) {
            let ty = text(field.ty);
            let what = format!(
                "a field of the type `{ty}` is called `{name}` too: an expression could mean either"
            );
            errors.push(name, what);
        }
    }
}
