//! Lists with `each(…)`: an element has the code that a field has.

use quote::quote;
use syn::Ident;

use super::code::Code;
use super::prefix;
use crate::door::Paths;
use crate::plan::{Field, Prefix};

/// Elements with the code `element` over `binding`: after their count, as many as an expression says, or up to the end.
pub(super) fn code(
    list: &Field<'_>,
    count: Option<&Prefix<'_>>,
    binding: &Ident,
    element: &Code,
    paths: &Paths,
) -> Code {
    let (wire, private) = (&paths.wire, &paths.private);
    let (ty, read, value) = (list.ty, &list.read, &list.binding);
    let elements = quote!(<#ty as #wire::List>::elements(#value));
    let Code { min_len: least, encode, decode } = element;
    let encode = quote!(|#binding, __out| #encode);
    let decode = quote!(|__input| #decode);
    let Some(prefix) = count else {
        let each = quote!(#private::each);
        return Code {
            min_len: quote!(0),
            encode: quote!(#each::encode(#elements, 0, __out, #encode)),
            decode: quote!(#each::decode_rest::<#read, _>(__input, #decode)),
        };
    };
    let [min_len, write, count] = prefix::count(prefix, &elements, paths);
    let each = quote!(#private::each);
    Code {
        min_len,
        encode: quote! {
            #write.and_then(|()| {
                #each::encode(#elements, #each::max_empty(#elements), __out, #encode)
            })
        },
        decode: quote! {
            #count.and_then(|__count| {
                #each::decode::<#read, _>(__count, #least, __input, #decode)
            })
        },
    }
}
