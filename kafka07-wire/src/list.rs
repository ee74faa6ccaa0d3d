//! Lists of elements, owned or borrowed: the fields that `count`, `rest` and `each` are for.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// A list of elements: `Vec<T>`, `Box<[T]>`, `Cow<[T]>`.
///
/// Implement it, and [`DecodeList`] for reading, to use a list type of your own in fields with `count`
/// or `each`:
///
/// ```
/// use kafka07_wire::{DecodeList, List, Wire, from_slice, to_vec};
///
/// /// Numbers that are kept in order.
/// #[derive(Debug, PartialEq)]
/// struct Sorted(Vec<u16>);
///
/// impl List for Sorted {
///     type Element = u16;
///
///     fn elements(&self) -> &[u16] {
///         &self.0
///     }
/// }
///
/// impl DecodeList for Sorted {
///     fn from_elements(mut elements: Vec<u16>) -> Self {
///         elements.sort_unstable();
///         Self(elements)
///     }
/// }
///
/// #[derive(Debug, PartialEq, Wire)]
/// struct Ports {
///     #[wire(count = u8)]
///     open: Sorted,
/// }
///
/// let ports: Ports = from_slice(&[2, 1, 0, 0, 80])?;
/// assert_eq!(ports.open.0, [80, 256]);
/// assert_eq!(to_vec(&ports)?, [2, 0, 80, 1, 0]);
/// # Ok::<(), kafka07_wire::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "`count`, `each` and `rest` on a list take `Vec<T>`, `Box<[T]>` and `Cow<[T]>`",
    note = "a type of your own that is called like one of them is written as `self::Name`"
)]
pub trait List {
    /// The type of the elements.
    type Element;

    /// Returns the elements in order.
    fn elements(&self) -> &[Self::Element];
}

/// A [`List`] that can be made from decoded elements.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list",
    label = "`count`, `each` and `rest` on a list take `Vec<T>`, `Box<[T]>` and `Cow<[T]>`",
    note = "a type of your own that is called like one of them is written as `self::Name`"
)]
pub trait DecodeList: List {
    /// Makes the list from its elements.
    fn from_elements(elements: Vec<Self::Element>) -> Self;
}

impl<T> List for Vec<T> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T> DecodeList for Vec<T> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        elements
    }
}

impl<T> List for Box<[T]> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T> DecodeList for Box<[T]> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        elements.into()
    }
}

impl<T: Clone> List for Cow<'_, [T]> {
    type Element = T;

    #[inline]
    fn elements(&self) -> &[T] {
        self
    }
}

impl<T: Clone> DecodeList for Cow<'_, [T]> {
    #[inline]
    fn from_elements(elements: Vec<T>) -> Self {
        Cow::Owned(elements)
    }
}
