//! PNG: the Portable Network Graphics specification, third edition, chapters 5 and 11.

use kafka07_wire::Wire;
use kafka07_wire::prefix::Plus;

/// A whole file. The chunk that ends it is not among its chunks.
#[derive(Debug, PartialEq, Wire)]
#[wire(magic = b"\x89PNG\r\n\x1a\n")]
pub struct Png<'a> {
    /// Each with its own kind, `IHDR` first.
    #[wire(until = Chunk { body: Body::End, crc: 0 }, check = matches!(chunks.first(), Some(Chunk { body: Body::Header(_), .. })))]
    pub chunks: Vec<Chunk<'a>>,
}

/// The length counts the data alone; the checksum covers kind and data.
#[derive(Debug, PartialEq, Wire)]
pub struct Chunk<'a> {
    /// Kind and data.
    #[wire(size = Plus<u32, -4>)]
    pub body: Body<'a>,
    /// Computed when it is written, verified when it is read.
    #[wire(crc32(of = content(body)))]
    pub crc: u32,
}

/// What a chunk says.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = [u8; 4])]
pub enum Body<'a> {
    /// The size and the kind of the image.
    #[wire(tag = b"IHDR")]
    Header(Header),
    /// The colours, red, green and blue.
    #[wire(tag = b"PLTE")]
    Palette(#[wire(rest)] Vec<[u8; 3]>),
    /// A part of the image, compressed.
    #[wire(tag = b"IDAT")]
    Data(#[wire(rest)] &'a [u8]),
    /// A text in Latin-1.
    #[wire(tag = b"tEXt")]
    Text {
        /// What the text is, such as `Author`.
        #[wire(until = 0u8, max = 79)]
        keyword: &'a [u8],
        /// Without a terminator.
        #[wire(rest)]
        text: &'a [u8],
    },
    /// The gamma value times 100,000.
    #[wire(tag = b"gAMA")]
    Gamma(u32),
    /// How large a pixel is meant to be.
    #[wire(tag = b"pHYs")]
    PixelSize {
        /// Pixels per unit, horizontally.
        x: u32,
        /// Pixels per unit, vertically.
        y: u32,
        /// Whether the unit is the metre; otherwise only the ratio counts.
        metre: bool,
    },
    /// When the image was changed.
    #[wire(tag = b"tIME")]
    Changed {
        /// Such as 2026.
        year: u16,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
        /// Hour, minute and second in UTC.
        time: [u8; 3],
    },
    /// The last chunk.
    #[wire(tag = b"IEND")]
    End,
    /// Any other chunk.
    #[wire(other)]
    Other([u8; 4], #[wire(rest)] &'a [u8]),
}

/// The size and the kind of the image.
#[derive(Debug, PartialEq, Wire)]
pub struct Header {
    /// In pixels.
    #[wire(check = width > 0)]
    pub width: u32,
    /// In pixels.
    #[wire(check = height > 0)]
    pub height: u32,
    /// Of a sample, or of an index into the palette.
    #[wire(check = matches!(bit_depth, 1 | 2 | 4 | 8 | 16))]
    pub bit_depth: u8,
    /// What a pixel consists of.
    pub colour: Colour,
    /// Deflate, the only method.
    #[wire(magic = 0u8)]
    pub compression: (),
    /// Adaptive filtering, the only method.
    #[wire(magic = 0u8)]
    pub filter: (),
    /// Whether it is Adam7, rather than line by line.
    pub interlaced: bool,
}

/// What a pixel consists of.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Colour {
    /// One sample.
    #[wire(tag = 0)]
    Grey,
    /// Red, green, blue.
    #[wire(tag = 2)]
    Rgb,
    /// An index into the palette.
    #[wire(tag = 3)]
    Palette,
    /// One sample, and alpha.
    #[wire(tag = 4)]
    GreyAlpha,
    /// Red, green, blue, alpha.
    #[wire(tag = 6)]
    Rgba,
}
