//! Structs whose fields are the parts of one integer, the first in its highest bits.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::record::{Fields, skipped};
use crate::attr::Word;
use crate::own;
use crate::plan::{Field, Layout, Part};
use crate::shape::{Shape, Shapes};

/// The struct, with what its code needs to know around it.
pub(super) struct Bits<'a> {
    pub(super) word: &'a Word,
    pub(super) fields: Fields<'a>,
    pub(super) shapes: &'a Shapes<'a>,
}

impl Bits<'_> {
    fn word_type(&self) -> TokenStream {
        let (word, private) = (self.word, &self.fields.paths.private);
        quote!(<#word as #private::bits::Word>)
    }

    /// How many bytes it takes: an expression.
    pub(super) fn len(&self) -> TokenStream {
        let word = self.word_type();
        quote!(#word::LEN)
    }

    /// Statements that write it.
    pub(super) fn encode(&self) -> TokenStream {
        let private = &self.fields.paths.private;
        let parts = self.parts().map(|(field, Part { count, shift })| {
            let (value, path) = (&field.binding, self.fields.in_field(field));
            let bits = match self.kind(field) {
                Kind::Reserved => quote!(0),
                Kind::Number | Kind::Value => {
                    let call = self.call(field, "encode");
                    quote!(#call(#value, #count, #private::bits::at(__out)) #path?)
                }
            };
            quote!(| #bits << #shift)
        });
        let path = self.fields.in_container();
        let word = self.word_type();
        quote! {
            let __bits: ::core::primitive::u64 = 0 #(#parts)*;
            #word::write(__bits, __out) #path?;
        }
    }

    /// Statements that read the fields into their bindings.
    pub(super) fn decode(&self) -> TokenStream {
        let wire = &self.fields.paths.wire;
        let fields = self.fields.record.fields.iter().map(|field| {
            let Layout::Part(Part { count, shift }) = field.layout else {
                return skipped(field);
            };
            let (value, ty, path) = (&field.binding, field.ty, self.fields.in_field(field));
            let call = self.call(field, "decode");
            quote!(let #value: #ty = #call(__bits >> #shift, #count, __at) #path?;)
        });
        let path = self.fields.in_container();
        let word = self.word_type();
        quote! {
            let __at = #wire::Reader::offset(__input);
            let __bits = #word::read(__input) #path?;
            #(#fields)*
        }
    }

    fn kind(&self, field: &Field<'_>) -> Kind {
        match self.shapes.of(field.ty) {
            Shape::Unit => Kind::Reserved,
            Shape::Fixed => Kind::Number,
            _ => Kind::Value,
        }
    }

    /// The function that does what `name` says, in the place of the field's type.
    fn call(&self, field: &Field<'_>, name: &str) -> TokenStream {
        let (ty, span) = (field.ty, field.binding.span());
        let private = own::placed(&self.fields.paths.private, span);
        let name = match self.kind(field) {
            Kind::Reserved => return quote_spanned!(span=> #private::bits::reserved),
            Kind::Number => Ident::new(name, span),
            Kind::Value => format_ident!("__{name}", span = span),
        };
        match self.kind(field) {
            Kind::Value => quote_spanned!(span=> #private::bits::part::<#ty>().#name),
            _ => quote_spanned!(span=> #private::bits::#name::<#ty>),
        }
    }

    fn parts(&self) -> impl Iterator<Item = (&Field<'_>, Part)> {
        self.fields.record.fields.iter().filter_map(|field| match field.layout {
            Layout::Part(part) => Some((field, part)),
            _ => None,
        })
    }
}

/// How a part is written and read.
enum Kind {
    Reserved,
    Number,
    /// As a number if its type is one, which the compiler knows, or by its own wire format.
    Value,
}
