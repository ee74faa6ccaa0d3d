//! Derives with `kafka07`, and depends on nothing else.

use kafka07::Wire;

/// One of each kind of layout, so that every path in derived code is used.
#[derive(Clone, Debug, PartialEq, Wire)]
#[wire(magic = b"D")]
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
#[wire(tag = u8)]
enum Kind {
    #[wire(tag = 1)]
    One,
    #[wire(other)]
    Other(u8),
}

#[derive(Clone, Debug, PartialEq, Wire)]
struct Name(#[wire(len = u8)] String);

/// A request, which only this door knows.
#[derive(Debug, Wire)]
#[wire(request(key = 42, response = Packet))]
pub struct Ask {
    #[wire(len = i16)]
    name: String,
}

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
        let bytes = kafka07::wire::to_vec(&packet).unwrap();
        assert_eq!(bytes[5..], *b"\x07\x01\x02\x01a\x00\x02\x01b\x09");
        let back: Packet = kafka07::wire::from_slice(&bytes).unwrap();
        assert_eq!(
            (back.kind, &back.names, &back.note),
            (packet.kind, &packet.names, &packet.note)
        );
        let error = kafka07::wire::from_slice::<Packet>(&bytes[..6]).unwrap_err();
        assert_eq!(error.path(), "Packet.names");
    }

    #[test]
    fn a_request_has_its_key_and_its_response() {
        fn key<R: kafka07::wire::Request<Response = Packet>>(_: &R) -> i16 {
            R::KEY
        }
        assert_eq!(key(&Ask { name: "web".into() }), 42);
    }
}
