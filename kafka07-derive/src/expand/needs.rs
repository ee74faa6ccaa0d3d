//! What a field's type has to be, said once.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::prefix::{each_layout, prefix_type};
use crate::door::Paths;
use crate::generics;
use crate::plan::{Field, Layout, Plan, Unsure};

/// Those of all fields.
pub(super) fn all(plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    plan.fields().map(|field| needs(field, plan, paths)).collect()
}

/// The statement that has the compiler say that the type does not fit the layout, if it does not. The
/// code that uses the type would say so once for each use; what follows from this is not said again.
pub(super) fn needs(field: &Field<'_>, plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let private = &paths.private;
    let inside = match &field.layout {
        Layout::Elements { element, .. } => needs(element, plan, paths),
        _ => TokenStream::new(),
    };
    let needs = field.unsure.iter().map(|unsure| {
        let (need, ty) = match *unsure {
            Unsure::Wire(ty) if field.computed.is_some() => (quote!(computed), ty),
            Unsure::Wire(ty) => (quote!(wire), ty),
            Unsure::Blob => (quote!(blob), field.ty),
            Unsure::List => (quote!(list), field.ty),
            Unsure::Checksum(with) => return checksum_needs(with, field, plan, paths),
            // In the words and the place that the code below has, so that it is said once.
            Unsure::Prefix(ty) => {
                let nullable = field.nullable().map(|prefix| prefix_type(prefix, paths));
                let nullable = nullable.map(|ty| quote!(#private::needs::prefix::<#ty>();));
                return quote!(#private::needs::prefix::<#ty>(); #nullable);
            }
            Unsure::Each(each) => {
                let each = each_layout(each, paths);
                return quote!(#private::needs::each::<#each>(););
            }
        };
        // Whether a lifetime is long enough is not the question here.
        let ty = generics::with_static(ty, plan.generics);
        let args = field.args.as_ref().map(|args| args.iter().map(|_| quote!(_)));
        let args = args.map(|holes| quote!((#(#holes,)*)));
        match (&field.key, args, unsure) {
            (Some(_), args, Unsure::Wire(_)) => {
                let args = args.unwrap_or_else(|| quote!(()));
                quote!(#private::key::needs::<#ty, _, #args>();)
            }
            (None, Some(args), Unsure::Wire(_)) => {
                quote!(#private::needs::wire_with::<#ty, #args>();)
            }
            _ => quote!(#private::needs::#need::<#ty>();),
        }
    });
    needs.chain([inside]).collect()
}

/// The field's type is the one that the checksum computes.
fn checksum_needs(with: &Type, field: &Field<'_>, plan: &Plan<'_>, paths: &Paths) -> TokenStream {
    let (with, ty) = (
        generics::with_static(with, plan.generics),
        generics::with_static(field.ty, plan.generics),
    );
    let private = &paths.private;
    quote!(#private::needs::checksum::<#with>(); #private::needs::sum::<#ty, #with>();)
}
