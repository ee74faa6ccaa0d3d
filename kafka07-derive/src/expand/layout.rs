//! What each layout is in code.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Path};

use super::code::Code;
use super::prefix::{decode_frame, encode_frame};
use super::told::{args, by_trait, told, trait_inside, with_key};
use super::{blob, elements, expression, list, magic, padding};
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Condition, Field, Layout, Prefix, Sentinel};

/// A value that is there, in its frame, or what says that it is absent.
pub(super) fn value(field: &Field<'_>, paths: &Paths) -> Code {
    let Paths { wire, private, .. } = paths;
    let (value, read) = (&field.binding, &field.read);
    let Code { min_len, encode, decode } = of(field, paths);
    let encode = with_key(field, encode, paths, Side::Encode);
    let decode = with_key(field, decode, paths, Side::Decode);
    let framed = match &field.frame {
        Some(prefix) => {
            let head = prefix.given.is_none().then(|| {
                let ty = prefix.ty;
                quote!(<#ty as #wire::Prefix>::MIN_LEN + )
            });
            Code {
                min_len: quote!(#head #min_len),
                encode: encode_frame(field, prefix, "size", &encode, paths),
                decode: decode_frame(prefix, "size", read, &decode, paths),
            }
        }
        None => Code { min_len, encode, decode },
    };
    let Some(Prefix { ty, null: Some(null), .. }) = field.nullable() else { return framed };
    let Code { encode, decode, .. } = framed;
    Code {
        min_len: quote!(<#ty as #wire::Prefix>::MIN_LEN),
        encode: quote! {
            match #value {
                ::core::option::Option::Some(#value) => #encode,
                ::core::option::Option::None => #private::null::encode::<#ty, #null, _>(__out),
            }
        },
        decode: quote! {
            #private::null::decode::<#ty, #null, _>(__input, |__input| #decode)
        },
    }
}

/// A layout without condition and frame.
fn of(field: &Field<'_>, paths: &Paths) -> Code {
    let Paths { wire, private, .. } = paths;
    let ty = field.ty;
    match &field.layout {
        Layout::Nested => nested(field, paths),
        Layout::ByTrait => found_by_trait(field, paths),
        Layout::CountedBytes(prefix) => blob::counted(field, prefix, paths),
        Layout::Blob(Some(prefix)) => blob::prefixed(field, prefix, paths),
        Layout::Blob(None) => blob::rest(field, paths),
        Layout::Until(sentinel) => blob::until(field, sentinel, paths),
        Layout::List { until: Some(Sentinel { until, max }), each, element, .. } => {
            list::until(field, until, *max, *each, *element, paths)
        }
        Layout::List { count, each, element, .. } => {
            list::code(field, count.as_ref(), *each, *element, paths)
        }
        Layout::Elements { count, element } => {
            let code = value(element, paths);
            elements::code(field, count.as_ref(), &element.binding, &code, paths)
        }
        Layout::Magic(magic) => Code {
            min_len: magic::len(magic, paths),
            encode: magic::encode(magic, paths),
            decode: magic::decode(magic, paths),
        },
        Layout::Reserved(reserved) => {
            let (count, ignore) = (padding::count(reserved, paths), reserved.ignore);
            Code {
                min_len: count.clone(),
                encode: quote!(#private::pad::reserve(const { #count }, __out)),
                decode: quote!(#private::pad::skip(const { #count }, #ignore, __input)),
            }
        }
        Layout::With { module, .. } => with(field, module),
        // Written when what it covers is known.
        Layout::Checksum(_) => Code {
            min_len: quote!(<#ty as #wire::Decode<'wire>>::MIN_LEN),
            encode: TokenStream::new(),
            decode: quote!(<#ty as #wire::Decode<'wire>>::decode(__input, ())),
        },
        // Not on the wire, or written and read with the enum's tag or with the integer.
        Layout::Skip | Layout::Tag | Layout::Part(_) => {
            Code { min_len: quote!(0), encode: TokenStream::new(), decode: TokenStream::new() }
        }
    }
}

/// By the impls of the type.
fn nested(field: &Field<'_>, paths: &Paths) -> Code {
    let (ty, read, value) = (field.ty, &field.read, &field.binding);
    let told = told(field, paths);
    let encode = trait_inside(told.as_ref(), field.is_generic, paths, Side::Encode);
    let of = trait_inside(told.as_ref(), field.is_generic, paths, Side::Decode);
    let decode = if field.is_generic && told.is_none() { "DECODE" } else { "decode" };
    let decode = format_ident!("{decode}");
    let [args, told] = [Side::Encode, Side::Decode].map(|side| args(field, paths, side));
    let decode = quote_spanned!(value.span()=> <#read as #of>::#decode);
    Code {
        min_len: quote_spanned!(value.span()=> <#read as #of>::MIN_LEN),
        encode: quote!(<#ty as #encode>::encode(#value, __out, #args)),
        decode: quote!(#decode(__input, #told)),
    }
}

/// By the impls of the type, or as text, bytes or a list.
fn found_by_trait(field: &Field<'_>, paths: &Paths) -> Code {
    let private = &paths.private;
    let (ty, read, value) = (field.ty, &field.read, &field.binding);
    Code {
        min_len: by_trait(read, "MIN_LEN", paths, Side::Decode),
        encode: quote!(#private::by_trait::encoder::<#ty>(#value).__encode(__out)),
        decode: {
            // An error about the type is at the method.
            let private = own::placed(private, ty.span());
            let decode = quote_spanned! {own::span(ty.span())=>
                #private::by_trait::decoder::<#read>().__decode
            };
            quote!(#decode(__input))
        },
    }
}

/// By functions of the user's.
fn with(field: &Field<'_>, module: &Path) -> Code {
    let value = &field.binding;
    let (encode, decode) = (function(module, "encode"), function(module, "decode"));
    let [args, told] = [Side::Encode, Side::Decode].map(|side| {
        let args = field.args.iter().flatten();
        args.map(|arg: &Condition| expression::told(arg, side)).collect::<Vec<_>>()
    });
    Code {
        min_len: quote!(0),
        encode: quote!(#encode(#value, __out #(, #args)*)),
        decode: quote!(#decode(__input #(, #told)*)),
    }
}

/// A function of a `with` module, in the place of the module's name.
fn function(module: &Path, name: &str) -> TokenStream {
    let function = Ident::new(name, own::span(module.span()));
    // In an expression, a type with arguments needs angle brackets around it.
    match module.segments.last() {
        Some(last) if !last.arguments.is_none() => quote!(<#module>::#function),
        _ => quote!(#module::#function),
    }
}
