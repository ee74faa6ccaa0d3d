//! Tokens of an expression as one writes them, for error texts.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

/// The operators of several characters, the longest first.
const OPERATORS: &[&str] =
    &["..=", "..", "::", "&&", "||", "==", "!=", "<=", ">=", "<<", ">>", "=>", "->"];

/// Words after which a value begins.
const BEFORE_A_VALUE: &[&str] =
    &["as", "else", "if", "in", "let", "match", "move", "mut", "ref", "return"];

/// The tokens, with spaces where one would write them.
pub(crate) fn text(tokens: TokenStream) -> String {
    let mut text = Text { written: String::new(), tight: true, after: After::Nothing, inside: 0 };
    text.all(tokens);
    text.written
}

/// What is written so far.
struct Text {
    written: String,
    /// Whether the next token follows without a space.
    tight: bool,
    after: After,
    /// How many type arguments are open.
    inside: usize,
}

/// What the last token was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// An operator, or what begins an expression.
    Nothing,
    /// The end of a value, which an operator can follow.
    Value,
    /// `::`.
    Path,
    /// A name of a closure's argument.
    Argument,
}

impl Text {
    fn all(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Ident(word) => {
                    let word = word.to_string();
                    let value = !BEFORE_A_VALUE.contains(&&*word);
                    self.push(&word, false);
                    self.after = match self.after {
                        After::Argument => After::Argument,
                        _ if value => After::Value,
                        _ => After::Nothing,
                    };
                }
                TokenTree::Literal(literal) => {
                    self.push(&literal.to_string(), false);
                    self.after = After::Value;
                }
                TokenTree::Punct(first) => {
                    let mut run = vec![first];
                    while run.last().is_some_and(|last| last.spacing() == Spacing::Joint)
                        && let Some(TokenTree::Punct(next)) = tokens.peek()
                    {
                        run.push(next.clone());
                        tokens.next();
                    }
                    self.operators(&run.iter().map(Punct::as_char).collect::<String>());
                }
            }
        }
    }

    fn operators(&mut self, mut run: &str) {
        while let Some(first) = run.chars().next() {
            let known = OPERATORS.iter().copied().find(|known| run.starts_with(known));
            let (operator, left) = run.split_at(known.map_or(first.len_utf8(), str::len));
            self.operator(operator);
            run = left;
        }
    }

    fn operator(&mut self, operator: &str) {
        let (after, value) = (self.after, self.after == After::Value);
        let (before, tight, after) = match operator {
            "." | ".." | "..=" => (true, true, After::Nothing),
            "::" => (value || self.tight, true, After::Path),
            "?" => (true, false, After::Value),
            "," | ";" | ":" if after == After::Argument => (true, false, after),
            "," | ";" | ":" => (true, false, After::Nothing),
            "<" if after == After::Path => {
                self.inside += 1;
                (true, true, After::Nothing)
            }
            ">" if self.inside > 0 => {
                self.inside -= 1;
                (true, false, After::Value)
            }
            "!" if value => (true, true, After::Nothing),
            "|" if after == After::Argument => (true, false, After::Nothing),
            "|" if !value => (self.tight, true, After::Argument),
            "!" | "&" | "&&" | "*" | "-" | "'" if !value => (self.tight, true, after),
            _ => (self.tight, false, After::Nothing),
        };
        self.push(operator, before);
        (self.tight, self.after) = (tight, after);
    }

    fn group(&mut self, group: &Group) {
        let [open, close] = match group.delimiter() {
            Delimiter::Parenthesis => ["(", ")"],
            Delimiter::Bracket => ["[", "]"],
            Delimiter::Brace => ["{ ", " }"],
            Delimiter::None => ["", ""],
        };
        let called = self.after == After::Value && group.delimiter() != Delimiter::Brace;
        self.push(open, called);
        (self.tight, self.after) = (true, After::Nothing);
        self.all(group.stream());
        self.written.push_str(close);
        (self.tight, self.after) = (false, After::Value);
    }

    fn push(&mut self, token: &str, without_space: bool) {
        if !self.tight && !without_space {
            self.written.push(' ');
        }
        self.written.push_str(token);
        self.tight = false;
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn expressions_are_as_one_writes_them() {
        for text in [
            "version <= 3",
            "(1..=32).contains(&depth) && depth % version == 0",
            "!name.is_empty() || *x == -1",
            "a == -(-7i16) as u16 - 1",
            "matches!(kind, Kind::A | Kind::B(_))",
            "names.iter().any(|name| name.len() > 3)",
            "if a { b } else { 3 } == 3",
            "size_of::<u8>() << 2 > f(a, [b, c])",
            "match b { 1 => true, _ => false }",
            "a[0]? as usize",
            "x.checked_add(1).is_some_and(|next| next != 'a')",
        ] {
            assert_eq!(super::text(text.parse().unwrap()), text);
        }
    }
}
