//! Lengths from an expression: its arithmetic is done on wide numbers, as what was read may be any number,
//! and `n - 1` must not end the program.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{BinOp, Block, Expr, ExprBinary, ExprIf, ExprLit, ExprMatch, Lit, LitInt, Stmt, UnOp};

use crate::door::Paths;
use crate::own;

/// The value of `expr`, an expression of any integer type, as an `i128`.
pub(super) fn wide(expr: &TokenStream, paths: &Paths) -> TokenStream {
    match syn::parse2(expr.clone()) {
        Ok(expr) => Wide { private: &paths.private }.value(&expr),
        Err(_) => Wide { private: &paths.private }.leaf(expr),
    }
}

/// The value of `expr` as an `i128` if it is arithmetic, and as it is otherwise: it may be bytes.
pub(super) fn wide_if_arithmetic(expr: &TokenStream, paths: &Paths) -> TokenStream {
    match syn::parse2(expr.clone()) {
        Ok(expr) if is_arithmetic(&expr) => Wide { private: &paths.private }.value(&expr),
        _ => expr.clone(),
    }
}

struct Wide<'a> {
    private: &'a TokenStream,
}

impl Wide<'_> {
    fn value(&self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Paren(paren) if paren.attrs.is_empty() => self.value(&paren.expr),
            Expr::Group(group) if group.attrs.is_empty() => self.value(&group.expr),
            Expr::Binary(binary) => self.binary(binary),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                let zero = quote!(0);
                self.call("sub", &zero, &self.value(&unary.expr))
            }
            Expr::Cast(cast) if is_arithmetic(&cast.expr) => {
                let (inner, ty) = (self.value(&cast.expr), &cast.ty);
                self.leaf(&quote!((#inner as #ty)))
            }
            Expr::If(ExprIf {
                attrs, cond, then_branch, else_branch: Some((_, other)), ..
            }) if attrs.is_empty() => {
                let (then, other) = (self.block(then_branch), self.value(other));
                quote!(if #cond { #then } else { #other })
            }
            Expr::Match(ExprMatch { attrs, expr, arms, .. }) if attrs.is_empty() => {
                let arms = arms.iter().map(|arm| {
                    let (pattern, body) = (&arm.pat, self.value(&arm.body));
                    quote!(#pattern => #body,)
                });
                quote!(match #expr { #(#arms)* })
            }
            Expr::Block(block) if block.attrs.is_empty() && block.label.is_none() => {
                let inside = self.block(&block.block);
                quote!({ #inside })
            }
            Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) if int.suffix().is_empty() => {
                LitInt::new(&format!("{int}i128"), own::span(int.span())).into_token_stream()
            }
            leaf => self.leaf(leaf),
        }
    }

    fn binary(&self, binary: &ExprBinary) -> TokenStream {
        let name = match binary.op {
            BinOp::Add(_) => "add",
            BinOp::Sub(_) => "sub",
            BinOp::Mul(_) => "mul",
            BinOp::Div(_) => "div",
            BinOp::Rem(_) => "rem",
            BinOp::Shl(_) => "shl",
            BinOp::Shr(_) => "shr",
            BinOp::BitAnd(_) => "and",
            BinOp::BitOr(_) => "or",
            BinOp::BitXor(_) => "xor",
            _ => return self.leaf(binary),
        };
        self.call(name, &self.value(&binary.left), &self.value(&binary.right))
    }

    fn call(&self, name: &str, left: &TokenStream, right: &TokenStream) -> TokenStream {
        let (private, name) = (self.private, format_ident!("{name}"));
        quote!(#private::arithmetic::#name(#left, #right))
    }

    /// The statements of a block, of which the last is its value.
    fn block(&self, block: &Block) -> TokenStream {
        match block.stmts.split_last() {
            Some((Stmt::Expr(value, None), before)) => {
                let value = self.value(value);
                quote!(#(#before)* #value)
            }
            _ => {
                let all = &block.stmts;
                quote!(#(#all)*)
            }
        }
    }

    fn leaf(&self, value: &impl ToTokens) -> TokenStream {
        let private = self.private;
        quote!(#private::given::number(#value))
    }
}

fn is_arithmetic(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => is_arithmetic(&paren.expr),
        Expr::Group(group) => is_arithmetic(&group.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && is_arithmetic(&unary.expr),
        Expr::Binary(binary) => matches!(
            binary.op,
            BinOp::Add(_)
                | BinOp::Sub(_)
                | BinOp::Mul(_)
                | BinOp::Div(_)
                | BinOp::Rem(_)
                | BinOp::Shl(_)
                | BinOp::Shr(_)
        ),
        _ => false,
    }
}
