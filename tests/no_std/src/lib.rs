//! Encodes and decodes without the standard library. That it builds is the first test: with a panic
//! handler of its own it could not, if anything that it uses brought `std`. `cargo test` in this
//! folder is the second: the bytes are right too.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use kafka07_wire::{Error, Output, Reader, SliceOutput, Wire, from_slice, to_vec};

#[cfg(not(test))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// What a sensor sends.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(magic = b"SN")]
pub struct Report<'a> {
    /// Which sensor it is.
    #[wire(len = u8)]
    pub name: &'a str,
    /// Of the readings.
    #[wire(crc32(of = readings))]
    pub crc: u32,
    /// What it measured.
    #[wire(count = u16)]
    pub readings: Vec<Reading>,
    /// What else there is to say.
    #[wire(when = name.len() > 3, size = u16)]
    pub note: Option<Note>,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Reading {
    /// Tenths of a degree.
    #[wire(tag = 1)]
    Temperature(i16),
    /// Not known here.
    #[wire(other)]
    Other(u8),
}

/// Text to the end of its frame.
#[derive(Clone, Debug, PartialEq, Wire)]
pub struct Note(#[wire(rest)] pub String);

/// Encodes into a vector.
pub fn encode(report: &Report<'_>) -> Result<Vec<u8>, Error> {
    to_vec(report)
}

/// Encodes into memory of a fixed size, without an allocation. Returns the length.
pub fn encode_into(report: &Report<'_>, room: &mut [u8]) -> Result<usize, Error> {
    let mut out = SliceOutput::new(room);
    out.write(report)?;
    Ok(out.position())
}

/// Decodes; the name is the input's.
pub fn decode(bytes: &[u8]) -> Result<Report<'_>, Error> {
    from_slice(bytes)
}

/// Decodes one report after the other.
pub fn decode_all(bytes: &[u8]) -> Result<Vec<Report<'_>>, Error> {
    let mut input = Reader::new(bytes);
    let mut reports = Vec::new();
    while !input.is_empty() {
        reports.push(input.read()?);
    }
    Ok(reports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_and_read() {
        let report = Report {
            name: "roof",
            crc: 0,
            readings: vec![Reading::Temperature(-15), Reading::Other(9)],
            note: Some(Note("cold".into())),
        };
        let bytes = encode(&report).unwrap();
        assert_eq!(bytes[..7], *b"SN\x04roof");
        assert_eq!(bytes[11..], *b"\x00\x02\x01\xff\xf1\x09\x00\x04cold");
        let back = decode(&bytes).unwrap();
        assert_eq!((&back.readings, &back.note), (&report.readings, &report.note));
        let mut room = [0; 64];
        let length = encode_into(&report, &mut room).unwrap();
        assert_eq!(room[..length], bytes);
        assert_eq!(decode_all(&[&bytes[..], &bytes].concat()).unwrap().len(), 2);
        let error = decode(&bytes[..12]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Report.readings at byte 11: input ends here, 1 more byte is needed at least"
        );
    }
}
