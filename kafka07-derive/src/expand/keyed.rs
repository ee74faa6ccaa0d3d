//! Enums: their code is in impls that may be told the tag, and those that are not told it call them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Impls, body, needs, open, told, with_needs};
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

    /// The impls that may be told the tag, with the `code`.
    pub(super) fn told(&self, code: Impls) -> Impls {
        let of = told::trait_of(self.paths, Side::Decode, self.plan.told().as_ref());
        let (private, told, args) = (&self.paths.private, self.told_type(), self.args());
        Impls {
            told: Some(told.clone()),
            parameter: quote!(#private::key::Keyed { key: __key, args: #args }: #told),
            fixed: if self.plan.is_padded() {
                code.fixed
            } else {
                code.fixed.map(|_| quote!(<Self as #of>::FIXED))
            },
            encode_open: open::of_keyed(self.plan, self.paths, Side::Encode),
            decode_open: open::of_keyed(self.plan, self.paths, Side::Decode),
            ..code
        }
    }

    /// Those that read and write it, which call the others.
    pub(super) fn on_the_wire(&self, code: &Impls) -> Impls {
        let (private, told, args) = (&self.paths.private, self.told_type(), self.args());
        let [encode, decode] =
            [Side::Encode, Side::Decode].map(|side| told::trait_of(self.paths, side, Some(&told)));
        let needs = needs::all(self.plan, self.paths);
        let (told, tag) = (quote!(#private::key::Keyed::on_the_wire(#args)), self.tag.width());
        Impls {
            told: self.plan.told(),
            parameter: code.parameter.clone(),
            // Padding counts from another byte if there is a tag before it.
            min_len: if self.plan.is_padded() {
                with_needs(&needs, &body::min_len(self.plan, self.paths, false))
            } else {
                quote!(#tag + <Self as #decode>::MIN_LEN)
            },
            fixed: body::fixed(self.plan, self.paths, false)
                .map(|fixed| with_needs(&needs, &fixed)),
            encode_open: code.encode_open.clone(),
            decode_open: code.decode_open.clone(),
            encode: quote!(<Self as #encode>::encode(self, __out, #told)),
            decode: quote!(<Self as #decode>::decode(__input, #told)),
        }
    }

    /// The type of what it is told.
    fn told_type(&self) -> TokenStream {
        let (tag, private) = (self.tag, &self.paths.private);
        let args = self.plan.told().unwrap_or_else(|| quote!(()));
        quote!(#private::key::Keyed<#tag, #args>)
    }

    /// The arguments, as a pattern or as an expression.
    fn args(&self) -> TokenStream {
        let args = self.plan.arguments.iter().map(|argument| &argument.binding);
        quote!((#(#args,)*))
    }
}
