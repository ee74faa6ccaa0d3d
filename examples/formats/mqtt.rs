//! MQTT 3.1.1: the OASIS standard, chapters 2 and 3.

#![allow(clippy::struct_excessive_bools, reason = "the flags of the format")]

use kafka07_wire::Wire;
use kafka07_wire::prefix::MqttLength;

/// A control packet.
#[derive(Debug, PartialEq, Wire)]
pub struct Packet<'a> {
    /// The kind, and flags of the kind.
    #[wire(check = first.is_allowed())]
    pub first: First,
    /// What it says.
    #[wire(size = MqttLength, tag = (first.kind), args(first.flags))]
    pub body: Body<'a>,
}

/// The first byte.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u8)]
pub struct First {
    /// Which of [`Body`] it is.
    #[wire(bits = 4)]
    pub kind: u8,
    /// Of a PUBLISH: duplicate, two bits of the quality of service, retain.
    #[wire(bits = 4)]
    pub flags: u8,
}

impl First {
    /// All packets except PUBLISH have flags that are given.
    fn is_allowed(self) -> bool {
        match self.kind {
            3 => self.flags >> 1 & 3 < 3,
            6 | 8 | 10 => self.flags == 2,
            _ => self.flags == 0,
        }
    }
}

/// What a packet says.
#[derive(Debug, PartialEq, Wire)]
#[wire(tag = u8, args(flags: u8))]
pub enum Body<'a> {
    /// The first packet of a client.
    #[wire(tag = 1)]
    Connect(Connect<'a>),
    /// Its answer.
    #[wire(tag = 2)]
    ConnAck(ConnAck),
    /// A message.
    #[wire(tag = 3)]
    Publish {
        /// Where it belongs.
        #[wire(len = u16)]
        topic: &'a str,
        /// With a quality of service above 0.
        #[wire(when = flags >> 1 & 3 > 0)]
        id: Option<u16>,
        /// Any bytes.
        #[wire(rest)]
        payload: &'a [u8],
    },
    /// Quality 1: it was received.
    #[wire(tag = 4)]
    PubAck(u16),
    /// Quality 2: it was received.
    #[wire(tag = 5)]
    PubRec(u16),
    /// Quality 2: it may be released.
    #[wire(tag = 6)]
    PubRel(u16),
    /// Quality 2: it was released.
    #[wire(tag = 7)]
    PubComp(u16),
    /// Asks for messages.
    #[wire(tag = 8)]
    Subscribe {
        /// Repeated by the answer.
        id: u16,
        /// At least one.
        #[wire(rest, check = !filters.is_empty())]
        filters: Vec<Filter<'a>>,
    },
    /// The quality granted for each, or 0x80.
    #[wire(tag = 9)]
    SubAck {
        /// Of the question.
        id: u16,
        /// As many as there were filters.
        #[wire(rest)]
        codes: &'a [u8],
    },
    /// Asks for no more messages.
    #[wire(tag = 10)]
    Unsubscribe {
        /// Repeated by the answer.
        id: u16,
        /// At least one.
        #[wire(rest, each(len = u16), check = !filters.is_empty())]
        filters: Vec<&'a str>,
    },
    /// Its answer.
    #[wire(tag = 11)]
    UnsubAck(u16),
    /// Asks for an answer.
    #[wire(tag = 12)]
    PingReq,
    /// Its answer.
    #[wire(tag = 13)]
    PingResp,
    /// The last packet of a client.
    #[wire(tag = 14)]
    Disconnect,
}

/// Which messages are wanted.
#[derive(Debug, PartialEq, Wire)]
pub struct Filter<'a> {
    /// Topics, with wildcards.
    #[wire(len = u16)]
    pub topics: &'a str,
    /// The quality of service wanted at most.
    #[wire(check = quality < 3)]
    pub quality: u8,
}

/// The first packet of a client.
#[derive(Debug, PartialEq, Wire)]
#[wire(magic = b"\0\x04MQTT\x04")]
pub struct Connect<'a> {
    /// What follows.
    #[wire(check = flags.will || flags.will_quality == 0 && !flags.will_retain)]
    pub flags: ConnectFlags,
    /// The longest silence of the client, in seconds.
    pub keep_alive: u16,
    /// Its name.
    #[wire(len = u16)]
    pub client: &'a str,
    /// What to publish if the client is lost.
    #[wire(when = flags.will)]
    pub will: Option<Will<'a>>,
    /// Who it is.
    #[wire(when = flags.user, len = u16)]
    pub user: Option<&'a str>,
    /// How it shows it.
    #[wire(when = flags.password, len = u16)]
    pub password: Option<&'a [u8]>,
}

/// What follows in a CONNECT.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u8)]
pub struct ConnectFlags {
    /// A user name.
    pub user: bool,
    /// A password.
    pub password: bool,
    /// Whether the will is kept.
    pub will_retain: bool,
    /// The quality of service of the will.
    #[wire(bits = 2)]
    pub will_quality: u8,
    /// A will.
    pub will: bool,
    /// Whether to forget what was before.
    pub clean_session: bool,
    /// Zero.
    #[wire(bits = 1)]
    pub reserved: (),
}

/// A message for the case that a client is lost.
#[derive(Debug, PartialEq, Wire)]
pub struct Will<'a> {
    /// Where it belongs.
    #[wire(len = u16)]
    pub topic: &'a str,
    /// Any bytes.
    #[wire(len = u16)]
    pub message: &'a [u8],
}

/// The answer to a CONNECT.
#[derive(Debug, PartialEq, Wire)]
pub struct ConnAck {
    /// What the server still knows.
    pub flags: ConnAckFlags,
    /// 0 if the connection is accepted.
    pub code: u8,
}

/// What a server still knows.
#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(bits = u8)]
pub struct ConnAckFlags {
    /// Zero.
    #[wire(bits = 7)]
    pub reserved: (),
    /// The session of an earlier connection.
    pub session_present: bool,
}
