//! `each(…)`: what each element of a list has.

use syn::Result;

use super::names::Place;
use super::{Attrs, Item, Name, PrefixType};
use crate::door::Door;
use crate::errors::Errors;

/// The attributes of the elements.
pub(crate) struct Each {
    pub(crate) attrs: Box<Attrs>,
}

impl Each {
    pub(super) fn parse(item: &Item<'_>) -> Result<Self> {
        item.inside(|inside| {
            let (mut attrs, mut errors) = (Attrs::default(), Errors::default());
            let read = attrs.items(inside, Place::Element, Door::Wire, &mut errors);
            match (read, errors.finish()) {
                (Ok(()), None) => Ok(Self { attrs: Box::new(attrs) }),
                (Err(error), _) | (Ok(()), Some(error)) => Err(error),
            }
        })
    }

    /// The prefix, if the elements have a frame of their own and nothing else.
    pub(crate) fn frame(&self) -> Option<&PrefixType> {
        let size = self.attrs.size.as_ref().map(|size| &size.value);
        let alone = matches!(self.attrs.found()[..], [(Name::Size, _)]);
        size.filter(|size| alone && !matches!(size, PrefixType::Given(_)))
    }
}
