//! The bodies of the methods: a struct's fields, or an enum's tag and variants.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::bits::Bits;
use super::magic;
use super::open;
use super::padding;
use super::record::Fields;
use super::run::{self, Part};
use super::sum;
use super::tags::Tag;
use crate::attr::Word;
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Body, Layout, Plan, Record, Variant};

fn fields<'a>(plan: &Plan<'a>, record: &'a Record<'a>, paths: &'a Paths) -> Fields<'a> {
    let container = plan.ident.unraw().to_string();
    Fields { record, paths, container, variant: None, pad: plan.pad }
}

fn variant_fields<'a>(plan: &Plan<'a>, variant: &'a Variant<'a>, paths: &'a Paths) -> Fields<'a> {
    let name = variant.ident.unraw().to_string();
    Fields { variant: Some(name), ..fields(plan, &variant.record, paths) }
}

fn bits<'a>(
    plan: &'a Plan<'a>,
    word: &'a Word,
    record: &'a Record<'a>,
    paths: &'a Paths,
) -> Bits<'a> {
    Bits { word, fields: fields(plan, record, paths), shapes: &plan.shapes }
}

/// The length of what is before the fields. The tag of an enum may be told, and takes no bytes then.
fn head_len(plan: &Plan<'_>, paths: &Paths, tag_told: bool) -> TokenStream {
    let magic = plan.magic.map(|found| magic::len(found, paths));
    let tag = match &plan.body {
        Body::Enum { tag, .. } if !tag_told => {
            let width = tag.width();
            Some(quote!(#width))
        }
        _ => None,
    };
    sum(magic.into_iter().chain(tag))
}

/// The least length. That of an enum whose tag may be told is without it.
pub(super) fn min_len(plan: &Plan<'_>, paths: &Paths, tag_told: bool) -> TokenStream {
    let private = &paths.private;
    if plan.is_padded() {
        let lengths = padded_lens(plan, paths, tag_told);
        return match &plan.body {
            Body::Struct(_) | Body::Bits { .. } => quote!(#(#lengths)*),
            Body::Enum { .. } => quote!(#private::tag::least(&[#(#lengths),*])),
        };
    }
    let body = match &plan.body {
        Body::Struct(record) => vec![fields(plan, record, paths).min_len()],
        Body::Bits { word, record } => vec![bits(plan, word, record, paths).len()],
        Body::Enum { variants, .. } => {
            let least =
                variants.iter().map(|variant| variant_fields(plan, variant, paths).min_len());
            vec![quote!(#private::tag::least(&[#(#least),*]))]
        }
    };
    sum(plan.magic.map(|found| magic::len(found, paths)).into_iter().chain(body))
}

/// The least length of the struct, or of each variant, with all that is before the fields.
fn padded_lens(plan: &Plan<'_>, paths: &Paths, tag_told: bool) -> Vec<TokenStream> {
    let all = match &plan.body {
        Body::Struct(record) | Body::Bits { record, .. } => vec![fields(plan, record, paths)],
        Body::Enum { variants, .. } => {
            variants.iter().map(|variant| variant_fields(plan, variant, paths)).collect()
        }
    };
    all.iter().map(|fields| fields.padded_len(head_len(plan, paths, tag_told))).collect()
}

/// Whether every value takes the same number of bytes, if it may: an expression of type `bool`.
pub(super) fn fixed(plan: &Plan<'_>, paths: &Paths, tag_told: bool) -> Option<TokenStream> {
    let private = &paths.private;
    let all = match &plan.body {
        Body::Struct(record) => fields(plan, record, paths).fixed(&plan.shapes)?,
        Body::Bits { .. } => Vec::new(),
        Body::Enum { variants, .. } => {
            let variants: Vec<_> =
                variants.iter().map(|variant| variant_fields(plan, variant, paths)).collect();
            let fixed = variants.iter().map(|fields| fields.fixed(&plan.shapes));
            let mut fixed: Vec<_> = fixed.collect::<Option<Vec<_>>>()?.concat();
            let lengths: Vec<_> = if plan.is_padded() {
                padded_lens(plan, paths, tag_told)
            } else {
                variants.iter().map(Fields::min_len).collect()
            };
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
    let path = quote!(.map_err(#private::path::container(#container)));
    let part = plan.magic.and_then(|found| magic::part(found, path.clone(), paths));
    let constant = plan.magic.filter(|_| part.is_none()).map(|found| {
        let encode = magic::encode(found, paths);
        quote!(#encode #path?;)
    });
    let body = match &plan.body {
        Body::Struct(record) => {
            let fields = fields(plan, record, paths);
            let (pattern, encode) = (fields.pattern(), fields.encode(part));
            quote! {
                #constant
                let Self { #pattern } = self;
                #encode
            }
        }
        Body::Bits { word, record } => {
            let magic = run::write(&mut Vec::from_iter(part), paths);
            let bits = bits(plan, word, record, paths);
            let (pattern, encode) = (bits.fields.pattern(), bits.encode());
            quote! {
                #constant
                #magic
                let Self { #pattern } = self;
                #encode
            }
        }
        Body::Enum { tag, variants } => {
            let magic = run::write(&mut Vec::from_iter(part), paths);
            let tag = Tag { ty: tag, variants, paths };
            let arms = variants.iter().map(|variant| encode_variant(plan, &tag, variant, paths));
            quote! {
                #constant
                #magic
                match self { #(#arms)* }
            }
        }
    };
    let checked = open::checked_in_use(plan, paths, Side::Encode);
    let start = plan.is_padded().then(|| padding::start(paths, Side::Encode));
    quote! {
        #checked
        #start
        #body
        ::core::result::Result::Ok(())
    }
}

fn encode_variant(
    plan: &Plan<'_>,
    tag: &Tag<'_>,
    variant: &Variant<'_>,
    paths: &Paths,
) -> TokenStream {
    let private = &paths.private;
    let (ident, fields) = (own::name(variant.ident), variant_fields(plan, variant, paths));
    let (container, name) = (plan.ident.unraw().to_string(), ident.unraw().to_string());
    let pattern = fields.pattern();
    let check = tag.check_kept(variant, &container);
    let encode = fields.encode(Some(Part {
        width: tag.ty.width(),
        bytes: tag.bytes(variant),
        path: quote!(.map_err(#private::path::variant(#container, #name))),
        tag: true,
    }));
    quote! {
        Self::#ident { #pattern } => {
            #check
            #encode
        }
    }
}

pub(super) fn decode(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let container = plan.ident.unraw().to_string();
    let magic = plan.magic.map(|found| {
        let decode = magic::decode(found, paths);
        quote!(#decode.map_err(#private::path::container(#container))?;)
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
        Body::Bits { word, record } => {
            let bits = bits(plan, word, record, paths);
            let (decode, construct) = (bits.decode(), bits.fields.construct());
            quote! {
                #decode
                ::core::result::Result::Ok(Self { #construct })
            }
        }
        Body::Enum { tag, variants } => decode_enum(plan, &Tag { ty: tag, variants, paths }, paths),
    };
    let checked = open::checked_in_use(plan, paths, Side::Decode);
    let start = plan.is_padded().then(|| padding::start(paths, Side::Decode));
    quote! {
        #checked
        #start
        #magic
        #body
    }
}

fn decode_enum(plan: &Plan<'_>, tag: &Tag<'_>, paths: &Paths) -> TokenStream {
    let Paths { wire, private, .. } = paths;
    let container = plan.ident.unraw().to_string();
    let (at, unknown) = match tag.variants.iter().find(|variant| variant.tags.is_empty()) {
        Some(variant) => {
            let decode = decode_variant(plan, variant, paths);
            (None, Some(quote!(_ => #decode,)))
        }
        None if tag.all_are_known() => (None, None),
        None => {
            let at = quote!(let __at = #wire::Reader::offset(__input););
            let arm = quote! {
                _ => ::core::result::Result::Err(
                    #private::tag::unknown(__tag, __at, #container),
                ),
            };
            (Some(at), Some(arm))
        }
    };
    let arms = tag.variants.iter().filter(|variant| !variant.tags.is_empty()).map(|variant| {
        let (pattern, decode) = (tag.pattern(&variant.tags), decode_variant(plan, variant, paths));
        quote!(#pattern => #decode,)
    });
    let (ty, compared) = (tag.ty, tag.compared(&quote!(__tag)));
    quote! {
        #at
        let __tag = #private::key::tag::<#ty>(__key, __input)
            .map_err(#private::path::container(#container))?;
        match #compared {
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
    let kept = variant.keeps.then(|| {
        let kept = &variant.record.fields[0].binding;
        quote!(let #kept = __tag;)
    });
    if plan.pad.is_none()
        && variant.record.fields.iter().all(|field| matches!(field.layout, Layout::Tag))
    {
        return if kept.is_some() { quote!({ #kept #value }) } else { value };
    }
    quote! {
        #private::tag::variant(__input, |__input| {
            #kept
            #decode
            #value
        })
    }
}
