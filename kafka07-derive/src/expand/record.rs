//! The fields of a struct or variant in a row, with their checksums, and the path on every error.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::{field, sum};
use crate::plan::{Checksum, Field, Layout, Record};

/// The fields of one struct or variant, with what their code needs to know around them.
pub(super) struct Fields<'a> {
    pub(super) record: &'a Record<'a>,
    pub(super) wire: &'a TokenStream,
    pub(super) container: String,
    pub(super) variant: Option<String>,
}

impl Fields<'_> {
    pub(super) fn min_len(&self) -> TokenStream {
        sum(self.measured().map(|field| field::min_len(field, self.wire)))
    }

    pub(super) fn encoded_len(&self) -> TokenStream {
        sum(self.measured().map(|field| field::encoded_len(field, self.wire)))
    }

    /// Fields with bytes of their own; the tag that `other` keeps is the enum's.
    fn measured(&self) -> impl Iterator<Item = &Field<'_>> {
        self.record
            .fields
            .iter()
            .filter(|field| field.on_wire() && !matches!(field.layout, Layout::Tag))
    }

    /// The inside of a pattern that binds every field on the wire.
    pub(super) fn pattern(&self) -> TokenStream {
        let fields = self.record.fields.iter().map(|field| {
            let (member, binding) = (&field.member, &field.binding);
            match field.layout {
                Layout::Skip => quote!(#member: _),
                // Also what is computed or constant: a field that is bound is no dead one.
                _ => quote!(#member: #binding),
            }
        });
        quote!(#(#fields),*)
    }

    /// Statements that write the fields, `tag` having written the one that keeps an unknown tag.
    pub(super) fn encode(&self) -> TokenStream {
        let wire = self.wire;
        let mut code = TokenStream::new();
        for (at, field) in self.record.fields.iter().enumerate() {
            for (from, _) in self.runs(|(first, _)| first == at) {
                code.extend(quote!(let #from = #wire::Output::position(__out);));
            }
            code.extend(self.encode_field(at, field));
            for (_, to) in self.runs(|(_, last)| last == at) {
                code.extend(quote!(let #to = #wire::Output::position(__out);));
            }
            for checksum in self.patched().filter(|checksum| checksum.ready == at) {
                let place = self.place(checksum);
                let runs = self.run_names(checksum);
                let runs = runs.iter().map(|(from, to)| quote!((#from, #to)));
                code.extend(quote!(#wire::crc32::fill([#(#runs),*], #place, __out);));
            }
        }
        code
    }

    fn encode_field(&self, at: usize, field: &Field<'_>) -> TokenStream {
        let wire = self.wire;
        let path = self.in_field(field);
        if !matches!(field.layout, Layout::Crc32) {
            if matches!(field.layout, Layout::Skip | Layout::Tag) {
                return TokenStream::new();
            }
            let encode = field::encode(field, wire);
            return quote!(#encode #path?;);
        }
        let Some(checksum) = self.record.checksums.iter().find(|checksum| checksum.field == at)
        else {
            return TokenStream::new();
        };
        if let Some(source) = checksum.source {
            let source = field::bytes(&self.record.fields[source], wire);
            return quote!(#wire::crc32::encode(#source, __out) #path?;);
        }
        let place = self.place(checksum);
        quote!(let #place = #wire::crc32::reserve(__out) #path?;)
    }

    /// Statements that read the fields into their bindings.
    pub(super) fn decode(&self) -> TokenStream {
        let wire = self.wire;
        let checksums = &self.record.checksums;
        let mut code = TokenStream::new();
        for (at, field) in self.record.fields.iter().enumerate() {
            let (binding, declared) = (&field.binding, field.declared);
            for checksum in checksums {
                let names = self.run_names(checksum);
                for ((first, _), (from, _)) in checksum.runs.iter().zip(names) {
                    if *first == at {
                        code.extend(quote!(let #from = #wire::Reader::as_slice(__input);));
                    }
                }
                if checksum.field == at {
                    let place = self.place(checksum);
                    code.extend(quote!(let #place = #wire::Reader::offset(__input);));
                }
            }
            match field.layout {
                Layout::Tag => {}
                Layout::Skip => code.extend(quote! {
                    let #binding = <#declared as ::core::default::Default>::default();
                }),
                _ => {
                    let (decode, path) = (field::decode(field, wire), self.in_field(field));
                    let decode = match field.when {
                        Some(_) => quote!((#decode)),
                        None => decode,
                    };
                    code.extend(quote!(let #binding: #declared = #decode #path?;));
                }
            }
            for checksum in checksums {
                let names = self.run_names(checksum);
                for ((_, last), (from, to)) in checksum.runs.iter().zip(names) {
                    if *last == at {
                        code.extend(quote!(let #to = #wire::crc32::taken(#from, __input);));
                    }
                }
            }
            for checksum in checksums.iter().filter(|checksum| checksum.ready == at) {
                let holder = &self.record.fields[checksum.field];
                let (place, found, path) =
                    (self.place(checksum), &holder.binding, self.in_field(holder));
                let runs = self.run_names(checksum);
                let runs = runs.iter().map(|(_, to)| to);
                code.extend(
                    quote!(#wire::crc32::verify([#(#runs),*], #found, #place, __input) #path?;),
                );
            }
        }
        code
    }

    /// The inside of a constructor from the bindings.
    pub(super) fn construct(&self) -> TokenStream {
        let fields = self.record.fields.iter().map(|field| {
            let (member, binding) = (&field.member, &field.binding);
            quote!(#member: #binding)
        });
        quote!(#(#fields),*)
    }

    fn in_field(&self, field: &Field<'_>) -> TokenStream {
        let (container, name) = (&self.container, &field.name);
        match &self.variant {
            Some(variant) => {
                quote!(.map_err(|__error| __error.in_variant_field(#container, #variant, #name)))
            }
            None => quote!(.map_err(|__error| __error.in_field(#container, #name))),
        }
    }

    /// Checksums that are filled in behind what they cover.
    fn patched(&self) -> impl Iterator<Item = &Checksum> {
        self.record.checksums.iter().filter(|checksum| checksum.source.is_none())
    }

    /// The names of the runs to be patched that `wanted` picks by their first and last field.
    fn runs(&self, wanted: impl Fn((usize, usize)) -> bool) -> Vec<(Ident, Ident)> {
        let all = self.patched().flat_map(|c| c.runs.iter().copied().zip(self.run_names(c)));
        all.filter(|&(run, _)| wanted(run)).map(|(_, names)| names).collect()
    }

    /// The locals for the start and the end of every run that `checksum` covers.
    fn run_names(&self, checksum: &Checksum) -> Vec<(Ident, Ident)> {
        let name = |what, number| self.local(checksum, &format!("{what}{number}"));
        (0..checksum.runs.len()).map(|run| (name("from", run), name("to", run))).collect()
    }

    /// The local for where `checksum` stands.
    fn place(&self, checksum: &Checksum) -> Ident {
        self.local(checksum, "at")
    }

    /// Not of the same hygiene as the locals of fields, so that no field's name can be one.
    fn local(&self, checksum: &Checksum, what: &str) -> Ident {
        let name = &self.record.fields[checksum.field].name;
        format_ident!("__{what}_{name}")
    }
}
