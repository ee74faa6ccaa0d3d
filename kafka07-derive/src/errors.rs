//! All mistakes of one type, each on its token.

use std::fmt::Display;

use quote::ToTokens;
use syn::Error;

#[derive(Default)]
pub(crate) struct Errors {
    all: Option<Error>,
}

impl Errors {
    /// Reports `what` on the tokens `at`.
    pub(crate) fn push(&mut self, at: impl ToTokens, what: impl Display) {
        self.add(Error::new_spanned(at, what));
    }

    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.all {
            Some(all) => all.combine(error),
            None => self.all = Some(error),
        }
    }

    pub(crate) fn finish(self) -> Option<Error> {
        self.all
    }
}
