//! From the plan of a type to its impls.

mod body;
mod field;
mod record;
mod run;

use proc_macro2::TokenStream;
use quote::quote;

use crate::generics::{self, Side};
use crate::plan::Plan;

pub(crate) fn derive(plan: &Plan<'_>) -> TokenStream {
    let root = &plan.root;
    let wire = quote!(#root::wire);
    let ident = plan.ident;
    let (_, ty_generics, _) = plan.generics.split_for_impl();
    let encode_generics = generics::for_impl(plan, Side::Encode);
    let (encode_impl, _, encode_where) = encode_generics.split_for_impl();
    let decode_generics = generics::for_impl(plan, Side::Decode);
    let (decode_impl, _, decode_where) = decode_generics.split_for_impl();

    let min_len = body::min_len(plan, &wire);
    let encoded_len = body::encoded_len(plan, &wire);
    let encode = body::encode(plan, &wire);
    let decode = body::decode(plan, &wire);
    let request = plan.request.map(|request| {
        let key = &request.key;
        let response = match &request.response {
            Some(response) => quote!(#response),
            None => quote!(#wire::NoResponse),
        };
        quote! {
            #[automatically_derived]
            impl #encode_impl #wire::Request for #ident #ty_generics #encode_where {
                const KEY: ::core::primitive::i16 = #key;
                type Response = #response;
            }
        }
    });
    let lints = &plan.lints;
    quote! {
        #(#lints)*
        const _: () = {
            #[automatically_derived]
            impl #encode_impl #wire::Encode for #ident #ty_generics #encode_where {
                const MIN_LEN: ::core::primitive::usize = #min_len;

                #[inline]
                fn encoded_len(&self) -> ::core::primitive::usize {
                    #encoded_len
                }

                #[inline]
                fn encode<'__value, __Output: #wire::Output<'__value>>(
                    &'__value self,
                    __out: &mut __Output,
                ) -> ::core::result::Result<(), #wire::Error> {
                    #encode
                }
            }

            #[automatically_derived]
            impl #decode_impl #wire::Decode<'wire> for #ident #ty_generics #decode_where {
                #[inline]
                fn decode(
                    __input: &mut #wire::Reader<'wire>,
                ) -> ::core::result::Result<Self, #wire::Error> {
                    #decode
                }
            }

            #request
        };
    }
}

/// A sum that is `0` for nothing.
fn sum(terms: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let mut terms = terms.into_iter();
    let Some(first) = terms.next() else { return quote!(0) };
    quote!(#first #(+ #terms)*)
}
