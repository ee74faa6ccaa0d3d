//! The formats declared for binrw.

#![allow(missing_docs, reason = "as in the gallery")]

use std::cell::Cell;
use std::io::Cursor;

use ::binrw::helpers::until;
use ::binrw::{BinRead, BinResult, Error};

use super::{crc32, crc32c};

pub fn png(bytes: &[u8]) -> BinResult<Png> {
    Png::read(&mut Cursor::new(bytes))
}

pub fn class(bytes: &[u8]) -> BinResult<ClassFile> {
    ClassFile::read(&mut Cursor::new(bytes))
}

/// The checksum is of bytes, so the body is read from them after it.
pub fn batch(bytes: &[u8]) -> BinResult<Body> {
    let batch = Batch::read(&mut Cursor::new(bytes))?;
    Body::read(&mut Cursor::new(&batch.body[..]))
}

#[derive(BinRead, Debug)]
#[br(big, magic = b"\x89PNG\r\n\x1a\n")]
pub struct Png {
    #[br(parse_with = until(|chunk: &Chunk| chunk.kind == *b"IEND"))]
    pub chunks: Vec<Chunk>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Chunk {
    pub len: u32,
    pub kind: [u8; 4],
    #[br(count = len)]
    pub data: Vec<u8>,
    #[br(assert(crc == crc32(&kind, &data)))]
    pub crc: u32,
}

#[derive(BinRead, Debug)]
#[br(big, magic = 0xcafe_babe_u32)]
pub struct ClassFile {
    pub version: [u16; 2],
    pub count: u16,
    #[br(parse_with = until(slots(count)))]
    pub constants: Vec<Constant>,
    pub head: [u16; 3],
    pub interface_count: u16,
    #[br(count = interface_count)]
    pub interfaces: Vec<u16>,
    pub field_count: u16,
    #[br(count = field_count)]
    pub fields: Vec<Member>,
    pub method_count: u16,
    #[br(count = method_count)]
    pub methods: Vec<Member>,
    pub attribute_count: u16,
    #[br(count = attribute_count)]
    pub attributes: Vec<Attribute>,
}

/// Whether the constant is the last one.
fn slots(count: u16) -> impl Fn(&Constant) -> bool {
    let index = Cell::new(1);
    move |constant| {
        let slots = if matches!(constant, Constant::Long(_) | Constant::Double(_)) { 2 } else { 1 };
        index.set(index.get() + slots);
        index.get() >= u32::from(count)
    }
}

#[derive(BinRead, Debug)]
#[br(big)]
pub enum Constant {
    #[br(magic = 1u8)]
    Utf8 {
        len: u16,
        #[br(count = len)]
        text: Vec<u8>,
    },
    #[br(magic = 3u8)]
    Integer(i32),
    #[br(magic = 4u8)]
    Float(f32),
    #[br(magic = 5u8)]
    Long(i64),
    #[br(magic = 6u8)]
    Double(f64),
    #[br(magic = 7u8)]
    Class(u16),
    #[br(magic = 8u8)]
    String(u16),
    #[br(magic = 9u8)]
    Field(u16, u16),
    #[br(magic = 10u8)]
    Method(u16, u16),
    #[br(magic = 11u8)]
    InterfaceMethod(u16, u16),
    #[br(magic = 12u8)]
    NameAndType(u16, u16),
    #[br(magic = 15u8)]
    MethodHandle(u8, u16),
    #[br(magic = 16u8)]
    MethodType(u16),
    #[br(magic = 18u8)]
    InvokeDynamic(u16, u16),
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Member {
    pub head: [u16; 3],
    pub attribute_count: u16,
    #[br(count = attribute_count)]
    pub attributes: Vec<Attribute>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Attribute {
    pub name: u16,
    pub len: u32,
    #[br(count = len)]
    pub content: Vec<u8>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Batch {
    pub base_offset: i64,
    pub len: i32,
    pub leader_epoch: i32,
    #[br(assert(magic == 2))]
    pub magic: i8,
    pub crc: u32,
    #[br(count = len - 9, assert(crc == crc32c(&body)))]
    pub body: Vec<u8>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Body {
    pub attributes: u16,
    pub last_offset_delta: i32,
    pub timestamps: [i64; 2],
    pub producer: (i64, i16, i32),
    pub count: i32,
    #[br(count = count)]
    pub records: Vec<Record>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Record {
    #[br(parse_with = zigzag)]
    pub len: i64,
    pub attributes: i8,
    #[br(parse_with = zigzag)]
    pub timestamp_delta: i64,
    #[br(parse_with = zigzag)]
    pub offset_delta: i64,
    #[br(parse_with = zigzag)]
    pub key_len: i64,
    #[br(if(key_len >= 0), count = key_len)]
    pub key: Vec<u8>,
    #[br(parse_with = zigzag)]
    pub value_len: i64,
    #[br(if(value_len >= 0), count = value_len)]
    pub value: Vec<u8>,
    #[br(parse_with = zigzag)]
    pub header_count: i64,
    #[br(count = header_count)]
    pub headers: Vec<Header>,
}

#[derive(BinRead, Debug)]
#[br(big)]
pub struct Header {
    #[br(parse_with = zigzag)]
    pub key_len: i64,
    #[br(count = key_len, try_map = |bytes: Vec<u8>| String::from_utf8(bytes))]
    pub key: String,
    #[br(parse_with = zigzag)]
    pub value_len: i64,
    #[br(if(value_len >= 0), count = value_len)]
    pub value: Vec<u8>,
}

#[::binrw::parser(reader)]
fn zigzag() -> BinResult<i64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = u8::read(reader)?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    Err(Error::AssertFail { pos: reader.stream_position()?, message: "too long".into() })
}
