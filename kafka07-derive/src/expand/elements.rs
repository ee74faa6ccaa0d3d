//! Lists with `each(…)`: the code of an element is that of a field.

use proc_macro2::TokenStream;
use quote::quote;

use super::field;
use crate::door::Paths;
use crate::plan::{Field, Prefix};

/// The least length, and what writes and reads the list: expressions.
pub(super) fn code(
    list: &Field<'_>,
    count: Option<&Prefix<'_>>,
    element: &Field<'_>,
    paths: &Paths,
) -> [TokenStream; 3] {
    let (wire, private) = (&paths.wire, &paths.private);
    let (ty, read, value) = (list.ty, &list.read, &list.binding);
    let elements = quote!(<#ty as #wire::List>::elements(#value));
    let binding = &element.binding;
    let encode = field::encode(element, None, paths);
    let encode = quote!(|#binding, __out| #encode);
    let decode = field::decode(element, paths);
    let decode = quote!(|__input| #decode);
    let least = field::min_len(element, paths);
    let Some(prefix) = count else {
        let each = quote!(#private::each);
        return [
            quote!(0),
            quote!(#each::encode(#elements, 0, __out, #encode)),
            quote!(#each::decode_rest::<#read, _>(__input, #decode)),
        ];
    };
    let [min_len, write, count] = field::count(prefix, &elements, paths);
    let each = quote!(#private::each);
    [
        min_len,
        quote! {
            #write.and_then(|()| {
                #each::encode(#elements, #each::max_empty(#elements), __out, #encode)
            })
        },
        quote! {
            #count.and_then(|__count| {
                #each::decode::<#read, _>(__count, #least, __input, #decode)
            })
        },
    ]
}
