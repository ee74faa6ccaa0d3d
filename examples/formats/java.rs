//! Java class files: chapter 4 of the Java Virtual Machine Specification.

use kafka07_wire::Wire;

/// A whole file.
#[derive(Debug, PartialEq, Wire)]
#[wire(magic = 0xcafe_babe_u32)]
pub struct ClassFile<'a> {
    /// Of the format.
    pub minor: u16,
    /// Of the format: 52 is Java 8.
    pub major: u16,
    /// The constants. The first has the index 1.
    #[wire(with = pool)]
    pub constants: Vec<Constant<'a>>,
    /// Such as public and final.
    pub access: u16,
    /// The class: the index of a constant, as all that follow.
    pub this: u16,
    /// The class that it extends, 0 for `Object`.
    pub base: u16,
    /// What it implements.
    #[wire(count = u16)]
    pub interfaces: Vec<u16>,
    /// Its fields.
    #[wire(count = u16)]
    pub fields: Vec<Member<'a>>,
    /// Its methods.
    #[wire(count = u16)]
    pub methods: Vec<Member<'a>>,
    /// What else is said of it.
    #[wire(count = u16)]
    pub attributes: Vec<Attribute<'a>>,
}

/// An entry of the constant pool.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Constant<'a> {
    /// Text, in UTF-8 as Java modifies it.
    #[wire(tag = 1)]
    Utf8(#[wire(len = u16)] &'a [u8]),
    /// An `int`.
    #[wire(tag = 3)]
    Integer(i32),
    /// A `float`.
    #[wire(tag = 4)]
    Float([u8; 4]),
    /// A `long`. It takes two indices.
    #[wire(tag = 5)]
    Long(i64),
    /// A `double`. It takes two indices.
    #[wire(tag = 6)]
    Double([u8; 8]),
    /// A class, by its name.
    #[wire(tag = 7)]
    Class(u16),
    /// A `String`, by its text.
    #[wire(tag = 8)]
    String(u16),
    /// A field, a method, a method of an interface.
    #[wire(tag = 9..=11)]
    Member {
        /// Which of them.
        kind: u8,
        /// Where it is declared.
        class: u16,
        /// What it is called.
        name_and_type: u16,
    },
    /// A name and a type.
    #[wire(tag = 12)]
    NameAndType {
        /// What it is called.
        name: u16,
        /// Its type.
        descriptor: u16,
    },
    /// A way to call a method.
    #[wire(tag = 15)]
    MethodHandle {
        /// Such as a virtual call.
        kind: u8,
        /// The method.
        method: u16,
    },
    /// The type of a method.
    #[wire(tag = 16)]
    MethodType(u16),
    /// A constant or a call that is computed.
    #[wire(tag = 17..=18)]
    Dynamic {
        /// Which of the two.
        kind: u8,
        /// Of the attribute `BootstrapMethods`.
        bootstrap: u16,
        /// What it is called.
        name_and_type: u16,
    },
    /// A module, by its name.
    #[wire(tag = 19)]
    Module(u16),
    /// A package, by its name.
    #[wire(tag = 20)]
    Package(u16),
}

impl Constant<'_> {
    /// How many indices it takes.
    pub fn slots(&self) -> u32 {
        match self {
            Constant::Long(_) | Constant::Double(_) => 2,
            _ => 1,
        }
    }
}

/// A field or a method.
#[derive(Debug, PartialEq, Wire)]
pub struct Member<'a> {
    /// Such as public and static.
    pub access: u16,
    /// What it is called.
    pub name: u16,
    /// Its type.
    pub descriptor: u16,
    /// What else is said of it, its code among others.
    #[wire(count = u16)]
    pub attributes: Vec<Attribute<'a>>,
}

/// Something said of a class, field or method.
#[derive(Debug, PartialEq, Wire)]
pub struct Attribute<'a> {
    /// Says what the content means.
    pub name: u16,
    /// As the name defines it.
    #[wire(len = u32)]
    pub content: &'a [u8],
}

/// The constants, after a count of the indices that they take, plus one.
mod pool {
    use kafka07_wire::{Error, Output, Reader};

    use super::Constant;

    pub(super) fn encode<'v, O: Output<'v>>(
        constants: &'v [Constant<'_>],
        out: &mut O,
    ) -> Result<(), Error> {
        let slots = constants.iter().map(|constant| u64::from(constant.slots())).sum::<u64>();
        let count = u16::try_from(slots + 1)
            .map_err(|_| Error::custom("the constants take over 65,534 indices", out.position()))?;
        out.put(count.to_be_bytes())?;
        constants.iter().try_for_each(|constant| out.write(constant))
    }

    pub(super) fn decode<'a>(input: &mut Reader<'a>) -> Result<Vec<Constant<'a>>, Error> {
        let offset = input.offset();
        let count = u32::from(input.read::<u16>()?);
        let mut constants = Vec::new();
        let mut index = 1;
        while index < count {
            let constant: Constant<'a> = input.read()?;
            index += constant.slots();
            constants.push(constant);
        }
        if index != count {
            return Err(Error::custom("the last constant takes an index over the count", offset));
        }
        Ok(constants)
    }
}
