//! Record batches of Kafka since 0.11: "Record Batch" in the documentation of Kafka.

#![allow(clippy::struct_excessive_bools, reason = "the flags of the format")]

use kafka07_wire::prefix::Zigzag;
use kafka07_wire::{Checksum, Wire};

/// A batch, as it is in requests, answers and log files.
#[derive(Debug, PartialEq, Wire)]
pub struct Batch<'a> {
    /// The offset of the first record.
    pub base_offset: i64,
    /// All that follows the length.
    #[wire(size = i32)]
    pub content: Content<'a>,
}

/// What the length of a batch counts.
#[derive(Debug, PartialEq, Wire)]
pub struct Content<'a> {
    /// Of the leader that stored it.
    pub leader_epoch: i32,
    /// The format.
    #[wire(magic = 2i8)]
    pub magic: (),
    /// Of all that follows.
    #[wire(checksum(with = Crc32c, of = body))]
    pub crc: u32,
    /// What the checksum covers.
    #[wire(rest)]
    pub body: Body<'a>,
}

/// What the checksum of a batch covers.
#[derive(Debug, PartialEq, Wire)]
pub struct Body<'a> {
    /// The codec among others.
    pub attributes: Attributes,
    /// The offset of the last record, less that of the first.
    pub last_offset_delta: i32,
    /// In milliseconds since 1970.
    pub base_timestamp: i64,
    /// The latest one.
    pub max_timestamp: i64,
    /// Of an idempotent producer, otherwise -1.
    pub producer_id: i64,
    /// Of an idempotent producer, otherwise -1.
    pub producer_epoch: i16,
    /// The number of the first record for its producer.
    pub base_sequence: i32,
    /// Of the records.
    pub count: i32,
    /// Themselves.
    #[wire(tag = (attributes.codec), args(count))]
    pub records: Records<'a>,
}

/// What holds for all records of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u16)]
pub struct Attributes {
    /// For later versions.
    #[wire(bits = 9)]
    pub unused: u16,
    /// Whether [`Body::base_timestamp`] is a horizon for deletion.
    pub delete_horizon: bool,
    /// Whether the records are of the protocol itself.
    pub control: bool,
    /// Whether they belong to a transaction.
    pub transactional: bool,
    /// Whether the broker set the time, rather than the producer.
    pub append_time: bool,
    /// 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.
    #[wire(bits = 3)]
    pub codec: u8,
}

/// The records of a batch, or what they are compressed to.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, args(count: i32))]
pub enum Records<'a> {
    /// Not compressed. Each has its own size.
    #[wire(tag = 0)]
    Plain(#[wire(count = (count), each(size = Zigzag))] Vec<Record<'a>>),
    /// Compressed together.
    #[wire(tag = 1..=4)]
    Compressed(u8, #[wire(rest)] &'a [u8]),
}

/// A record.
#[derive(Debug, PartialEq, Wire)]
pub struct Record<'a> {
    /// Not used yet.
    pub attributes: i8,
    /// From [`Body::base_timestamp`].
    pub timestamp_delta: Zigzag,
    /// From [`Batch::base_offset`].
    pub offset_delta: Zigzag,
    /// What the partition and compaction go by.
    #[wire(len = Zigzag, null = -1)]
    pub key: Option<&'a [u8]>,
    /// `None` deletes the key.
    #[wire(len = Zigzag, null = -1)]
    pub value: Option<&'a [u8]>,
    /// What programs add.
    #[wire(count = Zigzag)]
    pub headers: Vec<Header<'a>>,
}

/// What a program adds to a record.
#[derive(Debug, PartialEq, Wire)]
pub struct Header<'a> {
    /// Several may have the same.
    #[wire(len = Zigzag)]
    pub key: &'a str,
    /// Any bytes.
    #[wire(len = Zigzag, null = -1)]
    pub value: Option<&'a [u8]>,
}

/// CRC-32C (Castagnoli), eight bytes at a time.
#[derive(Clone, Copy, Debug)]
pub struct Crc32c(u32);

impl Default for Crc32c {
    fn default() -> Self {
        Self(!0)
    }
}

impl Checksum for Crc32c {
    type Sum = u32;

    fn update(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let word = u64::from_le_bytes(*word) ^ u64::from(self.0);
            self.0 = word
                .to_le_bytes()
                .iter()
                .zip(TABLES.iter().rev())
                .fold(0, |sum, (byte, table)| sum ^ table[usize::from(*byte)]);
        }
        for byte in rest {
            self.0 = self.0 >> 8 ^ TABLES[0][usize::from(self.0.to_le_bytes()[0] ^ byte)];
        }
    }

    fn finish(self) -> u32 {
        !self.0
    }
}

/// What a byte adds to the sum, if that many bytes follow it in a word of eight.
static TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    let mut number = 0;
    while byte < 256 {
        let mut sum = number;
        let mut table = 0;
        while table < 8 {
            let mut bit = 0;
            while bit < 8 {
                sum = sum >> 1 ^ if sum & 1 == 1 { 0x82f6_3b78 } else { 0 };
                bit += 1;
            }
            tables[table][byte] = sum;
            table += 1;
        }
        byte += 1;
        number += 1;
    }
    tables
}
