//! The impls of a type with mistakes in it, so that code which uses the type brings no more errors.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, parse_quote};

use crate::ast::Input;
use crate::door::Paths;
use crate::generics;
use crate::shape::is_unsized;
use crate::{lints, own};

pub(crate) fn derive(input: &Input<'_>, paths: &Paths, errors: Option<Error>) -> TokenStream {
    let errors = errors.map(own::errors);
    let wire = &paths.wire;
    let ident = own::name(&input.original.ident);
    let lints = lints::of(input.original);
    let (impl_generics, ty_generics, where_clause) = input.original.generics.split_for_impl();
    let mut with_input = input.original.generics.clone();
    // The user may have taken `'wire`, which is one of the mistakes.
    generics::add_input_lifetime(&mut with_input, &parse_quote!('__input));
    let (decode_generics, ..) = with_input.split_for_impl();
    let request = input.attrs.request.as_ref().map(|request| {
        let response = match &request.value.response {
            Some(response) => quote!(#response),
            None => quote!(#wire::NoResponse),
        };
        quote! {
            #[automatically_derived]
            impl #impl_generics #wire::Request for #ident #ty_generics #where_clause {
                const KEY: ::core::primitive::i16 = 0;
                type Response = #response;
            }
        }
    });
    // What is read has a size.
    let decode = (!input.fields().any(|field| is_unsized(field.ty))).then(|| {
        quote! {
            #[automatically_derived]
            impl #decode_generics #wire::Decode<'__input> for #ident #ty_generics #where_clause {
                const MIN_LEN: ::core::primitive::usize = 0;

                fn decode(
                    _: &mut #wire::Reader<'__input>,
                    (): (),
                ) -> ::core::result::Result<Self, #wire::Error> {
                    ::core::unreachable!()
                }
            }
        }
    });
    quote! {
        #errors
        #(#lints)*
        const _: () = {
            #[automatically_derived]
            impl #impl_generics #wire::Encode for #ident #ty_generics #where_clause {
                fn encode<'__value, __Output: #wire::Output<'__value>>(
                    &'__value self,
                    _: &mut __Output,
                    (): (),
                ) -> ::core::result::Result<(), #wire::Error> {
                    ::core::unreachable!()
                }
            }

            #decode
            #request
        };
    }
}
