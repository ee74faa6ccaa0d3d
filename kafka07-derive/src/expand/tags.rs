//! The tag of an enum: what is read, compared and written.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ExprPath;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::attr::{TagType, literal};
use crate::door::Paths;
use crate::own;
use crate::plan::{Body, End, Plan, Tags, Variant};

/// Statements that stop the build if two variants have the same tag.
pub(super) fn apart(plan: &Plan<'_>, paths: &Paths) -> Option<TokenStream> {
    match &plan.body {
        Body::Enum { tag, variants } => Tag { ty: tag, variants, paths }.apart(),
        Body::Struct(_) | Body::Bits { .. } => None,
    }
}

/// The tag of an enum, with what its code needs to know around it.
pub(super) struct Tag<'a> {
    pub(super) ty: &'a TagType,
    pub(super) variants: &'a [Variant<'a>],
    pub(super) paths: &'a Paths,
}

impl<'p> Tag<'p> {
    /// Whether the variants have every tag there is, so that none is unknown.
    pub(super) fn all_are_known(&self) -> bool {
        let tags = self.variants.iter().flat_map(|variant| &variant.tags);
        let count = tags.map(|tags| match (&tags.from, &tags.to) {
            (End::Literal(..), None) => Some(1),
            (End::Literal(from, _), Some(End::Literal(to, _))) => Some(to - from + 1),
            _ => None,
        });
        let count = count.sum::<Option<i128>>();
        count.is_some() && count == self.ty.values()
    }

    /// The tag `tag`, an expression, as what the patterns are for.
    pub(super) fn compared(&self, tag: &TokenStream) -> TokenStream {
        match self.ty {
            TagType::Int(_) => tag.clone(),
            TagType::Bytes(_) => {
                let (private, int) = (&self.paths.private, self.ty.compared());
                quote!(#private::tag::#int(#tag))
            }
        }
    }

    /// The pattern of a variant's tags, with a condition if some are constants: these are compared,
    /// because a pattern that is no constant would match everything.
    pub(super) fn pattern(&self, tags: &[Tags<'_>]) -> TokenStream {
        let literals: Option<Vec<_>> = tags.iter().map(|tags| self.literals(tags)).collect();
        match literals {
            Some(literals) => quote!(#(#literals)|*),
            None => {
                let tags: Vec<_> = tags.iter().collect();
                let is_one = self.any_of(&tags, &quote!(__found));
                quote!(__found if #is_one)
            }
        }
    }

    /// Whether `found`, which may be compared, is one of `tags`.
    fn any_of(&self, tags: &[&Tags<'_>], found: &TokenStream) -> TokenStream {
        let literals: Vec<_> = tags.iter().filter_map(|tags| self.literals(tags)).collect();
        let literals =
            (!literals.is_empty()).then(|| quote!(::core::matches!(#found, #(#literals)|*)));
        let others = tags.iter().filter(|tags| self.literals(tags).is_none());
        let others = others.map(|Tags { from, to }| {
            let first = self.end(from);
            match to {
                None => quote!(#found == #first),
                Some(End::Before(_)) => {
                    let end = self.end(to.as_ref().unwrap_or(from));
                    quote!((#found >= #first && #found < #end))
                }
                Some(last) => {
                    let last = self.end(last);
                    quote!((#found >= #first && #found <= #last))
                }
            }
        });
        let all = literals.into_iter().chain(others);
        quote!(#(#all)||*)
    }

    fn literals(&self, tags: &Tags<'_>) -> Option<TokenStream> {
        match (&tags.from, &tags.to) {
            (End::Literal(..), None) => Some(self.end(&tags.from)),
            (End::Literal(..), Some(to @ End::Literal(..))) => {
                let (from, to) = (self.end(&tags.from), self.end(to));
                Some(quote!(#from..=#to))
            }
            _ => None,
        }
    }

    /// As it is compared.
    fn end(&self, end: &End<'_>) -> TokenStream {
        match end {
            End::Literal(value, place) => literal(*value, &self.ty.compared(), *place),
            End::Path(path) | End::Before(path) => self.compared(&self.constant(path)),
        }
    }

    /// A constant of the tag's type.
    fn constant(&self, path: &ExprPath) -> TokenStream {
        let (private, ty) = (&self.paths.private, self.ty);
        let span = own::span(path.span());
        match ty {
            TagType::Int(_) => {
                let ty = own::placed(&ty.to_token_stream(), path.span());
                quote_spanned!(span=> const { let __tag: #ty = #path; __tag })
            }
            TagType::Bytes(_) => {
                let private = own::placed(private, path.span());
                quote_spanned!(span=> const {
                    let __tag: #ty = #private::constant::kind(&#path).array(#path);
                    __tag
                })
            }
        }
    }

    /// The bytes of the tag of `variant`: an array.
    pub(super) fn bytes(&self, variant: &Variant<'_>) -> TokenStream {
        let ty = self.ty;
        match (ty, &variant.tags[..]) {
            (TagType::Int(_), _) if variant.keeps => {
                let kept = &variant.record.fields[0].binding;
                quote!(<#ty>::to_be_bytes(*#kept))
            }
            (TagType::Bytes(_), _) if variant.keeps => {
                let kept = &variant.record.fields[0].binding;
                quote!(*#kept)
            }
            (TagType::Int(_), [Tags { from, .. }, ..]) => {
                let tag = self.end(from);
                quote!(<#ty>::to_be_bytes(#tag))
            }
            (TagType::Bytes(bytes), [Tags { from: End::Literal(value, place), .. }, ..]) => {
                let bytes = &value.to_be_bytes()[16 - bytes.len..];
                let mut bytes = Literal::byte_string(bytes);
                bytes.set_span(own::span(*place));
                quote!(*#bytes)
            }
            (TagType::Bytes(_), [Tags { from: End::Path(path) | End::Before(path), .. }, ..]) => {
                self.constant(path)
            }
            (_, []) => TokenStream::new(),
        }
    }

    /// The check that the tag which `variant` keeps is read back as this variant's.
    pub(super) fn check_kept(&self, variant: &Variant<'_>, container: &str) -> Option<TokenStream> {
        if !variant.keeps {
            return None;
        }
        let private = &self.paths.private;
        let (name, kept) = (variant.ident.unraw().to_string(), &variant.record.fields[0].binding);
        let found = self.compared(&quote!(*#kept));
        let (wrong, error) = if variant.tags.is_empty() {
            let known: Vec<_> = self.variants.iter().flat_map(|variant| &variant.tags).collect();
            if known.is_empty() {
                return None;
            }
            let known = self.any_of(&known, &found);
            (known, quote!(known))
        } else {
            let own: Vec<_> = variant.tags.iter().collect();
            let own = self.any_of(&own, &found);
            (quote!(!(#own)), quote!(foreign))
        };
        Some(quote! {
            if #wrong {
                return ::core::result::Result::Err(
                    #private::tag::#error(*#kept, __out, #container, #name),
                );
            }
        })
    }

    /// Statements that stop the build if a tag which is a constant is another variant's too. Literals
    /// are compared when the derive runs.
    fn apart(&self) -> Option<TokenStream> {
        let of_variant =
            |variant: &'p Variant<'p>| variant.tags.iter().map(move |tags| (variant, tags));
        let all = || self.variants.iter().flat_map(of_variant);
        let private = &self.paths.private;
        let table = Ident::new("__tags", Span::mixed_site());
        let checks = all().enumerate().filter_map(|(at, (_, tags))| {
            let path = tags.path()?;
            let private = own::placed(private, path.span());
            let fits = matches!(self.ty, TagType::Bytes(_)).then(|| {
                let width = self.ty.width();
                quote_spanned! {own::span(path.span())=>
                    #private::constant::fits(#private::constant::kind(&#path).len(#path), #width);
                }
            });
            Some(quote_spanned!(own::span(path.span())=>
                #fits
                #private::tag::apart(&#table, #at);
            ))
        });
        let checks: TokenStream = checks.collect();
        if checks.is_empty() {
            return None;
        }
        let tags = all().map(|(variant, tags)| {
            let Tags { from, to } = tags;
            let (first, last) = (self.end(from), self.end(to.as_ref().unwrap_or(from)));
            let name = variant.ident.unraw().to_string();
            let one_less = matches!(to, Some(End::Before(_)));
            let constant = tags.path().is_some();
            quote! {
                #private::tag::Tags {
                    first: #first as ::core::primitive::i128,
                    last: #last as ::core::primitive::i128,
                    half_open: #one_less,
                    constant: #constant,
                    variant: #name,
                }
            }
        });
        Some(quote!({
            let #table = [#(#tags),*];
            #checks
        }))
    }
}
