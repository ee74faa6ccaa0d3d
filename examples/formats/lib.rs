//! Formats of other programs, each declared as its specification says it. No `Encode` or `Decode` is
//! written by hand. `cargo run --example formats -- FILE...` prints what a file holds.

use std::fmt::{self, Debug};

use kafka07_wire::{self as wire, Error, Wire};

pub mod dns;
pub mod java;
pub mod mp4;
pub mod mqtt;
pub mod png;
pub mod postgres;
pub mod records;
pub mod tzif;

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Format {
    /// An image: [`png::Png`].
    Png,
    /// A time zone: [`tzif::TimeZone`].
    Tzif,
    /// A message of the Domain Name System: [`dns::Message`].
    Dns,
    /// What a client of `PostgreSQL` sends: [`FromClient`].
    PostgresClient,
    /// What a server of `PostgreSQL` sends: [`FromServer`].
    PostgresServer,
    /// What a client or a broker of MQTT sends: [`Packets`].
    Mqtt,
    /// A video or sound: [`mp4::Mp4`].
    Mp4,
    /// Record batches of Kafka: [`Batches`].
    Records,
    /// A class of Java: [`java::ClassFile`].
    Java,
}

impl Format {
    /// All of them, each with the end of the names of its files.
    pub const ALL: [(Format, &'static str); 9] = [
        (Format::Png, "png"),
        (Format::Tzif, "tzif"),
        (Format::Dns, "dns"),
        (Format::PostgresClient, "client.postgres"),
        (Format::PostgresServer, "server.postgres"),
        (Format::Mqtt, "mqtt"),
        (Format::Mp4, "mp4"),
        (Format::Records, "records"),
        (Format::Java, "class"),
    ];

    /// Of a file, by its first bytes, or else by its name.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Format> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Format::Png),
            [b'T', b'Z', b'i', b'f', ..] => Some(Format::Tzif),
            [0xca, 0xfe, 0xba, 0xbe, ..] => Some(Format::Java),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Format::Mp4),
            _ => Format::ALL.iter().find(|(_, end)| name.ends_with(end)).map(|(format, _)| *format),
        }
    }

    /// Decodes the bytes, encodes the value, and returns the start of its debug text and its bytes.
    ///
    /// # Errors
    ///
    /// If the bytes are not of this format, with the place of the fault.
    pub fn read_and_write(self, bytes: &[u8]) -> Result<(String, Vec<u8>), Error> {
        match self {
            Format::Png => both::<png::Png<'_>>(bytes),
            Format::Tzif => both::<tzif::TimeZone>(bytes),
            Format::Dns => both::<dns::Message<'_>>(bytes),
            Format::PostgresClient => both::<FromClient<'_>>(bytes),
            Format::PostgresServer => both::<FromServer<'_>>(bytes),
            Format::Mqtt => both::<Packets<'_>>(bytes),
            Format::Mp4 => both::<mp4::Mp4<'_>>(bytes),
            Format::Records => both::<Batches<'_>>(bytes),
            Format::Java => both::<java::ClassFile<'_>>(bytes),
        }
    }
}

fn both<'a, T: Wire<'a> + Debug>(bytes: &'a [u8]) -> Result<(String, Vec<u8>), Error> {
    let value: T = wire::from_slice(bytes)?;
    let mut text = Start(String::new());
    // The only error is that the text is full.
    let _ = fmt::write(&mut text, format_args!("{value:?}"));
    Ok((text.0, wire::to_vec(&value)?))
}

/// The first 2,000 bytes of a text.
struct Start(String);

impl fmt::Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let left = 2_000_usize.saturating_sub(self.0.len());
        if let Some(start) = text.get(..left) {
            self.0.push_str(start);
            self.0.push('…');
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// What a client of `PostgreSQL` sends.
#[derive(Debug, PartialEq, Wire)]
pub struct FromClient<'a> {
    /// First of all.
    pub startup: postgres::Startup<'a>,
    /// After it.
    #[wire(rest)]
    pub messages: Vec<postgres::FromClient<'a>>,
}

/// What a server of `PostgreSQL` sends.
#[derive(Debug, PartialEq, Wire)]
pub struct FromServer<'a>(#[wire(rest)] pub Vec<postgres::FromServer<'a>>);

/// What a client or a broker of MQTT sends.
#[derive(Debug, PartialEq, Wire)]
pub struct Packets<'a>(#[wire(rest)] pub Vec<mqtt::Packet<'a>>);

/// What a segment of a log of Kafka holds.
#[derive(Debug, PartialEq, Wire)]
pub struct Batches<'a>(#[wire(rest)] pub Vec<records::Batch<'a>>);
