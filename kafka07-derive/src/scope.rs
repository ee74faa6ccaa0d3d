//! The names in an expression that are not bound in it: those that may stand for fields. Inside of a
//! macro too, where it was given expressions or a pattern.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Block, Expr, ExprCall, ExprClosure, ExprForLoop, ExprIf, ExprLit, ExprWhile, FieldValue,
    Ident, Item, Lit, LitStr, Macro, Pat, PatIdent, PathArguments, Result, Stmt, Token, Type,
};

use crate::tokens::by_token;

/// Walks over an expression and replaces its free names.
pub(crate) struct Scope<'r> {
    replace: &'r mut dyn FnMut(&Ident, &str) -> Option<TokenStream>,
    /// The names bound where the walk is, the innermost last.
    bound: Vec<String>,
}

impl<'r> Scope<'r> {
    pub(crate) fn new(replace: &'r mut dyn FnMut(&Ident, &str) -> Option<TokenStream>) -> Self {
        Self { replace, bound: Vec::new() }
    }

    /// What a name is replaced with, unless it is bound here.
    pub(crate) fn replaced(&mut self, ident: &Ident) -> Option<TokenStream> {
        let name = ident.unraw().to_string();
        if self.bound.contains(&name) { None } else { (self.replace)(ident, &name) }
    }

    /// Binds the names of `pat`, up to the end of the scope.
    pub(crate) fn bind(&mut self, pat: &mut Pat) {
        Bindings(&mut self.bound).visit_pat_mut(pat);
    }

    /// Walks in a scope of its own.
    pub(crate) fn within(&mut self, walk: impl FnOnce(&mut Self)) {
        let outside = self.bound.len();
        walk(self);
        self.bound.truncate(outside);
    }
}

impl VisitMut for Scope<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => {
                if let Some(place) = path.path.get_ident().and_then(|ident| self.replaced(ident)) {
                    *expr = Expr::Verbatim(place);
                }
            }
            Expr::Let(binding) => {
                self.visit_expr_mut(&mut binding.expr);
                self.bind(&mut binding.pat);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    /// A field cannot be called: the name is a function's.
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if !matches!(&*call.func, Expr::Path(path) if path.path.get_ident().is_some()) {
            self.visit_expr_mut(&mut call.func);
        }
        call.args.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.within(|scope| {
            closure.inputs.iter_mut().for_each(|input| scope.bind(input));
            scope.visit_expr_mut(&mut closure.body);
        });
    }

    fn visit_expr_if_mut(&mut self, branch: &mut ExprIf) {
        self.within(|scope| {
            scope.visit_expr_mut(&mut branch.cond);
            scope.visit_block_mut(&mut branch.then_branch);
        });
        if let Some((_, otherwise)) = &mut branch.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_while_mut(&mut self, repeat: &mut ExprWhile) {
        self.within(|scope| {
            scope.visit_expr_mut(&mut repeat.cond);
            scope.visit_block_mut(&mut repeat.body);
        });
    }

    fn visit_expr_for_loop_mut(&mut self, repeat: &mut ExprForLoop) {
        self.visit_expr_mut(&mut repeat.expr);
        self.within(|scope| {
            scope.bind(&mut repeat.pat);
            scope.visit_block_mut(&mut repeat.body);
        });
    }

    fn visit_arm_mut(&mut self, arm: &mut Arm) {
        self.within(|scope| {
            scope.bind(&mut arm.pat);
            if let Pat::Guard(guarded) = &mut arm.pat {
                scope.visit_expr_mut(&mut guarded.guard);
            }
            scope.visit_expr_mut(&mut arm.body);
        });
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.within(|scope| {
            // Items are known before they are declared.
            for statement in &block.stmts {
                let name = match statement {
                    Stmt::Item(Item::Const(item)) => &item.ident,
                    Stmt::Item(Item::Static(item)) => &item.ident,
                    _ => continue,
                };
                scope.bound.push(name.unraw().to_string());
            }
            for statement in &mut block.stmts {
                let Stmt::Local(local) = statement else {
                    scope.visit_stmt_mut(statement);
                    continue;
                };
                if let Some(init) = &mut local.init {
                    scope.visit_expr_mut(&mut init.expr);
                    if let Some((_, otherwise)) = &mut init.diverge {
                        scope.visit_expr_mut(otherwise);
                    }
                }
                scope.bind(&mut local.pat);
            }
        });
    }

    /// `S { a }` is `S { a: a }`.
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        self.visit_expr_mut(&mut field.expr);
        if matches!(field.expr, Expr::Verbatim(_)) {
            field.colon_token.get_or_insert_with(<Token![:]>::default);
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        call.tokens = in_macro(call, self);
    }

    // Neither knows of variables.
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_path_arguments_mut(&mut self, _: &mut PathArguments) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
}

/// Collects the names that a pattern binds.
struct Bindings<'b>(&'b mut Vec<String>);

impl VisitMut for Bindings<'_> {
    fn visit_pat_ident_mut(&mut self, pat: &mut PatIdent) {
        self.0.push(pat.ident.unraw().to_string());
        visit_mut::visit_pat_ident_mut(self, pat);
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}

/// The tokens of a macro with its free names replaced.
fn in_macro(call: &Macro, scope: &mut Scope<'_>) -> TokenStream {
    let tokens = call.tokens.clone();
    let name = call.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
    let list = Punctuated::parse_terminated.parse2(tokens.clone());
    // A pattern may look like an expression, and an expression like a pattern.
    let matches = syn::parse2::<Matches>(tokens.clone());
    if let Ok(mut matches) = matches
        && (name.ends_with("matches") || list.is_err())
    {
        scope.visit_expr_mut(&mut matches.value);
        scope.within(|scope| {
            scope.bind(&mut matches.pat);
            if let Some((_, guard)) = &mut matches.guard {
                scope.visit_expr_mut(guard);
            }
        });
        let Matches { value, comma, pat, guard, last } = matches;
        let (word, guard) = guard.unzip();
        return quote!(#value #comma #pat #word #guard #last);
    }
    if let Ok(mut list) = list {
        arguments(&mut list, scope);
        if let Some((_, at)) = FORMATS.iter().find(|(format, _)| name == *format) {
            captured(&mut list, *at, scope);
        }
        return list.into_token_stream();
    }
    by_token(tokens, &mut |ident, _| scope.replaced(ident))
}

/// The macros that take a format string, and which argument it is.
const FORMATS: &[(&str, usize)] = &[
    ("format", 0),
    ("format_args", 0),
    ("write", 1),
    ("writeln", 1),
    ("print", 0),
    ("println", 0),
    ("eprint", 0),
    ("eprintln", 0),
    ("panic", 0),
    ("unreachable", 0),
    ("assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("debug_assert", 1),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
];

fn arguments(list: &mut Punctuated<Expr, Token![,]>, scope: &mut Scope<'_>) {
    for argument in list {
        match argument {
            // `name = value`
            Expr::Assign(named) => scope.visit_expr_mut(&mut named.right),
            other => scope.visit_expr_mut(other),
        }
    }
}

/// Gives a format string the fields that it names as arguments: `format!("{field}")`.
fn captured(list: &mut Punctuated<Expr, Token![,]>, at: usize, scope: &mut Scope<'_>) {
    let Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = list.get(at) else { return };
    let given = list.iter().filter_map(|argument| match argument {
        Expr::Assign(named) => Some(named.left.to_token_stream().to_string()),
        _ => None,
    });
    let given: Vec<_> = given.collect();
    for name in names(text) {
        if given.contains(&name.to_string()) {
            continue;
        }
        if let Some(place) = scope.replaced(&name) {
            list.push(Expr::Verbatim(quote!(#name = #place)));
        }
    }
}

/// The names in the braces of a format string, each once.
fn names(format: &LitStr) -> Vec<Ident> {
    let text = format.value().replace("{{", "").replace("}}", "");
    let mut names: Vec<Ident> = Vec::new();
    for inside in text.split('{').skip(1).filter_map(|piece| piece.split('}').next()) {
        let (argument, spec) = inside.split_once(':').unwrap_or((inside, ""));
        let widths = spec.split(['.', '<', '>', '^', '+', '-', '#']);
        let widths = widths.filter_map(|part| part.split_once('$').map(|(name, _)| name));
        for name in widths.chain([argument]) {
            let parsed = |text: &str| Ident::parse_any.parse_str(text.trim_start_matches('0')).ok();
            if let Some(mut name) = parsed(name.trim())
                && !names.contains(&name)
            {
                name.set_span(format.span());
                names.push(name);
            }
        }
    }
    names
}

/// `value, pattern if guard`.
struct Matches {
    value: Expr,
    comma: Token![,],
    pat: Pat,
    guard: Option<(Token![if], Expr)>,
    last: Option<Token![,]>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let value = input.parse()?;
        let comma = input.parse()?;
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<Token![if]>>()? {
            Some(word) => Some((word, input.parse()?)),
            None => None,
        };
        Ok(Self { value, comma, pat, guard, last: input.parse()? })
    }
}
