//! Enums: their code is in impls that may be told the tag, and those that are not told it call them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{body, field};
use crate::attr::TagType;
use crate::door::Paths;
use crate::generics::Side;
use crate::plan::{Body, Plan};

/// An enum whose tag may be told.
pub(super) struct Keyed<'a> {
    tag: &'a TagType,
    plan: &'a Plan<'a>,
    paths: &'a Paths,
}

impl<'a> Keyed<'a> {
    pub(super) fn of(plan: &'a Plan<'a>, paths: &'a Paths) -> Option<Self> {
        match &plan.body {
            Body::Enum { tag, .. } => Some(Self { tag, plan, paths }),
            _ => None,
        }
    }

    /// The type of what it is told.
    fn told(&self) -> TokenStream {
        let (tag, private) = (self.tag, &self.paths.private);
        let args = self.plan.told().unwrap_or_else(|| quote!(()));
        quote!(#private::key::Keyed<#tag, #args>)
    }

    /// The trait of the impl that may be told the tag.
    pub(super) fn trait_of(&self, side: Side) -> TokenStream {
        field::trait_of(self.paths, side, Some(&self.told()))
    }

    /// The parameter of its method.
    pub(super) fn parameter(&self) -> TokenStream {
        let (private, told) = (&self.paths.private, self.told());
        let args = self.args();
        quote!(#private::key::Keyed { key: __key, args: #args }: #told)
    }

    /// The arguments, as a pattern or as an expression.
    fn args(&self) -> TokenStream {
        let args = self.plan.arguments.iter().map(|argument| &argument.binding);
        quote!((#(#args,)*))
    }

    /// The body of the method of the other impl.
    pub(super) fn on_the_wire(&self, side: Side) -> TokenStream {
        let (private, of, args) = (&self.paths.private, self.trait_of(side), self.args());
        let told = quote!(#private::key::Keyed::on_the_wire(#args));
        match side {
            Side::Encode => quote!(<Self as #of>::encode(self, __out, #told)),
            Side::Decode => quote!(<Self as #of>::decode(__input, #told)),
        }
    }

    /// The least length with the tag.
    pub(super) fn min_len(&self) -> TokenStream {
        if self.plan.is_padded() {
            return body::min_len(self.plan, self.paths, false);
        }
        let (of, tag) = (self.trait_of(Side::Decode), self.tag.width());
        quote!(#tag + <Self as #of>::MIN_LEN)
    }
}
