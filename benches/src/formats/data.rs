//! The bytes that the formats are measured on.

use kafka07_formats::{java, png, records};
use kafka07_wire::prefix::Zigzag;
use kafka07_wire::to_vec;

/// Bytes that look random, the same each time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        })
        .collect()
}

/// An image of 64 KiB, in parts of 1 KiB.
pub fn png() -> Vec<u8> {
    let noise = noise(64 * 1024);
    let mut bodies = vec![
        png::Body::Header(png::Header {
            width: 256,
            height: 64,
            bit_depth: 8,
            colour: png::Colour::Rgba,
            compression: (),
            filter: (),
            interlaced: false,
        }),
        png::Body::Text { keyword: b"Title", text: b"Noise" },
    ];
    bodies.extend(noise.chunks(1024).map(png::Body::Data));
    let chunks = bodies.into_iter().map(|body| png::Chunk { body, crc: 0 }).collect();
    to_vec(&png::Png { chunks }).expect("it can be encoded")
}

/// A class with 1,200 constants, 40 fields and 100 methods.
pub fn class() -> Vec<u8> {
    let noise = noise(4096);
    let constants = (0..1200_u16).map(|index| match index % 6 {
        0..=2 => {
            let start = usize::from(index);
            java::Constant::Utf8(&noise[start..start + 8 + start % 24])
        }
        3 => java::Constant::Member { kind: 10, class: index, name_and_type: 9 },
        4 => java::Constant::NameAndType { name: 7, descriptor: index },
        _ if index % 60 == 5 => java::Constant::Long(index.into()),
        _ => java::Constant::Class(index),
    });
    let member = |code: usize| java::Member {
        access: 1,
        name: 7,
        descriptor: 8,
        attributes: vec![java::Attribute { name: 9, content: &noise[..code] }],
    };
    let class = java::ClassFile {
        minor: 0,
        major: 61,
        constants: constants.collect(),
        access: 0x21,
        this: 5,
        base: 6,
        interfaces: vec![5, 6],
        fields: (0..40).map(|_| member(2)).collect(),
        methods: (0..100).map(|index| member(40 + index)).collect(),
        attributes: vec![java::Attribute { name: 9, content: &noise[..2] }],
    };
    to_vec(&class).expect("it can be encoded")
}

/// A batch of 200 records, each with a key and 100 bytes, and every fourth with a header.
pub fn batch() -> Vec<u8> {
    let noise = noise(4096);
    let record = |index: u16| {
        let start = usize::from(index);
        let header = records::Header { key: "trace", value: Some(&noise[..16]) };
        records::Record {
            attributes: 0,
            timestamp_delta: Zigzag(i64::from(index) * 3),
            offset_delta: Zigzag(index.into()),
            key: Some(&noise[start..start + 8]),
            value: Some(&noise[start..start + 100]),
            headers: if index.is_multiple_of(4) { vec![header] } else { vec![] },
        }
    };
    let body = records::Body {
        attributes: records::Attributes {
            unused: 0,
            delete_horizon: false,
            control: false,
            transactional: false,
            append_time: false,
            codec: 0,
        },
        last_offset_delta: 199,
        base_timestamp: 1_700_000_000_000,
        max_timestamp: 1_700_000_000_600,
        producer_id: -1,
        producer_epoch: -1,
        base_sequence: -1,
        count: 200,
        records: records::Records::Plain((0..200).map(record).collect()),
    };
    let content = records::Content { leader_epoch: 0, magic: (), crc: 0, body };
    to_vec(&records::Batch { base_offset: 0, content }).expect("it can be encoded")
}
