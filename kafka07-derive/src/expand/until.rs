//! `until`: text, bytes and lists up to what ends them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Type;

use crate::attr::Until;
use crate::door::Paths;
use crate::own;

/// What ends text or bytes, as an array, and how many bytes it takes at least.
pub(super) fn bytes(until: &Until, place: &Type, paths: &Paths) -> (TokenStream, usize) {
    match &until.bytes {
        Some(bytes) => {
            let mut literal = Literal::byte_string(bytes);
            literal.set_span(own::span(syn::spanned::Spanned::span(place)));
            (quote!(*#literal), bytes.len())
        }
        // Of a constant only the compiler knows.
        None => {
            let (private, value) = (&paths.private, &until.value);
            (quote!(#private::until::sentinel(#value)), 1)
        }
    }
}

/// The code of a list, in pieces.
pub(super) struct List<'c> {
    /// The type of the list, as code that reads it names it.
    pub(super) read: &'c TokenStream,
    /// The type of an element, as far as it is known.
    pub(super) element: Option<&'c Type>,
    /// How an element is placed: a type.
    pub(super) each: &'c TokenStream,
    /// The elements that are written.
    pub(super) elements: &'c TokenStream,
    /// What writes and what reads the list, if the compiler finds out that it is one.
    pub(super) by_trait: Option<(TokenStream, TokenStream)>,
    /// What the elements are told on each side, and the type of it, if it is anything.
    pub(super) args: [TokenStream; 2],
    pub(super) told: Option<TokenStream>,
    pub(super) max: &'c TokenStream,
}

impl List<'_> {
    /// The least length, and what writes and reads the list.
    pub(super) fn code(&self, until: &Until, paths: &Paths) -> [TokenStream; 3] {
        let Paths { wire, private, .. } = paths;
        let Self { read, each, elements, max, args: [args, told], .. } = self;
        let (value, of_list) = (&until.value, quote!(<#read as #wire::List>::Element));
        let until = quote!(#private::until::list);
        // How long an element borrows from the input is found out with the list.
        let element = self.element.filter(|element| !quote!(#element).to_string().contains('\''));
        let element = element.map(|element| quote!(#element));
        // What ends the list is of the type of the elements: an error about it is at what the user wrote.
        let known = element.as_ref().or(self.by_trait.as_ref().map(|_| &of_list));
        let known = known.map(|element| quote!(: #element));
        let end = quote!(let __end #known = #value;);
        let (least, encode, decode) = match &self.by_trait {
            Some((encoder, decoder)) => (
                quote!(0),
                quote!(#encoder.__until::<#each>(&__end, #max, __out)),
                quote!(#decoder.__until::<#each>(&__end, #max, __input)),
            ),
            None => {
                let element = element.unwrap_or_else(|| quote!(_));
                let of_args = self.told.clone().unwrap_or_else(|| quote!(()));
                (
                    quote!(#until::least::<'wire, #each, #of_list, #of_args>()),
                    quote!(#until::encode::<#each, _, _, _>(#elements, &__end, #max, #args, __out)),
                    quote!(#until::decode::<#each, #read, #element, _>(&__end, #max, #told, __input)),
                )
            }
        };
        [least, quote!({ #end #encode }), quote!({ #end #decode })]
    }
}
