//! What was written: the type, its variants and fields, each with its attributes read.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Ident, Index, Member, Type};

use crate::attr::{Attrs, Param, Place};
use crate::door::Door;
use crate::errors::Errors;

pub(crate) struct Input<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) attrs: Attrs,
    pub(crate) body: Body<'a>,
}

pub(crate) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
    Union(Span),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) attrs: Attrs,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: Attrs,
}

impl<'a> Input<'a> {
    pub(crate) fn read(original: &'a DeriveInput, door: Door, errors: &mut Errors) -> Self {
        let (place, body) = match &original.data {
            Data::Struct(data) => (Place::Struct, Body::Struct(fields(&data.fields, door, errors))),
            Data::Enum(data) => {
                let variants = data.variants.iter().map(|variant| Variant {
                    ident: &variant.ident,
                    attrs: Attrs::read(&variant.attrs, Place::Variant, door, errors),
                    fields: fields(&variant.fields, door, errors),
                });
                (Place::Enum, Body::Enum(variants.collect()))
            }
            Data::Union(data) => (Place::Struct, Body::Union(data.union_token.span)),
        };
        Self { original, attrs: Attrs::read(&original.attrs, place, door, errors), body }
    }
}

impl<'a> Input<'a> {
    /// The arguments that the type asks for.
    pub(crate) fn params(&self) -> &[Param] {
        self.attrs.params.as_ref().map_or(&[], |params| &params.value)
    }

    /// The fields of the struct, or of all variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'a>> + Clone {
        let all = match &self.body {
            Body::Struct(fields) => vec![fields],
            Body::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
            Body::Union(_) => Vec::new(),
        };
        all.into_iter().flatten()
    }
}

fn fields<'a>(fields: &'a syn::Fields, door: Door, errors: &mut Errors) -> Vec<Field<'a>> {
    let read = |(index, field): (usize, &'a syn::Field)| Field {
        member: match &field.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index::from(index)),
        },
        ty: &field.ty,
        attrs: Attrs::read(&field.attrs, Place::Field, door, errors),
    };
    fields.iter().enumerate().map(read).collect()
}

/// Whether `written` in an attribute names the field `member`: one of a tuple is `0` or `_0` there.
pub(crate) fn is_called(member: &Member, written: &str) -> bool {
    let name = name_of(member);
    match member {
        Member::Named(_) => name == written,
        Member::Unnamed(_) => name == written.strip_prefix('_').unwrap_or(written),
    }
}

/// A field's name as errors and other attributes say it: without `r#`, `0` in a tuple.
pub(crate) fn name_of(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}
