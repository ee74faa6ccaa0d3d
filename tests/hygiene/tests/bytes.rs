//! The bytes of types whose names are all in the way.

use kafka07_hygiene::{Built, Locals, Nested, Unit, r#enum};
use renamed::wire::{self, Request};

#[test]
fn fields_called_like_locals_are_written_and_read() {
    let value = Locals {
        input: 1,
        out: 2,
        error: 3,
        tag: 4,
        at: 5,
        self_: 6,
        len: 7,
        value: 8,
        wanted: 9,
        unknown: 10,
        __input: 11,
        __out: 12,
        __error: 13,
        __tag: 14,
        __at: 15,
        r#type: 16,
        r#match: 17,
        r#fn: "fn".into(),
        r#struct: 0,
        crc: 0,
        at_crc: 18,
        from0_crc: 19,
        to0_crc: 20,
        __at_crc: 21,
        r#where: Some(22),
        skipped: 0,
        end: (),
    };
    let bytes = wire::to_vec(&value).unwrap();
    let expected = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 2, b'f', b'n'];
    assert_eq!(bytes[..20], expected);
    assert_eq!(bytes[28..], *b"\x12\x13\x14\x15\x02\0\x16END");
    let back: Locals = wire::from_slice(&bytes).unwrap();
    assert_eq!((back.r#type, back.r#where, back.__input), (16, Some(22), 11));
    assert_ne!(back.crc, 0);
}

#[test]
fn an_enum_called_enum_is_written_and_read() {
    type Enum<'a> = r#enum<'a, u8, 2>;
    let variants: [(Enum<'_>, &[u8]); 5] = [
        (r#enum::r#mod, &[1, 0]),
        (r#enum::Some(1, 2, [3, 4]), &[1, 1, 1, 2, 0, 3, 0, 4]),
        (r#enum::Ok([5].as_slice().into(), Some(true)), &[1, 3, 1, 0, 0, 0, 1, 5, 1]),
        (r#enum::Err(Box::new(Nested(vec![])), 8), &[1, 4, 0, 4]),
        (r#enum::Default { __tag: 9, __unknown: vec![7] }, &[1, 9, 7]),
    ];
    for (value, expected) in variants {
        let bytes = wire::to_vec(&value).unwrap();
        assert_eq!(bytes, expected);
        assert_eq!(wire::to_vec(&wire::from_slice::<Enum<'_>>(&bytes).unwrap()).unwrap(), expected);
    }
    assert_eq!(<Enum<'_> as Request>::KEY, -7);
}

#[test]
fn a_unit_has_its_magic_and_a_macro_its_fields() {
    assert_eq!(wire::to_vec(&Unit).unwrap(), b"U");
    let built = Built { version: 1, text: "a".into(), there: Some(2), here: Some(3) };
    assert_eq!(wire::to_vec(&built).unwrap(), [1, 0, 1, b'a', 2, 3]);
}
