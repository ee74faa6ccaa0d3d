//! Derives with the codec under another name, and depends on nothing else.

use codec::Wire;

/// One of each kind of layout, so that every path in derived code is used.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(crate = codec, magic = b"D")]
pub struct Packet {
    #[wire(crc32(of = (kind, names)))]
    crc: u32,
    kind: Kind,
    #[wire(count = u8, each(size = u8))]
    names: Vec<Name>,
    #[wire(when = matches!(kind, Kind::Other(_)), size = u16)]
    note: Option<Name>,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Wire)]
#[wire(crate = codec, tag = u8)]
enum Kind {
    #[wire(tag = 1)]
    One,
    #[wire(other)]
    Other(u8),
}

#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(crate = codec)]
struct Name(#[wire(len = u8)] String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derive_finds_its_library() {
        let packet = Packet {
            crc: 0,
            kind: Kind::Other(7),
            names: vec![Name("a".into())],
            note: Some(Name("b".into())),
            payload: vec![9],
        };
        let bytes = codec::to_vec(&packet).unwrap();
        assert_eq!(bytes[5..], *b"\x07\x01\x02\x01a\x00\x02\x01b\x09");
        let back: Packet = codec::from_slice(&bytes).unwrap();
        assert_eq!(
            (back.kind, &back.names, &back.note),
            (packet.kind, &packet.names, &packet.note)
        );
        let error = codec::from_slice::<Packet>(&bytes[..6]).unwrap_err();
        assert_eq!(error.path(), "Packet.names");
    }
}
