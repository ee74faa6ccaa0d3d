//! The fields of a struct or variant in a row, with their checksums, and the path on every error.

use std::ops::Range;

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Member, Type};

use super::run::{self, Part};
use super::{blob, expression, field, padding, sum};
use crate::attr::{Padding, PrefixType};
use crate::door::Paths;
use crate::generics::Side;
use crate::own;
use crate::plan::{Checksum, Computed, Counted, Covers, Field, Layout, Record, Run, Tail};
use crate::shape::Shapes;

/// The fields of one struct or variant, with what their code needs to know around them.
pub(super) struct Fields<'a> {
    pub(super) record: &'a Record<'a>,
    pub(super) paths: &'a Paths,
    pub(super) container: String,
    pub(super) variant: Option<String>,
    /// Padding after all of them.
    pub(super) pad: Option<&'a Padding>,
}

impl Fields<'_> {
    pub(super) fn min_len(&self) -> TokenStream {
        sum(self.measured().map(|field| field::min_len(field, self.paths)))
    }

    /// The least length of all that is written, with the padding, after the first `before` bytes.
    pub(super) fn padded_len(&self, before: TokenStream) -> TokenStream {
        let up = |length, padding: Option<&Padding>| match padding {
            Some(padding) => padding::up(&length, padding, self.paths),
            None => length,
        };
        let length = self.measured().filter(|field| !field.is_conditional()).fold(
            before,
            |length, field| {
                let (length, field_len) =
                    (up(length, field.align), field::min_len(field, self.paths));
                up(quote!(#length + #field_len), field.pad)
            },
        );
        up(length, self.pad)
    }

    /// Whether all fields always take the same number of bytes, if they may: expressions of type `bool`.
    pub(super) fn fixed(&self, shapes: &Shapes<'_>) -> Option<Vec<TokenStream>> {
        let fields = self.record.fields.iter();
        let fixed: Option<Vec<_>> = fields.map(|f| field::fixed(f, shapes, self.paths)).collect();
        Some(fixed?.into_iter().filter(|fixed| fixed.to_string() != "true").collect())
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

    /// Statements that write the fields after `lead`: an enum's tag.
    pub(super) fn encode(&self, lead: Option<Part>) -> TokenStream {
        let Paths { wire, private, .. } = self.paths;
        let mut code = TokenStream::new();
        let mut parts = Vec::from_iter(lead);
        for (at, field) in self.record.fields.iter().enumerate() {
            let path = self.in_field(field);
            let is_content = |run: &Run| run.covers == Covers::Content;
            for (_, from, _) in self.runs(|run| run.first == at && !is_content(run)) {
                code.extend(run::write(&mut parts, self.paths));
                code.extend(quote!(let #from = #wire::Output::position(__out);));
            }
            if let Some(align) = field::padding(field.align, field, &path, self.paths, Side::Encode)
            {
                code.extend(run::write(&mut parts, self.paths));
                code.extend(align);
            }
            for (_, from, _) in self.runs(|run| run.first == at && is_content(run)) {
                code.extend(run::write(&mut parts, self.paths));
                code.extend(quote!(let #from = #wire::Output::position(__out);));
            }
            if self.filled_in(at).next().is_some() {
                code.extend(run::write(&mut parts, self.paths));
            }
            for (holder, _) in self.filled_in(at) {
                let from = length_from(holder);
                code.extend(quote!(let #from = #wire::Output::position(__out);));
            }
            code.extend(self.computed(field, &parts));
            code.extend(self.checked_before(field, &parts));
            match self.part(at, field) {
                Some(part) => parts.push(part),
                None => {
                    code.extend(run::write(&mut parts, self.paths));
                    code.extend(self.encode_field(at, field));
                }
            }
            for (run, from, to) in self.runs(|run| run.last == at && is_content(run)) {
                code.extend(run::write(&mut parts, self.paths));
                code.extend(quote!(let #to = #wire::Output::position(__out);));
                if let Some(prefix) = self.left_out(run) {
                    code.extend(quote! {
                        let #from = #private::checksum::content_at::<#prefix, _>(#from, #to, __out);
                    });
                }
            }
            for (holder, ty) in self.filled_in(at) {
                code.extend(run::write(&mut parts, self.paths));
                let (place, from) = (length_at(holder), length_from(holder));
                let path = self.in_field(holder);
                code.extend(quote!(#private::given::fill::<#ty, _>(#place, #from, __out) #path?;));
            }
            // Only after a field that is no part, so that nothing waits to be written.
            code.extend(field::padding(field.pad, field, &path, self.paths, Side::Encode));
            for (_, _, to) in self.runs(|run| run.last == at && !is_content(run)) {
                code.extend(run::write(&mut parts, self.paths));
                code.extend(quote!(let #to = #wire::Output::position(__out);));
            }
            for checksum in self.patched().filter(|checksum| checksum.ready == at) {
                code.extend(run::write(&mut parts, self.paths));
                let (place, fill) = (self.place(checksum), self.checksum(checksum.field, "fill"));
                let path = self.in_field(&self.record.fields[checksum.field]);
                let runs = self.run_names(checksum);
                let runs = runs.iter().map(|(from, to)| quote!((#from, #to)));
                code.extend(quote! {
                    #fill([#(#runs),*], #place, __out) #path?;
                });
            }
        }
        code.extend(run::write(&mut parts, self.paths));
        code.extend(self.pad_after_all(Side::Encode));
        code
    }

    /// The fields that are filled in with the length of the one at `at`, and their types.
    fn filled_in(&self, at: usize) -> impl Iterator<Item = (&Field<'_>, &Type)> {
        let wanted =
            move |computed: &Computed| computed.of == at && computed.counted == Counted::Written;
        let fields = self.record.fields.iter();
        let fields = fields.filter(move |field| field.computed.as_ref().is_some_and(wanted));
        fields.map(|field| (field, field.ty))
    }

    /// Computes a number that is written after `parts`, if it is known before what it counts.
    fn computed(&self, field: &Field<'_>, parts: &[Part]) -> Option<TokenStream> {
        let Paths { wire, private, .. } = self.paths;
        let computed = field.computed.as_ref()?;
        if computed.counted == Counted::Written {
            return None;
        }
        let before: usize = parts.iter().map(|part| part.width).sum();
        let of = field::counted(&self.record.fields[computed.of], computed.counted, self.paths);
        let (binding, ty, path) = (&field.binding, field.ty, self.in_field(field));
        Some(quote! {
            let #binding = &#private::given::written::<#ty>(
                #of, #wire::Output::position(__out) + #before,
            ) #path?;
        })
    }

    /// Checks, after the field at `at` was read, the numbers that are computed from it.
    fn verified(&self, at: usize) -> TokenStream {
        let Paths { wire, private, .. } = self.paths;
        let target = &self.record.fields[at];
        let mut code = TokenStream::new();
        for holder in &self.record.fields {
            let Some(computed) = holder.computed.as_ref().filter(|computed| computed.of == at)
            else {
                continue;
            };
            let found = if computed.counted == Counted::Written {
                let from = length_from(holder);
                quote!(#private::given::length(#from - #wire::Reader::remaining(__input)))
            } else {
                let (counted, value) =
                    (field::counted(target, computed.counted, self.paths), &target.binding);
                quote!({ let #value = &#value; #counted })
            };
            let (number, place, path) = (&holder.binding, length_at(holder), self.in_field(holder));
            let ty = holder.ty;
            code.extend(quote! {
                #private::given::verify::<#ty>(#found, #number, #place) #path?;
            });
        }
        code
    }

    fn pad_after_all(&self, side: Side) -> Option<TokenStream> {
        let (container, private) = (&self.container, &self.paths.private);
        let path = match &self.variant {
            Some(variant) => quote!(#private::path::variant(#container, #variant)),
            None => quote!(#private::path::container(#container)),
        };
        let pad = padding::code(self.pad?, self.paths, side);
        Some(quote!(#pad.map_err(#path)?;))
    }

    /// Checks a value before it is written after `parts`.
    fn checked_before(&self, field: &Field<'_>, parts: &[Part]) -> Option<TokenStream> {
        let wire = &self.paths.wire;
        let before: usize = parts.iter().map(|part| part.width).sum();
        let at = quote!(#wire::Output::position(__out) + #before);
        expression::checked(field, &at, &self.path(field), self.paths, Side::Encode)
    }

    /// A field whose bytes are known before any other is written.
    fn part(&self, at: usize, field: &Field<'_>) -> Option<Part> {
        let width = field.width.filter(|_| !is_filled_in(field))?;
        let bytes = if matches!(field.layout, Layout::Checksum(_)) {
            let checksum = self.record.checksums.iter().find(|checksum| checksum.field == at)?;
            let source = blob::bytes(&self.record.fields[checksum.source?], self.paths);
            let (private, ty) = (&self.paths.private, field.ty);
            if matches!(field.layout, Layout::Checksum(None)) {
                quote!(#private::checksum::of_crc32(#source, __out))
            } else {
                let of = self.checksum(at, "of");
                quote!(#of(#source, <#ty>::to_be_bytes, __out))
            }
        } else {
            run::bytes(field)
        };
        Some(Part { width, bytes, path: self.in_field(field), tag: false })
    }

    fn encode_field(&self, at: usize, field: &Field<'_>) -> TokenStream {
        let path = self.in_field(field);
        match field.layout {
            Layout::Skip | Layout::Tag => TokenStream::new(),
            // The others are parts.
            Layout::Checksum(_) => {
                let reserve = self.checksum(at, "reserve");
                let places = self.patched().filter(|checksum| checksum.field == at);
                let places = places.map(|checksum| self.place(checksum));
                quote!(#(let #places = #reserve(__out) #path?;)*)
            }
            _ if is_filled_in(field) => {
                let (private, ty, place) = (&self.paths.private, field.ty, length_at(field));
                quote!(let #place = #private::given::reserve::<#ty, _>(__out) #path?;)
            }
            // Not the value's own, so that an output could not keep it.
            _ if field.computed.is_some() => {
                let (private, binding, ty) = (&self.paths.private, &field.binding, field.ty);
                quote!(#private::given::put::<#ty, _>(*#binding, __out) #path?;)
            }
            _ => {
                let wanted = expression::wanted(field, Side::Encode);
                let before = self.record.tail.rest.iter().rfind(|before| **before < at);
                let before = before.map(|before| &self.record.fields[*before]);
                let encode = field::encode(field, before, self.paths);
                quote!(#wanted #encode #path?;)
            }
        }
    }

    /// Statements that read the fields into their bindings.
    pub(super) fn decode(&self) -> TokenStream {
        let mut code = TokenStream::new();
        let mut at = 0;
        while at < self.record.fields.len() {
            let count = self.numbers(at).max(1);
            let end = at + count;
            let (first, last) = (&self.record.fields[at], &self.record.fields[end - 1]);
            let padding = |padding, field| {
                field::padding(padding, field, &self.in_field(field), self.paths, Side::Decode)
            };
            code.extend(self.marks_before(at, false));
            code.extend(padding(first.align, first));
            code.extend(self.trailer_is_there(at));
            code.extend(self.marks_before(at, true));
            for (holder, _) in self.filled_in(at) {
                let (wire, from) = (&self.paths.wire, length_from(holder));
                code.extend(quote!(let #from = #wire::Reader::remaining(__input);));
            }
            code.extend(if count > 1 {
                self.decode_numbers(at..end)
            } else {
                self.decode_field(at)
            });
            code.extend(self.verified(end - 1));
            code.extend(self.marks_after(end - 1, true));
            code.extend(padding(last.pad, last));
            code.extend(self.marks_after(end - 1, false));
            code.extend(self.sums_verified(end - 1));
            at = end;
        }
        code.extend(self.pad_after_all(Side::Decode));
        code
    }

    /// How many fields from the one at `at` on are numbers that may be read at once: no checksum
    /// begins, ends or is verified between them.
    fn numbers(&self, at: usize) -> usize {
        let fields = &self.record.fields[at..];
        let numbers = fields.iter().take_while(|field| field.width.is_some()).count();
        let counted = |at: usize| {
            let of = |field: &Field<'_>| field.computed.as_ref().is_some_and(|c| c.of == at);
            self.record.fields.iter().any(of)
        };
        let seam = |end: usize| {
            counted(end)
                || counted(end - 1)
                || self.record.checksums.iter().any(|checksum| {
                    checksum.ready + 1 == end
                        || checksum.runs.iter().any(|run| run.first == end || run.last + 1 == end)
                })
        };
        (1..numbers).find(|count| seam(at + count)).unwrap_or(numbers)
    }

    fn decode_numbers(&self, fields: Range<usize>) -> TokenStream {
        let wire = &self.paths.wire;
        let (mut widths, mut names, mut values) = (Vec::new(), Vec::new(), TokenStream::new());
        let mut places = TokenStream::new();
        let mut offset = 0;
        let all: usize = fields.clone().filter_map(|at| self.record.fields[at].width).sum();
        for at in fields {
            let field = &self.record.fields[at];
            let width = field.width.unwrap_or_default();
            for place in self.places(at) {
                places.extend(quote!(let #place = #wire::Reader::offset(__input) + #offset;));
            }
            let (binding, declared) = (&field.binding, field.declared);
            let value = run::number(field.ty, offset, width);
            values.extend(quote!(let #binding: #declared = #value;));
            let back = all - offset;
            let place = quote!(#wire::Reader::offset(__input) - #back);
            let path = self.path(field);
            values.extend(expression::checked(field, &place, &path, self.paths, Side::Decode));
            names.push(&field.name);
            widths.push(width);
            offset += width;
        }
        let in_field = self.in_field_of(&names);
        let take = run::take(&widths, &quote!(.map_err(#in_field)), self.paths);
        quote!(#places #take #values)
    }

    fn decode_field(&self, at: usize) -> TokenStream {
        let (wire, field) = (&self.paths.wire, &self.record.fields[at]);
        let (binding, declared) = (&field.binding, field.declared);
        match field.layout {
            Layout::Tag => TokenStream::new(),
            Layout::Skip => skipped(field),
            _ => {
                let places = self.places(at);
                let value = self.before_trailer(at, field::decode(field, self.paths));
                let value = or_return(&value, &self.path(field), binding.span());
                let value = match field.when {
                    Some(_) => quote! {
                        if __wanted {
                            ::core::option::Option::Some(#value)
                        } else {
                            ::core::option::Option::None
                        }
                    },
                    None => value,
                };
                let wanted = expression::wanted(field, Side::Decode);
                let path = self.path(field);
                let checked =
                    expression::checked(field, &quote!(__at), &path, self.paths, Side::Decode);
                let at =
                    checked.is_some().then(|| quote!(let __at = #wire::Reader::offset(__input);));
                quote! {
                    #(let #places = #wire::Reader::offset(__input);)*
                    #at
                    #wanted
                    let #binding: #declared = #value;
                    #checked
                }
            }
        }
    }

    /// The locals for where the field at `at` is, which are of use after it was read.
    fn places(&self, at: usize) -> Vec<Ident> {
        let checksums = self.record.checksums.iter().filter(|checksum| checksum.field == at);
        let field = &self.record.fields[at];
        let computed = field.computed.as_ref().map(|_| length_at(field));
        checksums.map(|checksum| self.place(checksum)).chain(computed).collect()
    }

    /// Checks, before the field at `at` takes the rest, that the fields after it are there.
    fn trailer_is_there(&self, at: usize) -> TokenStream {
        let Tail { rest, trailer } = &self.record.tail;
        if rest.first() != Some(&at) || trailer.is_empty() {
            return TokenStream::new();
        }
        let private = &self.paths.private;
        let names = trailer.iter().map(|at| &self.record.fields[*at].name);
        let in_field = self.in_field_of(&names.collect::<Vec<_>>());
        let widths = self.trailer_widths();
        quote! {
            #private::tail::require(&[#(#widths),*], __input).map_err(#in_field)?;
        }
    }

    fn trailer_widths(&self) -> Vec<TokenStream> {
        let fields = self.record.tail.trailer.iter().map(|at| &self.record.fields[*at]);
        fields.map(|field| field::min_len(field, self.paths)).collect()
    }

    /// The expression `decode` over what is left for the field at `at`.
    fn before_trailer(&self, at: usize, decode: TokenStream) -> TokenStream {
        let Tail { rest, trailer } = &self.record.tail;
        if !rest.contains(&at) || trailer.is_empty() {
            return decode;
        }
        let private = &self.paths.private;
        let (trailer, is_last) = (sum(self.trailer_widths()), rest.last() == Some(&at));
        quote!(#private::tail::before(#trailer, #is_last, __input, |__input| #decode))
    }

    /// What adds the type to an error.
    pub(super) fn in_container(&self) -> TokenStream {
        let (container, private) = (&self.container, &self.paths.private);
        quote!(.map_err(#private::path::container(#container)))
    }

    /// Remembers what is left before the first field that a checksum covers: with its padding, or before
    /// its content.
    fn marks_before(&self, at: usize, content: bool) -> TokenStream {
        let wire = &self.paths.wire;
        let mut code = TokenStream::new();
        for checksum in &self.record.checksums {
            for (run, (from, _)) in checksum.runs.iter().zip(self.run_names(checksum)) {
                if run.first == at
                    && run.covers != Covers::Zeros
                    && (run.covers == Covers::Content) == content
                {
                    code.extend(quote!(let #from = #wire::Reader::as_slice(__input);));
                }
            }
        }
        code
    }

    /// Takes what a checksum covers up to the field at `at`: with its padding, or its content.
    fn marks_after(&self, at: usize, content: bool) -> TokenStream {
        let private = &self.paths.private;
        let checksums = &self.record.checksums;
        let mut code = TokenStream::new();
        for checksum in checksums {
            for (run, (from, to)) in checksum.runs.iter().zip(self.run_names(checksum)) {
                if run.last != at || (run.covers == Covers::Content) != content {
                    continue;
                }
                let taken = quote!(#private::checksum::taken(#from, __input));
                let taken = if run.covers == Covers::Zeros {
                    let zeros = self.checksum(at, "as_zeros");
                    quote!(#zeros())
                } else if let Some(prefix) = self.left_out(run) {
                    quote!(#private::checksum::content::<#prefix>(#taken))
                } else {
                    taken
                };
                code.extend(quote!(let #to = #taken;));
            }
        }
        code
    }

    /// Verifies the checksums that are complete with the field at `at`.
    fn sums_verified(&self, at: usize) -> TokenStream {
        let mut code = TokenStream::new();
        for checksum in self.record.checksums.iter().filter(|checksum| checksum.ready == at) {
            let holder = &self.record.fields[checksum.field];
            let (place, found, path) =
                (self.place(checksum), &holder.binding, self.in_field(holder));
            let runs = self.run_names(checksum);
            let runs = runs.iter().map(|(_, to)| to);
            let verify = self.checksum(checksum.field, "verify");
            code.extend(quote!(#verify([#(#runs),*], &#found, #place, __input) #path?;));
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

    /// What adds the field to an error.
    pub(super) fn in_field(&self, field: &Field<'_>) -> TokenStream {
        let path = self.path(field);
        quote!(.map_err(#path))
    }

    /// A function that adds one of several fields to an error, by its index.
    fn in_field_of(&self, names: &[&String]) -> TokenStream {
        let (container, private) = (&self.container, &self.paths.private);
        match &self.variant {
            Some(variant) => {
                quote!(#private::path::variant_field_of(#container, #variant, &[#(#names),*]))
            }
            None => quote!(#private::path::field_of(#container, &[#(#names),*])),
        }
    }

    /// A function that adds the field to an error.
    fn path(&self, field: &Field<'_>) -> TokenStream {
        let (container, name) = (&self.container, &field.name);
        let private = &self.paths.private;
        match &self.variant {
            // The only field of a tuple is all of it: its number would say nothing.
            Some(variant) if self.is_newtype() => {
                quote!(#private::path::variant(#container, #variant))
            }
            None if self.is_newtype() => quote!(#private::path::container(#container)),
            Some(variant) => quote!(#private::path::variant_field(#container, #variant, #name)),
            None => quote!(#private::path::field(#container, #name)),
        }
    }

    fn is_newtype(&self) -> bool {
        matches!(&self.record.fields[..], [Field { member: Member::Unnamed(_), .. }])
    }

    /// Checksums that are filled in after what they cover.
    fn patched(&self) -> impl Iterator<Item = &Checksum> {
        self.record.checksums.iter().filter(|checksum| checksum.source.is_none())
    }

    /// The runs to be patched that `wanted` picks, each with its names.
    fn runs(&self, wanted: impl Fn(&Run) -> bool) -> Vec<(&Run, Ident, Ident)> {
        let all = self.patched().flat_map(|c| c.runs.iter().zip(self.run_names(c)));
        all.filter(|(run, _)| wanted(run)).map(|(run, (from, to))| (run, from, to)).collect()
    }

    /// The type of the prefix that a run leaves out.
    fn left_out(&self, run: &Run) -> Option<&PrefixType> {
        let prefix = self.record.fields[run.first].prefix()?;
        (run.covers == Covers::Content).then_some(prefix.ty)
    }

    /// The function called `name` for the checksum in the field at `at`.
    fn checksum(&self, at: usize, name: &str) -> TokenStream {
        let private = &self.paths.private;
        let ty = self.record.fields[at].ty;
        let (own, inferred) = match name {
            "of" => (quote!(#ty,), quote!(, _, _)),
            "verify" => (quote!(#ty,), quote!(, _)),
            "fill" => (quote!(), quote!(, _, _)),
            "reserve" => (quote!(), quote!(, _)),
            _ => (quote!(), quote!()),
        };
        let name = format_ident!("{name}");
        match self.record.fields[at].layout {
            Layout::Checksum(Some(with)) => {
                // An error about the type that computes it is at that type.
                let (place, private) = (own::span(with.span()), own::placed(private, with.span()));
                quote_spanned!(place=> #private::checksum::#name::<#own #with #inferred>)
            }
            // Its error has a kind of its own.
            _ if name == "verify" => quote!(#private::checksum::verify_crc32),
            _ => quote!(#private::checksum::#name::<#own #private::checksum::Crc32 #inferred>),
        }
    }

    /// The locals for the start and the end of every run that `checksum` covers.
    fn run_names(&self, checksum: &Checksum) -> Vec<(Ident, Ident)> {
        let name = |what, number| self.local(checksum, &format!("{what}{number}"));
        (0..checksum.runs.len()).map(|run| (name("from", run), name("to", run))).collect()
    }

    /// The local for where `checksum` is.
    fn place(&self, checksum: &Checksum) -> Ident {
        self.local(checksum, "at")
    }

    /// Not of the same hygiene as the locals of fields, so that no field's name can be one.
    fn local(&self, checksum: &Checksum, what: &str) -> Ident {
        let name = &self.record.fields[checksum.field].name;
        format_ident!("__{what}_{name}")
    }
}

/// The local for where the length of a field, which `holder` is, begins.
fn length_from(holder: &Field<'_>) -> Ident {
    format_ident!("__length_from_{}", holder.name)
}

/// The local for where `holder`, which is computed, is.
fn length_at(holder: &Field<'_>) -> Ident {
    format_ident!("__length_at_{}", holder.name)
}

/// Whether the field is written before its value is known.
fn is_filled_in(field: &Field<'_>) -> bool {
    field.computed.as_ref().is_some_and(|computed| computed.counted == Counted::Written)
}

/// A statement that makes a field which is not on the wire.
pub(super) fn skipped(field: &Field<'_>) -> TokenStream {
    let (binding, declared) = (&field.binding, field.declared);
    quote!(let #binding = <#declared as ::core::default::Default>::default();)
}

/// The value of `result`, an expression, or a return with the error that `path` adds a place to. Not
/// `?`: without optimisation each step of it has a copy of the value, which may be large. An error about
/// how long the value lives is at `place`.
fn or_return(result: &TokenStream, path: &TokenStream, place: Span) -> TokenStream {
    let value = Ident::new("__value", place);
    quote! {
        match #result {
            ::core::result::Result::Ok(#value) => #value,
            ::core::result::Result::Err(__error) => {
                return ::core::result::Result::Err(#path(__error));
            }
        }
    }
}
