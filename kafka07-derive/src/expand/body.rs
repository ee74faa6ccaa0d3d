//! The bodies of the methods: a struct's fields, or an enum's tag and variants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::record::Fields;
use super::run::{self, Part};
use super::sum;
use crate::attr::Int;
use crate::plan::{Body, Layout, Plan, Record, Variant};

fn fields<'a>(plan: &Plan<'a>, record: &'a Record<'a>, wire: &'a TokenStream) -> Fields<'a> {
    Fields { record, wire, container: plan.ident.unraw().to_string(), variant: None }
}

fn variant_fields<'a>(
    plan: &Plan<'a>,
    variant: &'a Variant<'a>,
    wire: &'a TokenStream,
) -> Fields<'a> {
    let name = variant.ident.unraw().to_string();
    Fields { variant: Some(name), ..fields(plan, &variant.record, wire) }
}

fn magic_len(plan: &Plan<'_>) -> Option<TokenStream> {
    plan.magic.map(|magic| {
        let len = magic.bytes.len();
        quote!(#len)
    })
}

fn tag_len(int: &Int) -> TokenStream {
    let len = int.bits as usize / 8;
    quote!(#len)
}

pub(super) fn min_len(plan: &Plan<'_>, wire: &TokenStream) -> TokenStream {
    let body = match &plan.body {
        Body::Struct(record) => vec![fields(plan, record, wire).min_len()],
        Body::Enum { tag, variants } => {
            // The tag that `other` keeps is counted once, as the enum's.
            let least =
                variants.iter().map(|variant| variant_fields(plan, variant, wire).min_len());
            vec![tag_len(tag), quote!(#wire::tag::least(&[#(#least),*]))]
        }
    };
    sum(magic_len(plan).into_iter().chain(body))
}

/// The body for an enum without variants: there is no value to encode.
fn never() -> TokenStream {
    quote!(match *self {})
}

pub(super) fn encoded_len(plan: &Plan<'_>, wire: &TokenStream) -> TokenStream {
    match &plan.body {
        Body::Enum { variants, .. } if variants.is_empty() => never(),
        Body::Struct(record) => {
            let fields = fields(plan, record, wire);
            let (pattern, len) = (fields.pattern(), fields.encoded_len());
            let len = sum(magic_len(plan).into_iter().chain([len]));
            quote! {
                let Self { #pattern } = self;
                #len
            }
        }
        Body::Enum { tag, variants } => {
            let arms = variants.iter().map(|variant| {
                let (ident, fields) = (variant.ident, variant_fields(plan, variant, wire));
                let (pattern, len) = (fields.pattern(), fields.encoded_len());
                quote!(Self::#ident { #pattern } => #len,)
            });
            let of_variant = quote!(match self { #(#arms)* });
            sum(magic_len(plan).into_iter().chain([tag_len(tag), of_variant]))
        }
    }
}

pub(super) fn encode(plan: &Plan<'_>, wire: &TokenStream) -> TokenStream {
    if matches!(&plan.body, Body::Enum { variants, .. } if variants.is_empty()) {
        return never();
    }
    let container = plan.ident.unraw().to_string();
    let magic = plan.magic.map(|magic| Part {
        width: magic.bytes.len(),
        bytes: quote!(*#magic),
        path: quote!(.map_err(|__error| __error.in_type(#container))),
    });
    let body = match &plan.body {
        Body::Struct(record) => {
            let fields = fields(plan, record, wire);
            let (pattern, encode) = (fields.pattern(), fields.encode(magic));
            quote! {
                let Self { #pattern } = self;
                #encode
            }
        }
        Body::Enum { tag, variants } => {
            let magic = run::write(&mut Vec::from_iter(magic), wire);
            let arms = variants.iter().map(|variant| encode_variant(plan, tag, variant, wire));
            quote! {
                #magic
                match self { #(#arms)* }
            }
        }
    };
    quote! {
        #body
        ::core::result::Result::Ok(())
    }
}

fn encode_variant(
    plan: &Plan<'_>,
    int: &Int,
    variant: &Variant<'_>,
    wire: &TokenStream,
) -> TokenStream {
    let (ident, fields) = (variant.ident, variant_fields(plan, variant, wire));
    let (container, name) = (plan.ident.unraw().to_string(), ident.unraw().to_string());
    let pattern = fields.pattern();
    let part = |bytes| Part {
        width: int.bits as usize / 8,
        bytes,
        path: quote!(.map_err(|__error| __error.in_variant(#container, #name))),
    };
    let (check, tag) = if let Some(tag) = variant.tag {
        let tag = tag.literal(int);
        (None, part(quote!(<#int>::to_be_bytes(#tag))))
    } else {
        let kept = &variant.record.fields[0].binding;
        let known = known(plan, int);
        let check = (!known.is_empty()).then(|| {
            quote! {
                if let #(#known)|* = *#kept {
                    return ::core::result::Result::Err(
                        #wire::tag::known(*#kept, __out).in_variant(#container, #name),
                    );
                }
            }
        });
        (check, part(quote!(<#int>::to_be_bytes(*#kept))))
    };
    let encode = fields.encode(Some(tag));
    quote! {
        Self::#ident { #pattern } => {
            #check
            #encode
        }
    }
}

fn known(plan: &Plan<'_>, int: &Int) -> Vec<TokenStream> {
    let Body::Enum { variants, .. } = &plan.body else { return Vec::new() };
    variants.iter().filter_map(|variant| Some(variant.tag?.literal(int))).collect()
}

pub(super) fn decode(plan: &Plan<'_>, wire: &TokenStream) -> TokenStream {
    let container = plan.ident.unraw().to_string();
    let magic = plan.magic.map(|magic| {
        quote! {
            #wire::magic::decode(#magic, __input).map_err(|__error| __error.in_type(#container))?;
        }
    });
    let body = match &plan.body {
        Body::Struct(record) => {
            let fields = fields(plan, record, wire);
            let (decode, construct) = (fields.decode(), fields.construct());
            quote! {
                #decode
                ::core::result::Result::Ok(Self { #construct })
            }
        }
        Body::Enum { tag, variants } => decode_enum(plan, tag, variants, wire),
    };
    quote! {
        #magic
        #body
    }
}

fn decode_enum(
    plan: &Plan<'_>,
    int: &Int,
    variants: &[Variant<'_>],
    wire: &TokenStream,
) -> TokenStream {
    let container = plan.ident.unraw().to_string();
    let arms = variants.iter().filter_map(|variant| {
        let (tag, decode) = (variant.tag?.literal(int), decode_variant(plan, variant, wire));
        Some(quote!(#tag => #decode,))
    });
    let known = arms.clone().count();
    let (at, unknown) = match variants.iter().find(|variant| variant.tag.is_none()) {
        Some(variant) => {
            let kept = &variant.record.fields[0].binding;
            let decode = decode_variant(plan, variant, wire);
            (None, Some(quote!(#kept => #decode,)))
        }
        None if known as i128 == int.values() => (None, None),
        None => {
            let at = quote!(let __at = #wire::Reader::offset(__input););
            let arm = quote! {
                __unknown => ::core::result::Result::Err(
                    #wire::tag::unknown(__unknown, __at).in_type(#container),
                ),
            };
            (Some(at), Some(arm))
        }
    };
    quote! {
        #at
        let __tag = <#int as #wire::Decode<'wire>>::decode(__input)
            .map_err(|__error| __error.in_type(#container))?;
        match __tag {
            #(#arms)*
            #unknown
        }
    }
}

/// Reads the fields of a variant: an expression of type `Result<Self, Error>`.
fn decode_variant(plan: &Plan<'_>, variant: &Variant<'_>, wire: &TokenStream) -> TokenStream {
    let (ident, fields) = (variant.ident, variant_fields(plan, variant, wire));
    let (decode, construct) = (fields.decode(), fields.construct());
    let value = quote!(::core::result::Result::Ok(Self::#ident { #construct }));
    if variant.record.fields.iter().all(|field| matches!(field.layout, Layout::Tag)) {
        return value;
    }
    quote! {
        #wire::tag::variant(__input, |__input| {
            #decode
            #value
        })
    }
}
