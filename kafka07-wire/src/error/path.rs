//! Where in the declared types an error is.

use alloc::vec::Vec;
use core::fmt;

/// The way from the outermost type to a value. Displays whole, however long it is.
#[derive(Default)]
pub(super) struct Path {
    /// The outermost type so far.
    root: &'static str,
    /// From the innermost place outwards, as an error meets them on its way out.
    steps: Vec<Step>,
}

pub(super) enum Step {
    /// A named or numbered field.
    Field(&'static str),
    /// A field of an enum's variant.
    VariantField(&'static str, &'static str),
    /// A variant whose payload or tag it is.
    Variant(&'static str),
    /// An element of a list.
    Index(usize),
}

impl Path {
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub(super) fn enter(&mut self, container: &'static str) {
        self.root = container;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.root.is_empty() && self.steps.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.root)?;
        self.steps.iter().rev().try_for_each(|step| write!(f, "{step}"))
    }
}

/// How many steps of a long path are shown at its beginning, and as many at its end.
const SHOWN: usize = 8;

/// A path as a text shows it: shortened in the middle if it is long.
pub(super) struct Shortened<'p>(pub(super) &'p Path);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Path { root, steps } = self.0;
        if steps.len() <= 2 * SHOWN + 1 {
            return write!(f, "{}", self.0);
        }
        let (end, begin) = (&steps[..SHOWN], &steps[steps.len() - SHOWN..]);
        f.write_str(root)?;
        begin.iter().rev().try_for_each(|step| write!(f, "{step}"))?;
        write!(f, "…({} more)…", steps.len() - 2 * SHOWN)?;
        end.iter().rev().try_for_each(|step| write!(f, "{step}"))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(f, ".{field}"),
            Self::VariantField(variant, field) => write!(f, "::{variant}.{field}"),
            Self::Variant(variant) => write!(f, "::{variant}"),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}
