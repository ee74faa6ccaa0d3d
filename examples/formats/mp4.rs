//! MP4: ISO/IEC 14496-12, the ISO base media file format. Boxes that are not declared are kept as they are.

use kafka07_wire::Wire;
use kafka07_wire::prefix::U24;

/// A whole file.
#[derive(Debug, PartialEq, Wire)]
pub struct Mp4<'a> {
    /// A box that goes to the end can only be the last one.
    #[wire(rest, check = only_the_last_is_open(&boxes))]
    pub boxes: Vec<Atom<'a>>,
}

/// A box: its size, which counts itself, its kind and its content.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u32)]
pub enum Atom<'a> {
    /// A box that goes to the end of what it is in.
    #[wire(tag = 0)]
    Open {
        /// As of the others, most often `mdat`.
        kind: [u8; 4],
        /// What is in it, in most files the media.
        #[wire(with = to_end)]
        content: &'a [u8],
    },
    /// A box of 4 GiB and more, but any size is allowed.
    #[wire(tag = 1)]
    Large {
        /// Which of [`Content`] it is.
        kind: [u8; 4],
        /// Of all the box.
        size: u64,
        /// What is in it.
        #[wire(size = (size - 16), tag = (kind))]
        content: Content<'a>,
    },
    /// Any other box.
    #[wire(tag = 8..)]
    Small {
        /// Of all the box.
        size: u32,
        /// Which of [`Content`] it is.
        kind: [u8; 4],
        /// What is in it.
        #[wire(size = (size - 8), tag = (kind))]
        content: Content<'a>,
    },
}

fn only_the_last_is_open(boxes: &[Atom<'_>]) -> bool {
    boxes.iter().rev().skip(1).all(|atom| !matches!(atom, Atom::Open { .. }))
}

/// All bytes left, of a box that may be in a list.
mod to_end {
    use kafka07_wire::{Error, Output, Reader};

    pub(super) fn encode<'v, O: Output<'v>>(content: &&'v [u8], out: &mut O) -> Result<(), Error> {
        out.put_slice(content)
    }

    #[allow(clippy::unnecessary_wraps, reason = "the derive calls it so")]
    pub(super) fn decode<'a>(input: &mut Reader<'a>) -> Result<&'a [u8], Error> {
        Ok(input.take_rest())
    }
}

/// What is in a box.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 4])]
pub enum Content<'a> {
    /// Which specifications the file follows.
    #[wire(tag = b"ftyp" | b"styp")]
    FileType {
        /// Of the box.
        kind: [u8; 4],
        /// The best one.
        major: [u8; 4],
        /// Of the best one.
        minor: u32,
        /// All of them.
        #[wire(rest)]
        compatible: Vec<[u8; 4]>,
    },
    /// A box that holds other boxes.
    #[wire(tag = b"moov" | b"trak" | b"edts" | b"mdia" | b"minf" | b"dinf" | b"stbl" | b"mvex" | b"moof" | b"traf")]
    Boxes {
        /// Of the box.
        kind: [u8; 4],
        /// What it holds.
        #[wire(rest, check = only_the_last_is_open(&boxes))]
        boxes: Vec<Atom<'a>>,
    },
    /// The header of the movie.
    #[wire(tag = b"mvhd")]
    MovieHeader {
        /// 0 for times of 32 bits, 1 for times of 64 bits.
        version: u8,
        /// Zero.
        flags: U24,
        /// When it was made, and how long it is.
        #[wire(tag = (version))]
        times: Times,
        /// How fast it is to be played, in 1/65,536.
        rate: i32,
        /// How loud it is to be played, in 1/256.
        volume: i16,
        /// Zero.
        #[wire(reserved(10))]
        reserved: (),
        /// How it is turned.
        matrix: [i32; 9],
        /// Zero.
        predefined: [u32; 6],
        /// Larger than the number of each track.
        next_track: u32,
    },
    /// The header of the media of a track.
    #[wire(tag = b"mdhd")]
    MediaHeader {
        /// 0 for times of 32 bits, 1 for times of 64 bits.
        version: u8,
        /// Zero.
        flags: U24,
        /// When it was made, and how long it is.
        #[wire(tag = (version))]
        times: Times,
        /// In ISO 639-2.
        language: Language,
        /// Zero.
        predefined: u16,
    },
    /// What kind of media a track has.
    #[wire(tag = b"hdlr")]
    Handler {
        /// Zero.
        version: u8,
        /// Zero.
        flags: U24,
        /// Zero.
        predefined: u32,
        /// Such as `vide` and `soun`.
        handler: [u8; 4],
        /// Zero.
        reserved: [u32; 3],
        /// For people; in MP4 it ends with a zero byte.
        #[wire(rest)]
        name: &'a [u8],
    },
    /// Where the chunks of a track begin.
    #[wire(tag = b"stco")]
    ChunkOffsets {
        /// Zero.
        version: u8,
        /// Zero.
        flags: U24,
        /// From the first byte of the file.
        #[wire(count = u32)]
        offsets: Vec<u32>,
    },
    /// Any other box.
    #[wire(other)]
    Other([u8; 4], #[wire(rest)] &'a [u8]),
}

/// When something was made, in seconds since 1904, and how long it is.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Times {
    /// Of 32 bits.
    #[wire(tag = 0)]
    Short {
        /// When it was made.
        created: u32,
        /// When it was changed.
        modified: u32,
        /// Units of a second.
        timescale: u32,
        /// In these units.
        duration: u32,
    },
    /// Of 64 bits.
    #[wire(tag = 1)]
    Long {
        /// When it was made.
        created: u64,
        /// When it was changed.
        modified: u64,
        /// Units of a second.
        timescale: u32,
        /// In these units.
        duration: u64,
    },
}

/// Three letters, each as its distance from 0x60.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u16)]
pub struct Language {
    /// Zero.
    #[wire(bits = 1)]
    pub pad: (),
    /// The first letter.
    #[wire(bits = 5)]
    pub first: u8,
    /// The second letter.
    #[wire(bits = 5)]
    pub second: u8,
    /// The third letter.
    #[wire(bits = 5)]
    pub third: u8,
}
