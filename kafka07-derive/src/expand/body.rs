//! The bodies of the methods: a struct's fields, or an enum's tag and variants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::open;
use super::record::Fields;
use super::run::{self, Part};
use super::sum;
use crate::attr::Int;
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Body, Layout, Plan, Record, Variant};

fn fields<'a>(plan: &Plan<'a>, record: &'a Record<'a>, paths: &'a Paths) -> Fields<'a> {
    Fields { record, paths, container: plan.ident.unraw().to_string(), variant: None }
}

fn variant_fields<'a>(plan: &Plan<'a>, variant: &'a Variant<'a>, paths: &'a Paths) -> Fields<'a> {
    let name = variant.ident.unraw().to_string();
    Fields { variant: Some(name), ..fields(plan, &variant.record, paths) }
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

pub(super) fn min_len(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let body = match &plan.body {
        Body::Struct(record) => vec![fields(plan, record, paths).min_len()],
        Body::Enum { tag, variants } => {
            // The tag that `other` keeps is counted once, as the enum's.
            let least =
                variants.iter().map(|variant| variant_fields(plan, variant, paths).min_len());
            vec![tag_len(tag), quote!(#private::tag::least(&[#(#least),*]))]
        }
    };
    sum(magic_len(plan).into_iter().chain(body))
}

/// Whether every value takes the same number of bytes, if it may: an expression of type `bool`.
pub(super) fn fixed(plan: &Plan<'_>, paths: &Paths) -> Option<TokenStream> {
    let private = &paths.private;
    let all = match &plan.body {
        Body::Struct(record) => fields(plan, record, paths).fixed(&plan.shapes)?,
        Body::Enum { variants, .. } => {
            let variants: Vec<_> =
                variants.iter().map(|variant| variant_fields(plan, variant, paths)).collect();
            let fixed = variants.iter().map(|fields| fields.fixed(&plan.shapes));
            let mut fixed: Vec<_> = fixed.collect::<Option<Vec<_>>>()?.concat();
            let lengths: Vec<_> = variants.iter().map(Fields::min_len).collect();
            if lengths.iter().any(|length| length.to_string() != "0") {
                fixed.push(quote!(#private::fixed::same(&[#(#lengths),*])));
            }
            fixed
        }
    };
    Some(match &all[..] {
        [] => quote!(true),
        [one] => one.clone(),
        several => quote!(#private::fixed::all(&[#(#several),*])),
    })
}

/// The body for an enum without variants: there is no value to encode.
fn never() -> TokenStream {
    quote!(match *self {})
}

pub(super) fn encode(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    if matches!(&plan.body, Body::Enum { variants, .. } if variants.is_empty()) {
        return never();
    }
    let private = &paths.private;
    let container = plan.ident.unraw().to_string();
    let magic = plan.magic.map(|magic| Part {
        width: magic.bytes.len(),
        bytes: quote!(*#magic),
        path: quote!(.map_err(#private::path::container(#container))),
    });
    let body = match &plan.body {
        Body::Struct(record) => {
            let fields = fields(plan, record, paths);
            let (pattern, encode) = (fields.pattern(), fields.encode(magic));
            quote! {
                let Self { #pattern } = self;
                #encode
            }
        }
        Body::Enum { tag, variants } => {
            let magic = run::write(&mut Vec::from_iter(magic), paths);
            let arms = variants.iter().map(|variant| encode_variant(plan, tag, variant, paths));
            quote! {
                #magic
                match self { #(#arms)* }
            }
        }
    };
    let checked = open::checked_in_use(plan, paths, Side::Encode);
    quote! {
        #checked
        #body
        ::core::result::Result::Ok(())
    }
}

fn encode_variant(plan: &Plan<'_>, int: &Int, variant: &Variant<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let (ident, fields) = (own::name(variant.ident), variant_fields(plan, variant, paths));
    let (container, name) = (plan.ident.unraw().to_string(), ident.unraw().to_string());
    let pattern = fields.pattern();
    let part = |bytes| Part {
        width: int.bits as usize / 8,
        bytes,
        path: quote!(.map_err(#private::path::variant(#container, #name))),
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
                        #private::tag::known(*#kept, __out, #container, #name),
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

pub(super) fn decode(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let container = plan.ident.unraw().to_string();
    let magic = plan.magic.map(|magic| {
        quote! {
            #private::magic::decode(#magic, __input).map_err(#private::path::container(#container))?;
        }
    });
    let body = match &plan.body {
        Body::Struct(record) => {
            let fields = fields(plan, record, paths);
            let (decode, construct) = (fields.decode(), fields.construct());
            quote! {
                #decode
                ::core::result::Result::Ok(Self { #construct })
            }
        }
        Body::Enum { tag, variants } => decode_enum(plan, tag, variants, paths),
    };
    let checked = open::checked_in_use(plan, paths, Side::Decode);
    quote! {
        #checked
        #magic
        #body
    }
}

fn decode_enum(plan: &Plan<'_>, int: &Int, variants: &[Variant<'_>], paths: &Paths) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let container = plan.ident.unraw().to_string();
    let arms = variants.iter().filter_map(|variant| {
        let (tag, decode) = (variant.tag?.literal(int), decode_variant(plan, variant, paths));
        Some(quote!(#tag => #decode,))
    });
    let known = arms.clone().count();
    let (at, unknown) = match variants.iter().find(|variant| variant.tag.is_none()) {
        Some(variant) => {
            let kept = &variant.record.fields[0].binding;
            let decode = decode_variant(plan, variant, paths);
            (None, Some(quote!(#kept => #decode,)))
        }
        None if known as i128 == int.values() => (None, None),
        None => {
            let at = quote!(let __at = #wire::Reader::offset(__input););
            let arm = quote! {
                __unknown => ::core::result::Result::Err(
                    #private::tag::unknown(__unknown, __at, #container),
                ),
            };
            (Some(at), Some(arm))
        }
    };
    quote! {
        #at
        let __tag = <#int as #wire::Decode<'wire>>::decode(__input, ())
            .map_err(#private::path::container(#container))?;
        match __tag {
            #(#arms)*
            #unknown
        }
    }
}

/// Reads the fields of a variant: an expression of type `Result<Self, Error>`.
fn decode_variant(plan: &Plan<'_>, variant: &Variant<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let (ident, fields) = (own::name(variant.ident), variant_fields(plan, variant, paths));
    let (decode, construct) = (fields.decode(), fields.construct());
    let value = quote!(::core::result::Result::Ok(Self::#ident { #construct }));
    if variant.record.fields.iter().all(|field| matches!(field.layout, Layout::Tag)) {
        return value;
    }
    quote! {
        #private::tag::variant(__input, |__input| {
            #decode
            #value
        })
    }
}
