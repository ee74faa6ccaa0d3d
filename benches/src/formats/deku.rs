//! The formats declared for deku.

#![allow(missing_docs, reason = "as in the gallery")]

use std::io::{Read, Seek};

use ::deku::ctx::Endian;
use ::deku::reader::Reader;
use ::deku::{DekuContainerRead, DekuError, DekuRead, DekuReader};

use super::{crc32, crc32c};

pub fn png(bytes: &[u8]) -> Result<Png, DekuError> {
    Ok(Png::from_bytes((bytes, 0))?.1)
}

pub fn class(bytes: &[u8]) -> Result<ClassFile, DekuError> {
    Ok(ClassFile::from_bytes((bytes, 0))?.1)
}

/// The checksum is of bytes, so the body is read from them after it.
pub fn batch(bytes: &[u8]) -> Result<Body, DekuError> {
    let batch = Batch::from_bytes((bytes, 0))?.1;
    Ok(Body::from_bytes((&batch.body, 0))?.1)
}

#[derive(DekuRead, Debug)]
#[deku(endian = "big", magic = b"\x89PNG\r\n\x1a\n")]
pub struct Png {
    #[deku(until = "|chunk: &Chunk| chunk.kind == *b\"IEND\"")]
    pub chunks: Vec<Chunk>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian")]
pub struct Chunk {
    pub len: u32,
    pub kind: [u8; 4],
    #[deku(count = "len")]
    pub data: Vec<u8>,
    #[deku(assert = "*crc == crc32(kind, data)")]
    pub crc: u32,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "big")]
pub struct ClassFile {
    #[deku(assert = "*magic == 0xcafe_babe")]
    pub magic: u32,
    pub version: [u16; 2],
    pub count: u16,
    #[deku(until = "slots(*count)")]
    pub constants: Vec<Constant>,
    pub head: [u16; 3],
    pub interface_count: u16,
    #[deku(count = "interface_count")]
    pub interfaces: Vec<u16>,
    pub field_count: u16,
    #[deku(count = "field_count")]
    pub fields: Vec<Member>,
    pub method_count: u16,
    #[deku(count = "method_count")]
    pub methods: Vec<Member>,
    pub attribute_count: u16,
    #[deku(count = "attribute_count")]
    pub attributes: Vec<Attribute>,
}

/// Whether the constant is the last one.
fn slots(count: u16) -> impl FnMut(&Constant) -> bool {
    let mut index = 1;
    move |constant| {
        index += if matches!(constant, Constant::Long(_) | Constant::Double(_)) { 2 } else { 1 };
        index >= u32::from(count)
    }
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian", id_type = "u8")]
pub enum Constant {
    #[deku(id = 1)]
    Utf8 {
        len: u16,
        #[deku(count = "len")]
        text: Vec<u8>,
    },
    #[deku(id = 3)]
    Integer(i32),
    #[deku(id = 4)]
    Float(f32),
    #[deku(id = 5)]
    Long(i64),
    #[deku(id = 6)]
    Double(f64),
    #[deku(id = 7)]
    Class(u16),
    #[deku(id = 8)]
    String(u16),
    #[deku(id = 9)]
    Field(u16, u16),
    #[deku(id = 10)]
    Method(u16, u16),
    #[deku(id = 11)]
    InterfaceMethod(u16, u16),
    #[deku(id = 12)]
    NameAndType(u16, u16),
    #[deku(id = 15)]
    MethodHandle(u8, u16),
    #[deku(id = 16)]
    MethodType(u16),
    #[deku(id = 18)]
    InvokeDynamic(u16, u16),
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian")]
pub struct Member {
    pub head: [u16; 3],
    pub attribute_count: u16,
    #[deku(count = "attribute_count")]
    pub attributes: Vec<Attribute>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian")]
pub struct Attribute {
    pub name: u16,
    pub len: u32,
    #[deku(count = "len")]
    pub content: Vec<u8>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "big")]
pub struct Batch {
    pub base_offset: i64,
    pub len: i32,
    pub leader_epoch: i32,
    #[deku(assert = "*magic == 2")]
    pub magic: i8,
    pub crc: u32,
    #[deku(count = "len - 9", assert = "*crc == crc32c(body)")]
    pub body: Vec<u8>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "big")]
pub struct Body {
    pub attributes: u16,
    pub last_offset_delta: i32,
    pub timestamps: [i64; 2],
    pub producer: (i64, i16, i32),
    pub count: i32,
    #[deku(count = "count")]
    pub records: Vec<Record>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian")]
pub struct Record {
    #[deku(reader = "zigzag(deku::reader)")]
    pub len: i64,
    pub attributes: i8,
    #[deku(reader = "zigzag(deku::reader)")]
    pub timestamp_delta: i64,
    #[deku(reader = "zigzag(deku::reader)")]
    pub offset_delta: i64,
    #[deku(reader = "zigzag(deku::reader)")]
    pub key_len: i64,
    #[deku(cond = "*key_len >= 0", count = "*key_len")]
    pub key: Vec<u8>,
    #[deku(reader = "zigzag(deku::reader)")]
    pub value_len: i64,
    #[deku(cond = "*value_len >= 0", count = "*value_len")]
    pub value: Vec<u8>,
    #[deku(reader = "zigzag(deku::reader)")]
    pub header_count: i64,
    #[deku(count = "*header_count")]
    pub headers: Vec<Header>,
}

#[derive(DekuRead, Debug)]
#[deku(endian = "endian", ctx = "endian: Endian")]
pub struct Header {
    #[deku(reader = "zigzag(deku::reader)")]
    pub key_len: i64,
    #[deku(count = "*key_len", map = "text")]
    pub key: String,
    #[deku(reader = "zigzag(deku::reader)")]
    pub value_len: i64,
    #[deku(cond = "*value_len >= 0", count = "*value_len")]
    pub value: Vec<u8>,
}

fn text(bytes: Vec<u8>) -> Result<String, DekuError> {
    String::from_utf8(bytes).map_err(|_| DekuError::Parse("not UTF-8"))
}

fn zigzag<R: Read + Seek>(reader: &mut Reader<R>) -> Result<i64, DekuError> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let byte = u8::from_reader_with_ctx(reader, ())?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
    Err(DekuError::Parse("too long"))
}
