//! `when = …`: earlier fields, named in an expression, as places in generated code.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::VisitMut;
use syn::{Expr, Ident};

use crate::scope::Scope;
use crate::tokens::by_token;

/// Replaces every name that stands for a field: `replace` gives the tokens for it, if it is one.
///
/// Names that the expression binds itself, in a closure, a `match` or a `let`, hide fields as they
/// would hide variables.
pub(crate) fn substitute(
    tokens: TokenStream,
    replace: &mut dyn FnMut(&Ident, &str) -> Option<TokenStream>,
) -> TokenStream {
    match syn::parse2::<Expr>(tokens.clone()) {
        Ok(mut expr) => {
            Scope::new(replace).visit_expr_mut(&mut expr);
            expr.into_token_stream()
        }
        Err(_) => by_token(tokens, replace),
    }
}

/// The place that `binding`, a reference, refers to.
pub(crate) fn place(binding: &Ident) -> TokenStream {
    quote_spanned!(binding.span() => (*#binding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_a_replaced(expr: &str) -> String {
        let mut replace = |_: &Ident, name: &str| (name == "a").then(|| quote::quote!(X));
        let all = substitute(expr.parse().unwrap(), &mut replace);
        all.to_string().replace(' ', "")
    }

    #[test]
    fn values_are_replaced_and_other_names_are_not() {
        for (expr, expected) in [
            ("a == 1", "X==1"),
            ("a != 1", "X!=1"),
            ("matches!(a, E::A)", "matches!(X,E::A)"),
            ("a.a(a)", "X.a(X)"),
            ("a::b(a) || c::a", "a::b(X)||c::a"),
            ("a(a)", "a(X)"),
            ("(0..a).contains(&a)", "(0..X).contains(&X)"),
            ("(a..=a).len()", "(X..=X).len()"),
            ("a!(a)", "a!(X)"),
            ("a!(a => a; 1 as a, a: 2)", "a!(X=>X;1asa,a:2)"),
            ("S { a: a }.f()", "S{a:X}.f()"),
            ("S { a }.f()", "S{a:X}.f()"),
            ("r#a > 0", "X>0"),
            ("1 as a > a as u8", "1asa>Xasu8"),
            ("f::<a>(a)", "f::<a>(X)"),
            ("[a; 3]", "[X;3]"),
            ("'a: { break 'a a }", "'a:{break'aX}"),
            ("a?", "X?"),
        ] {
            assert_eq!(with_a_replaced(expr), expected, "{expr}");
        }
    }

    #[test]
    fn names_that_the_expression_binds_hide_fields() {
        for (expr, expected) in [
            ("|a| a == 1", "|a|a==1"),
            ("v.any(|&(b, a)| a == b) && a", "v.any(|&(b,a)|a==b)&&X"),
            ("{ let a = a + 1; a }", "{leta=X+1;a}"),
            ("{ { let a = 1; } a }", "{{leta=1;}X}"),
            ("{ let Some(a) = a else { return a }; a }", "{letSome(a)=Xelse{returnX};a}"),
            ("{ const a: u8 = 1; a }", "{consta:u8=1;a}"),
            ("{ fn f(a: u8) -> u8 { a } f(a) }", "{fnf(a:u8)->u8{a}f(X)}"),
            ("match a { a => a }", "matchX{a=>a}"),
            ("match a { Some(a) if a => a, None => a }", "matchX{Some(a)ifa=>a,None=>X}"),
            ("match b { a @ 1 | a @ 2 => a, c => a }", "matchb{a@1|a@2=>a,c=>X}"),
            ("if let Some(a) = a && a { a } else { a }", "ifletSome(a)=X&&a{a}else{X}"),
            ("if let S { a, .. } = b { a } else { a }", "ifletS{a,..}=b{a}else{X}"),
            ("while let Some(a) = a { a }", "whileletSome(a)=X{a}"),
            ("for a in a { a }", "forainX{a}"),
            ("matches!(a, Some(a) if a)", "matches!(X,Some(a)ifa)"),
            ("matches!(a, A | B)", "matches!(X,A|B)"),
            ("matches!(a, Some(a))", "matches!(X,Some(a))"),
            ("matches!(a, b) && a", "matches!(X,b)&&X"),
            ("f!(|a| a, a)", "f!(|a|a,X)"),
            ("f!(g!(a), |a| g!(a; a))", "f!(g!(X),|a|g!(a;a))"),
        ] {
            assert_eq!(with_a_replaced(expr), expected, "{expr}");
        }
    }

    #[test]
    fn fields_in_format_strings_become_arguments() {
        for (expr, expected) in [
            (r#"format!("{a}")"#, r#"format!("{a}",a=X)"#),
            (r#"format!("{a:?} {b} {{a}}",)"#, r#"format!("{a:?}{b}{{a}}",a=X)"#),
            (r#"format!("{b:a$.a$}")"#, r#"format!("{b:a$.a$}",a=X)"#),
            (r#"format!("{a}", a = a)"#, r#"format!("{a}",a=X)"#),
            (r#"format!("{}", a)"#, r#"format!("{}",X)"#),
            (r#"write!(a, "{a}")"#, r#"write!(X,"{a}",a=X)"#),
            (r#"own!("{a}")"#, r#"own!("{a}")"#),
            (r#"|a| format!("{a}")"#, r#"|a|format!("{a}")"#),
        ] {
            assert_eq!(with_a_replaced(expr), expected, "{expr}");
        }
    }
}
