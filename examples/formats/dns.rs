//! Messages of the Domain Name System: RFC 1035, chapter 4. Pointers in names are kept, not followed.

#![allow(clippy::struct_excessive_bools, reason = "the flags of the format")]

use kafka07_wire::Wire;

/// A question, or the answer to one.
#[derive(Debug, PartialEq, Wire)]
pub struct Message<'a> {
    /// Chosen by the one who asks, repeated by the one who answers.
    pub id: u16,
    /// What the message is.
    pub flags: Flags,
    /// Of `questions`.
    #[wire(count_of = questions)]
    pub question_count: u16,
    /// Of `answers`.
    #[wire(count_of = answers)]
    pub answer_count: u16,
    /// Of `authorities`.
    #[wire(count_of = authorities)]
    pub authority_count: u16,
    /// Of `more`.
    #[wire(count_of = more)]
    pub more_count: u16,
    /// What is asked.
    #[wire(count = (question_count))]
    pub questions: Vec<Question<'a>>,
    /// What answers it.
    #[wire(count = (answer_count))]
    pub answers: Vec<Record<'a>>,
    /// Who is responsible.
    #[wire(count = (authority_count))]
    pub authorities: Vec<Record<'a>>,
    /// What one would ask next.
    #[wire(count = (more_count))]
    pub more: Vec<Record<'a>>,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u16)]
pub struct Flags {
    /// Whether it is an answer.
    pub response: bool,
    /// 0 is a standard query.
    #[wire(bits = 4)]
    pub opcode: u8,
    /// The answer comes from a server that is responsible.
    pub authoritative: bool,
    /// There was no room for all of it.
    pub truncated: bool,
    /// Asks to ask others.
    pub recursion_desired: bool,
    /// Would ask others.
    pub recursion_available: bool,
    /// Reserved, and since RFC 4035 authentic data and checking disabled.
    #[wire(bits = 3)]
    pub extensions: u8,
    /// 0 means that all is well, 3 that the name does not exist.
    #[wire(bits = 4)]
    pub code: u8,
}

/// A domain name: labels, of which the last is the root or a pointer.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8)]
pub enum Name<'a> {
    /// The name ends here.
    #[wire(tag = 0)]
    Root,
    /// A label, and the name that it is in.
    #[wire(tag = 1..=63)]
    Label {
        /// Of the text.
        len: u8,
        /// Any bytes.
        #[wire(len = (len))]
        text: &'a [u8],
        /// What follows the dot.
        parent: Box<Name<'a>>,
    },
    /// The rest of the name is at another place of the message.
    #[wire(tag = 0xc0..=0xff)]
    Pointer {
        /// The upper bits of the place, with 0xc0.
        high: u8,
        /// The lower bits of the place.
        low: u8,
    },
}

/// What is asked.
#[derive(Debug, PartialEq, Wire)]
pub struct Question<'a> {
    /// Of the records wanted.
    pub name: Name<'a>,
    /// As in [`Data`], or 255 for all.
    pub kind: u16,
    /// 1 is the Internet.
    pub class: u16,
}

/// A resource record.
#[derive(Debug, PartialEq, Wire)]
pub struct Record<'a> {
    /// What it is about.
    pub name: Name<'a>,
    /// Which of [`Data`] it has.
    pub kind: u16,
    /// 1 is the Internet.
    pub class: u16,
    /// How many seconds it may be kept.
    pub ttl: u32,
    /// What it says.
    #[wire(size = u16, tag = (kind))]
    pub data: Data<'a>,
}

/// What a record says.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u16)]
pub enum Data<'a> {
    /// An address of IPv4.
    #[wire(tag = 1)]
    A([u8; 4]),
    /// A server that is responsible.
    #[wire(tag = 2)]
    Ns(Name<'a>),
    /// The name that this one is an alias of.
    #[wire(tag = 5)]
    Cname(Name<'a>),
    /// What holds for a zone.
    #[wire(tag = 6)]
    Soa {
        /// The first server.
        server: Name<'a>,
        /// The address of mail to its administrator.
        mail: Name<'a>,
        /// The version.
        serial: u32,
        /// Seconds between looking for a new version, between attempts, and until it is too old.
        intervals: [u32; 3],
        /// How many seconds a record may be kept at least.
        minimum: u32,
    },
    /// The name of an address.
    #[wire(tag = 12)]
    Ptr(Name<'a>),
    /// A server for mail.
    #[wire(tag = 15)]
    Mx {
        /// The lowest is asked first.
        preference: u16,
        /// Its name.
        server: Name<'a>,
    },
    /// Texts, each of at most 255 bytes.
    #[wire(tag = 16)]
    Txt(#[wire(rest, each(len = u8))] Vec<&'a [u8]>),
    /// An address of IPv6.
    #[wire(tag = 28)]
    Aaaa([u16; 8]),
    /// Any other record.
    #[wire(other)]
    Other(u16, #[wire(rest)] &'a [u8]),
}
