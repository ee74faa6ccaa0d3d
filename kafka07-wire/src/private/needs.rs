//! What a field's type needs for its layout, said once: the compiler does not repeat what follows from
//! an error at the same place, nor an error in the same words.

use super::Layout;
use super::given::Computed;
use crate::{Checksum, Decode, DecodeBlob, DecodeList, Encode, Prefix};

/// A type that can be written and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no wire format",
    label = "not a `Wire` type",
    note = "derive it: `#[derive(Wire)]`, or say how the field is laid out: `len`, `count`, `rest`, `when`, `with` or `skip`",
    note = "an array, a tuple or a box has one if what it holds has; a type that does it by hand has both `Encode` and `Decode`",
    note = "a type with `args` is told them where it is used: `#[wire(args(version))]`"
)]
pub trait WireType: Encode + Decode<'static> {}

#[diagnostic::do_not_recommend]
impl<T: Encode + Decode<'static>> WireType for T {}

/// Asks for a wire format.
pub const fn wire<T: WireType>() {}

/// A type that can be written and read if it is told `A`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not take these `args`",
    label = "it is declared without `args`, or with more or fewer",
    note = "a type says what it is told: `#[wire(args(version: i16))]`"
)]
pub trait ToldType<A>: Encode<A> + Decode<'static, A> {}

#[diagnostic::do_not_recommend]
impl<A, T: Encode<A> + Decode<'static, A>> ToldType<A> for T {}

/// Asks for a wire format with arguments.
pub const fn wire_with<T: ToldType<A>, A>() {}

/// Asks for text or bytes.
pub const fn blob<T: DecodeBlob<'static>>() {}

/// Asks for a prefix.
pub const fn prefix<P: Prefix>() {}

/// Asks for a number that can be computed.
pub const fn computed<T: Computed>() {}

/// Asks for a checksum.
pub const fn checksum<C: Checksum>() {}

/// Asks for the type that a checksum computes.
pub const fn sum<T, C: Checksum<Sum = T>>() {}

/// Asks for a prefix before each element.
pub const fn each<L: Layout>() {}

/// A list that can be written and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of values with a wire format",
    label = "`count`, `each` and `rest` on a list take `Vec<T>`, `Box<[T]>` and `Cow<[T]>`",
    note = "a list type of your own has `List` and `DecodeList`"
)]
pub trait ListType: DecodeList {}

#[diagnostic::do_not_recommend]
impl<T: DecodeList<Element: WireType>> ListType for T {}

/// Asks for a list.
pub const fn list<T: ListType>() {}
