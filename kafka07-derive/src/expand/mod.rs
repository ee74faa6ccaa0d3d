//! From the plan of a type to its impls.

mod arithmetic;
mod bits;
mod body;
mod elements;
mod field;
mod keyed;
mod magic;
mod open;
mod padding;
mod record;
mod run;
mod tags;
mod until;

use std::mem;

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
    let ident = own::name(plan.ident);
    let (_, ty_generics, _) = plan.generics.split_for_impl();
    let encode_generics = generics::for_impl(plan, paths, Side::Encode);
    let (encode_impl, _, encode_where) = encode_generics.split_for_impl();
    let decode_generics = generics::for_impl(plan, paths, Side::Decode);
    let (decode_impl, _, decode_where) = decode_generics.split_for_impl();

    let encode_open = open::constants(plan, paths, Side::Encode);
    let decode_open = open::constants(plan, paths, Side::Decode);
    let checked_at_once = open::checked_at_once(plan, paths);
    let name = plan.ident.unraw().to_string();
    let mut needs: TokenStream =
        plan.fields().map(|field| field::needs(field, plan, paths)).collect();
    let mut min_len = with_needs(&needs, &body::min_len(plan, paths, true));
    let constant = |fixed: TokenStream| {
        let fixed = with_needs(&needs, &fixed);
        quote!(const FIXED: ::core::primitive::bool = #fixed;)
    };
    let fixed = body::fixed(plan, paths, false).map(constant);
    let mut encode = body::encode(plan, paths);
    let mut decode = body::decode(plan, paths);
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
    let told = plan.told();
    let encode_trait = field::trait_of(paths, Side::Encode, told.as_ref());
    let decode_trait = field::trait_of(paths, Side::Decode, told.as_ref());
    let args = plan.arguments.iter().map(|argument| &argument.binding);
    let args = match &told {
        Some(told) => quote!((#(#args,)*): #told),
        None => quote!((): ()),
    };
    let told_tag = Keyed::of(plan, paths).map(|keyed| {
        let [of_encode, of_decode] = [Side::Encode, Side::Decode].map(|side| keyed.trait_of(side));
        let [encode_open, decode_open] =
            [Side::Encode, Side::Decode].map(|side| open::of_keyed(plan, paths, side));
        let parameter = keyed.parameter();
        let min_len = mem::replace(&mut min_len, keyed.min_len());
        // Padding counts from another byte if there is no tag.
        let fixed = if plan.is_padded() {
            body::fixed(plan, paths, true)
                .map(|fixed| quote!(const FIXED: ::core::primitive::bool = #fixed;))
        } else {
            fixed.as_ref().map(
                |_| quote!(const FIXED: ::core::primitive::bool = <Self as #decode_trait>::FIXED;),
            )
        };
        let needs = mem::take(&mut needs);
        let encode = mem::replace(&mut encode, keyed.on_the_wire(Side::Encode));
        let decode = mem::replace(&mut decode, keyed.on_the_wire(Side::Decode));
        quote! {
            #[automatically_derived]
            impl #encode_impl #of_encode for #ident #ty_generics #encode_where {
                #encode_open

                #[inline]
                fn encode<'__value, __Output: #wire::Output<'__value>>(
                    &'__value self,
                    __out: &mut __Output,
                    #parameter,
                ) -> ::core::result::Result<(), #wire::Error> {
                    #needs
                    #encode
                }
            }

            #[automatically_derived]
            impl #decode_impl #of_decode for #ident #ty_generics #decode_where {
                const MIN_LEN: ::core::primitive::usize = #min_len;
                const NAME: &'static ::core::primitive::str = #name;
                #fixed
                #decode_open

                #[inline]
                fn decode(
                    __input: &mut #wire::Reader<'wire>,
                    #parameter,
                ) -> ::core::result::Result<Self, #wire::Error> {
                    #needs
                    #decode
                }
            }
        }
    });
    quote! {
        #(#lints)*
        const _: () = {
            #[automatically_derived]
            impl #encode_impl #encode_trait for #ident #ty_generics #encode_where {
                #encode_open

                #[inline]
                fn encode<'__value, __Output: #wire::Output<'__value>>(
                    &'__value self,
                    __out: &mut __Output,
                    #args,
                ) -> ::core::result::Result<(), #wire::Error> {
                    #needs
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
                    #args,
                ) -> ::core::result::Result<Self, #wire::Error> {
                    #needs
                    #decode
                }
            }

            #told_tag
            #checked_at_once
            #request
        };
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
