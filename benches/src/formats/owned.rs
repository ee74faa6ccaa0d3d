//! The formats declared with values that own their bytes, as the peers have them.

use kafka07_formats::records::{Attributes, Crc32c};
use kafka07_wire::prefix::{Plus, Zigzag};
use kafka07_wire::{Error, Output, Reader, Wire};

/// An image.
#[derive(Debug, Wire)]
#[wire(magic = b"\x89PNG\r\n\x1a\n")]
pub struct Png {
    /// Until the last one.
    #[wire(until = Chunk { body: ChunkBody { kind: *b"IEND", data: vec![] }, crc: 0 })]
    pub chunks: Vec<Chunk>,
}

/// A part of it.
#[derive(Debug, Wire)]
pub struct Chunk {
    /// Kind and data.
    #[wire(size = Plus<u32, -4>)]
    pub body: ChunkBody,
    /// Of both.
    #[wire(crc32(of = content(body)))]
    pub crc: u32,
}

/// Kind and data.
#[derive(Debug, Wire)]
pub struct ChunkBody {
    /// Such as `IDAT`.
    pub kind: [u8; 4],
    /// Any bytes.
    #[wire(rest)]
    pub data: Vec<u8>,
}

/// A class.
#[derive(Debug, Wire)]
#[wire(magic = 0xcafe_babe_u32)]
pub struct ClassFile {
    /// Of the format.
    pub version: [u16; 2],
    /// In indices.
    #[wire(with = pool)]
    pub constants: Vec<Constant>,
    /// Access, class, base.
    pub head: [u16; 3],
    /// Indices.
    #[wire(count = u16)]
    pub interfaces: Vec<u16>,
    /// Members.
    #[wire(count = u16)]
    pub fields: Vec<Member>,
    /// Members.
    #[wire(count = u16)]
    pub methods: Vec<Member>,
    /// Of the class.
    #[wire(count = u16)]
    pub attributes: Vec<Attribute>,
}

/// A constant.
#[allow(missing_docs, reason = "as in the gallery")]
#[derive(Debug, Wire)]
#[wire(tag = u8)]
pub enum Constant {
    #[wire(tag = 1)]
    Utf8(#[wire(len = u16)] Vec<u8>),
    #[wire(tag = 3)]
    Integer(i32),
    #[wire(tag = 4)]
    Float(f32),
    #[wire(tag = 5)]
    Long(i64),
    #[wire(tag = 6)]
    Double(f64),
    #[wire(tag = 7)]
    Class(u16),
    #[wire(tag = 8)]
    String(u16),
    #[wire(tag = 9)]
    Field(u16, u16),
    #[wire(tag = 10)]
    Method(u16, u16),
    #[wire(tag = 11)]
    InterfaceMethod(u16, u16),
    #[wire(tag = 12)]
    NameAndType(u16, u16),
    #[wire(tag = 15)]
    MethodHandle(u8, u16),
    #[wire(tag = 16)]
    MethodType(u16),
    #[wire(tag = 18)]
    InvokeDynamic(u16, u16),
}

/// A field or a method.
#[derive(Debug, Wire)]
pub struct Member {
    /// Access, name, type.
    pub head: [u16; 3],
    /// Of the member.
    #[wire(count = u16)]
    pub attributes: Vec<Attribute>,
}

/// Said of a class or a member.
#[derive(Debug, Wire)]
pub struct Attribute {
    /// An index.
    pub name: u16,
    /// Any bytes.
    #[wire(len = u32)]
    pub content: Vec<u8>,
}

mod pool {
    use super::{Constant, Error, Output, Reader};

    fn slots(constant: &Constant) -> u32 {
        if matches!(constant, Constant::Long(_) | Constant::Double(_)) { 2 } else { 1 }
    }

    pub(super) fn encode<'v, O: Output<'v>>(
        constants: &'v [Constant],
        out: &mut O,
    ) -> Result<(), Error> {
        let count = u16::try_from(1 + constants.iter().map(slots).sum::<u32>())
            .map_err(|_| Error::custom("too many constants", out.position()))?;
        out.put(count.to_be_bytes())?;
        constants.iter().try_for_each(|constant| out.write(constant))
    }

    pub(super) fn decode(input: &mut Reader<'_>) -> Result<Vec<Constant>, Error> {
        let count = u32::from(input.read::<u16>()?);
        let mut constants = Vec::new();
        let mut index = 1;
        while index < count {
            let constant: Constant = input.read()?;
            index += slots(&constant);
            constants.push(constant);
        }
        Ok(constants)
    }
}

/// A record batch.
#[derive(Debug, Wire)]
pub struct Batch {
    /// Of the first record.
    pub base_offset: i64,
    /// All else.
    #[wire(size = i32)]
    pub content: Content,
}

/// What the length counts.
#[derive(Debug, Wire)]
pub struct Content {
    /// Of the leader.
    pub leader_epoch: i32,
    /// The format.
    #[wire(magic = 2i8)]
    pub magic: (),
    /// Of the body.
    #[wire(checksum(with = Crc32c, of = body))]
    pub crc: u32,
    /// What it covers.
    #[wire(rest)]
    pub body: Body,
}

/// What the checksum covers.
#[derive(Debug, Wire)]
pub struct Body {
    /// Of all records.
    pub attributes: Attributes,
    /// Of the last record.
    pub last_offset_delta: i32,
    /// The first and the latest.
    pub timestamps: [i64; 2],
    /// Identifier, epoch, sequence.
    pub producer: (i64, i16, i32),
    /// Each with its size.
    #[wire(count = i32, each(size = Zigzag))]
    pub records: Vec<Record>,
}

/// A record.
#[derive(Debug, Wire)]
pub struct Record {
    /// None yet.
    pub attributes: i8,
    /// From the first.
    pub timestamp_delta: Zigzag,
    /// From the first.
    pub offset_delta: Zigzag,
    /// Any bytes.
    #[wire(len = Zigzag, null = -1)]
    pub key: Option<Vec<u8>>,
    /// Any bytes.
    #[wire(len = Zigzag, null = -1)]
    pub value: Option<Vec<u8>>,
    /// Of programs.
    #[wire(count = Zigzag)]
    pub headers: Vec<Header>,
}

/// A header of a record.
#[derive(Debug, Wire)]
pub struct Header {
    /// Its name.
    #[wire(len = Zigzag)]
    pub key: String,
    /// Any bytes.
    #[wire(len = Zigzag, null = -1)]
    pub value: Option<Vec<u8>>,
}
