//! `check`: what must hold of a value, when it is written and when it is read.

use kafka07::wire::{ErrorKind, Wire, from_slice, to_vec};

#[derive(Debug, PartialEq, Wire)]
struct Header {
    magic: u16,
    #[wire(check = version <= 3)]
    version: u8,
    #[wire(check = (1..=32).contains(&depth) && depth % version == 0)]
    depth: u8,
    #[wire(len = u8, check = !name.is_empty())]
    name: String,
    #[wire(when = version > 1, check = extra != Some(0))]
    extra: Option<u16>,
}

fn header() -> Header {
    Header { magic: 7, version: 2, depth: 8, name: "a".into(), extra: Some(5) }
}

#[test]
fn a_value_that_holds_is_written_and_read() {
    let bytes = to_vec(&header()).unwrap();
    assert_eq!(bytes, [0, 7, 2, 8, 1, b'a', 0, 5]);
    assert_eq!(from_slice::<Header>(&bytes).unwrap(), header());
}

#[test]
fn a_value_that_does_not_hold_is_an_error_with_its_place() {
    let read = |bytes: &[u8]| from_slice::<Header>(bytes).unwrap_err();
    let error = read(&[0, 7, 4, 8, 1, b'a', 0, 5]);
    assert_eq!((error.path().as_str(), error.offset()), ("Header.version", 2));
    assert!(matches!(error.kind(), ErrorKind::Check { condition } if condition.contains("<= 3")));
    assert_eq!(error.to_string(), "Header.version at byte 2: `version <= 3` does not hold");
    for (bytes, path, offset) in [
        ([0, 7, 2, 9, 1, b'a', 0, 5], "Header.depth", 3),
        ([0, 7, 2, 8, 1, b'a', 0, 0], "Header.extra", 6),
    ] {
        let error = read(&bytes);
        assert_eq!((error.path().as_str(), error.offset()), (path, offset));
    }
    assert_eq!(
        read(&[0, 7, 2, 9, 1, b'a', 0, 5]).to_string(),
        "Header.depth at byte 3: `(1..=32).contains(&depth) && depth % version == 0` does not hold"
    );
    let error = read(&[0, 7, 2, 8, 0, 0, 5]);
    assert_eq!((error.path().as_str(), error.offset()), ("Header.name", 4));

    for (wrong, path, offset) in [
        (Header { version: 4, ..header() }, "Header.version", 2),
        (Header { depth: 33, ..header() }, "Header.depth", 3),
        (Header { name: String::new(), ..header() }, "Header.name", 4),
        (Header { extra: Some(0), ..header() }, "Header.extra", 6),
    ] {
        let error = to_vec(&wrong).unwrap_err();
        assert_eq!((error.path().as_str(), error.offset()), (path, offset));
    }
}
