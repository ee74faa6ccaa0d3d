//! Expressions in attributes: over earlier fields, and what the type is told by `args`.

use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Ident, Type};

use super::{computed, text};
use crate::ast::{self, is_called, name_of};
use crate::attr::{Found, Param, PrefixType};
use crate::condition;
use crate::errors::Errors;
use crate::own;
use crate::plan::{Argument, Condition};
use crate::shape::Shapes;
use crate::text::text as written;

/// What an expression may name.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The fields of the struct or variant.
    pub(super) fields: &'a [ast::Field<'a>],
    /// The field that the expression belongs to.
    pub(super) at: usize,
    pub(super) params: &'a [Param],
    pub(super) shapes: &'a Shapes<'a>,
}

/// When an expression is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Before the field is written or read.
    Before,
    /// Before it is read, and after it is written.
    Framed,
    /// When the value is known.
    After,
}

impl Scope<'_> {
    /// An expression that is known before the field is written or read.
    pub(super) fn before(&self, expr: &impl ToTokens, errors: &mut Errors) -> Condition {
        self.read(expr, Moment::Before, errors)
    }

    /// The name of the field that the expression belongs to.
    pub(super) fn name(&self) -> String {
        name_of(&self.fields[self.at].member)
    }

    /// Several of them.
    pub(super) fn all(&self, exprs: &[Expr], errors: &mut Errors) -> Vec<Condition> {
        exprs.iter().map(|expr| self.before(expr, errors)).collect()
    }

    /// The expression in place of a prefix.
    pub(super) fn given(
        &self,
        found: &Found<PrefixType>,
        errors: &mut Errors,
    ) -> Option<Condition> {
        match &found.value {
            PrefixType::Given(expr) => Some(self.read(expr, Moment::Framed, errors)),
            PrefixType::Own(ty) => {
                self.not_a_field(&found.name, ty, errors);
                None
            }
            PrefixType::Int(_) => None,
        }
    }

    /// An earlier field in place of a prefix was meant to be an expression.
    fn not_a_field(&self, attribute: &Ident, ty: &Type, errors: &mut Errors) {
        let Type::Path(path) = ty else { return };
        let Some(name) = path.path.get_ident().map(Ident::to_string) else { return };
        let field = self.fields[..self.at].iter().any(|field| is_called(&field.member, &name));
        let kind = if field { "a field" } else { "an argument" };
        if field || self.params.iter().any(|param| param.ident == name) {
            let what = format!(
                "`{name}` is {kind}: an expression is in parentheses, `{attribute} = ({name})`"
            );
            errors.push(ty, what);
        }
    }

    /// A condition over the field too, and how it was written.
    pub(super) fn check(&self, expr: &Expr, errors: &mut Errors) -> (Condition, String) {
        (self.read(expr, Moment::After, errors), written(expr.to_token_stream()))
    }

    fn read(&self, expr: &impl ToTokens, moment: Moment, errors: &mut Errors) -> Condition {
        let mut names = Vec::new();
        let mut replace = |ident: &Ident, name: &str| {
            if name == "self" {
                errors.push(ident, "a field is called by its name alone here, without `self`");
                return None;
            }
            let Some(at) = self.fields.iter().position(|field| is_called(&field.member, name))
            else {
                let param = self.params.iter().find(|param| param.ident.unraw() == name)?;
                let mut argument = Argument::of(param).binding;
                argument.set_span(own::span(ident.span()));
                return Some(quote!(#argument));
            };
            if let Some(reason) = self.unknown(at, moment) {
                errors.push(ident, format!("`{name}` {reason}"));
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
    fn unknown(&self, at: usize, moment: Moment) -> Option<&'static str> {
        let field = &self.fields[at];
        let filled_in = computed::filled_in(self.fields, at, self.shapes);
        if at == self.at && moment != Moment::After {
            Some("is the field itself; an expression here is over earlier fields")
        } else if at > self.at {
            Some("comes after this field; an expression here is over earlier fields")
        } else if field.attrs.skip.is_some() {
            Some("is not on the wire; an expression here is over what is")
        } else if field.attrs.sum().is_some() {
            Some("is a checksum, which is computed when all else is written")
        } else if filled_in.is_some_and(|of| of != self.at || moment != Moment::Framed) {
            Some(
                "is filled in once a later field is written; only the `size` of that field can use it",
            )
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
