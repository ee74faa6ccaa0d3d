//! From the plan of a type to its impls.

mod arithmetic;
mod bits;
mod blob;
mod body;
mod code;
mod elements;
mod expression;
mod field;
mod keyed;
mod layout;
mod list;
mod magic;
mod needs;
mod open;
mod padding;
mod prefix;
mod record;
mod run;
mod tags;
mod told;
mod until;

use keyed::Keyed;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use crate::door::Paths;
use crate::generics::{self, Side};
use crate::own;
use crate::plan::Plan;

pub(crate) fn derive(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let wire = &paths.wire;
    let code = Impls::with_code(plan, paths);
    let impls = match Keyed::of(plan, paths) {
        // The code is in the impls that may be told the tag.
        Some(keyed) => {
            let (on_the_wire, told) = (keyed.on_the_wire(&code), keyed.told(code));
            let (on_the_wire, told) = (on_the_wire.expand(plan, paths), told.expand(plan, paths));
            quote!(#on_the_wire #told)
        }
        None => code.expand(plan, paths),
    };
    let checked_at_once = open::checked_at_once(plan, paths);
    let request = plan.request.map(|request| {
        let ident = own::name(plan.ident);
        let (_, ty_generics, _) = plan.generics.split_for_impl();
        let generics = generics::for_impl(plan, paths, Side::Encode);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let key = &request.key;
        let response = match &request.response {
            Some(response) => quote!(#response),
            None => quote!(#wire::NoResponse),
        };
        quote! {
            #[automatically_derived]
            impl #impl_generics #wire::Request for #ident #ty_generics #where_clause {
                const KEY: ::core::primitive::i16 = #key;
                type Response = #response;
            }
        }
    });
    let lints = &plan.lints;
    quote! {
        #(#lints)*
        const _: () = {
            #impls
            #checked_at_once
            #request
        };
    }
}

/// Both impls for what the type is told: the values of the constants, and the bodies of the methods.
struct Impls {
    /// What the type is told, unless it is nothing.
    told: Option<TokenStream>,
    /// The parameter for it.
    parameter: TokenStream,
    min_len: TokenStream,
    fixed: Option<TokenStream>,
    encode_open: TokenStream,
    decode_open: TokenStream,
    encode: TokenStream,
    decode: TokenStream,
}

impl Impls {
    /// With the code of the type itself.
    fn with_code(plan: &Plan<'_>, paths: &Paths) -> Self {
        let needs = needs::all(plan, paths);
        let [encode, decode] =
            [body::encode(plan, paths), body::decode(plan, paths)].map(|body| quote!(#needs #body));
        let told = plan.told();
        let args = plan.arguments.iter().map(|argument| &argument.binding);
        let parameter = match &told {
            Some(told) => quote!((#(#args,)*): #told),
            None => quote!((): ()),
        };
        Self {
            told,
            parameter,
            min_len: with_needs(&needs, &body::min_len(plan, paths, true)),
            fixed: body::fixed(plan, paths, true).map(|fixed| with_needs(&needs, &fixed)),
            encode_open: open::constants(plan, paths, Side::Encode),
            decode_open: open::constants(plan, paths, Side::Decode),
            encode,
            decode,
        }
    }

    fn expand(&self, plan: &Plan<'_>, paths: &Paths) -> TokenStream {
        let wire = &paths.wire;
        let ident = own::name(plan.ident);
        let (_, ty_generics, _) = plan.generics.split_for_impl();
        let encode_generics = generics::for_impl(plan, paths, Side::Encode);
        let (encode_impl, _, encode_where) = encode_generics.split_for_impl();
        let decode_generics = generics::for_impl(plan, paths, Side::Decode);
        let (decode_impl, _, decode_where) = decode_generics.split_for_impl();
        let encode_trait = told::trait_of(paths, Side::Encode, self.told.as_ref());
        let decode_trait = told::trait_of(paths, Side::Decode, self.told.as_ref());
        let name = plan.ident.unraw().to_string();
        let Self { parameter, min_len, encode_open, decode_open, encode, decode, .. } = self;
        let fixed = self.fixed.as_ref();
        let fixed = fixed.map(|fixed| quote!(const FIXED: ::core::primitive::bool = #fixed;));
        quote! {
            #[automatically_derived]
            impl #encode_impl #encode_trait for #ident #ty_generics #encode_where {
                #encode_open

                #[inline]
                fn encode<'__value, __Output: #wire::Output<'__value>>(
                    &'__value self,
                    __out: &mut __Output,
                    #parameter,
                ) -> ::core::result::Result<(), #wire::Error> {
                    #encode
                }
            }

            #[automatically_derived]
            impl #decode_impl #decode_trait for #ident #ty_generics #decode_where {
                const MIN_LEN: ::core::primitive::usize = #min_len;
                const NAME: &'static ::core::primitive::str = #name;
                #fixed
                #decode_open

                #[inline]
                fn decode(
                    __input: &mut #wire::Reader<'wire>,
                    #parameter,
                ) -> ::core::result::Result<Self, #wire::Error> {
                    #decode
                }
            }
        }
    }
}

/// An expression after what has to hold for it.
fn with_needs(needs: &TokenStream, value: &TokenStream) -> TokenStream {
    if needs.is_empty() { value.clone() } else { quote!({ #needs #value }) }
}

/// A sum that is `0` for nothing.
fn sum(terms: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let mut terms = terms.into_iter();
    let Some(first) = terms.next() else { return quote!(0) };
    quote!(#first #(+ #terms)*)
}
