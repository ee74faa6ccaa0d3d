//! Lengths, counts and sizes that an expression over earlier fields says.

use kafka07::wire::prefix::{Le, Varint};
use kafka07::wire::{ErrorKind, Wire, from_slice, to_vec};

#[derive(Debug, PartialEq, Wire)]
struct Point(u8, u8);

#[derive(Debug, PartialEq, Wire)]
struct Table<'a> {
    rows: u8,
    name_len: Le<u16>,
    columns: i8,
    size: Varint,
    #[wire(len = (name_len))]
    name: &'a str,
    #[wire(count = (rows), max = 10)]
    points: Vec<Point>,
    #[wire(count = (rows * columns))]
    cells: Vec<u8>,
    #[wire(size = (size))]
    inner: Inner,
    #[wire(when = columns > 1, len = (2))]
    end: Option<Vec<u8>>,
}

#[derive(Debug, PartialEq, Wire)]
struct Inner {
    #[wire(rest)]
    numbers: Vec<u16>,
}

fn table() -> Table<'static> {
    Table {
        rows: 2,
        name_len: Le(3),
        columns: 2,
        size: Varint(4),
        name: "web",
        points: vec![Point(1, 2), Point(3, 4)],
        cells: vec![5, 6, 7, 8],
        inner: Inner { numbers: vec![9, 10] },
        end: Some(vec![11, 12]),
    }
}

const BYTES: &[u8] =
    &[2, 3, 0, 2, 4, b'w', b'e', b'b', 1, 2, 3, 4, 5, 6, 7, 8, 0, 9, 0, 10, 11, 12];

#[test]
fn nothing_is_on_the_wire_for_what_is_said_before() {
    assert_eq!(to_vec(&table()).unwrap(), BYTES);
    assert_eq!(from_slice::<Table<'_>>(BYTES).unwrap(), table());
    for end in 0..BYTES.len() {
        assert!(from_slice::<Table<'_>>(&BYTES[..end]).is_err(), "{end}");
    }
}

#[test]
fn a_value_that_says_otherwise_is_not_written() {
    for (wrong, text) in [
        (
            Table { name: "we", ..table() },
            "Table.name at byte 5: length is 2, and the declaration says 3",
        ),
        (
            Table { rows: 3, ..table() },
            "Table.points at byte 8: count is 2, and the declaration says 3",
        ),
        (
            Table { cells: vec![], ..table() },
            "Table.cells at byte 12: count is 0, and the declaration says 4",
        ),
        (
            Table { size: Varint(6), ..table() },
            "Table.inner at byte 16: size is 4, and the declaration says 6",
        ),
        (
            Table { end: Some(vec![]), ..table() },
            "Table.end at byte 20: length is 0, and the declaration says 2",
        ),
    ] {
        assert_eq!(to_vec(&wrong).unwrap_err().to_string(), text);
    }
}

#[test]
fn what_is_said_is_checked_before_anything_is_read() {
    let read = |at: usize, byte: u8| {
        let mut bytes = BYTES.to_vec();
        bytes[at] = byte;
        from_slice::<Table<'_>>(&bytes).unwrap_err()
    };
    assert_eq!(read(0, 11).to_string(), "Table.points at byte 8: count is 11, at most 10 allowed");
    let error = read(0, 9);
    assert!(matches!(error.kind(), ErrorKind::CountTooLarge { found: 9, fits: 7, .. }), "{error}");
    assert_eq!(read(3, 0xff).to_string(), "Table.cells at byte 12: invalid count -2");
    assert!(matches!(read(2, 0xff).kind(), ErrorKind::Incomplete { .. }));
    let error = read(4, 3);
    assert_eq!(
        error.to_string(),
        "Table.inner.numbers[1] at byte 18: the frame ends here, 1 byte short at least"
    );
}

#[derive(Debug, PartialEq, Wire)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // casts are what is tested
struct Arithmetic {
    a: u8,
    b: i64,
    #[wire(count = (a - 1))]
    less: Vec<Point>,
    #[wire(len = (if a > 3 { a / (a - 4) } else { 0 }))]
    divided: Vec<u8>,
    #[wire(size = (match a { 9 => 1 << b, _ => b * b * b - 2 }))]
    shifted: Inner,
    #[wire(len = ((b - 1) as u8 as usize + 4 - -1 & 0x3))]
    cast: Vec<u8>,
}

/// Arithmetic on what was read ends in a length, or in an error; not in a panic.
#[test]
fn arithmetic_does_not_overflow() {
    let value = Arithmetic {
        a: 2,
        b: 2,
        less: vec![Point(1, 2)],
        divided: vec![],
        shifted: Inner { numbers: vec![1, 2, 3] },
        cast: vec![7, 8],
    };
    let bytes = to_vec(&value).unwrap();
    assert_eq!(bytes, [2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 0, 1, 0, 2, 0, 3, 7, 8]);
    assert_eq!(from_slice::<Arithmetic>(&bytes).unwrap(), value);
    for a in 0..=255 {
        for b in [0, 1, -1, 63, 64, 127, 128, i64::MAX, i64::MIN] {
            let mut bytes = vec![a];
            bytes.extend(b.to_be_bytes());
            bytes.extend([0; 600]);
            let error = from_slice::<Arithmetic>(&bytes).unwrap_err();
            if a == 0 {
                assert_eq!(error.to_string(), "Arithmetic.less at byte 9: invalid count -1");
            }
        }
    }
}

#[derive(Debug, PartialEq, Wire)]
struct Computed {
    #[wire(count_of = entries)]
    count: u8,
    #[wire(len_of = name)]
    name_len: Le<u16>,
    #[wire(len_of = body)]
    size: u32,
    #[wire(len = (name_len))]
    name: String,
    #[wire(count = (count))]
    entries: Vec<Point>,
    #[wire(size = (size))]
    body: Inner,
}

#[test]
fn counts_and_lengths_are_computed_whatever_the_fields_hold() {
    let value = Computed {
        count: 0,
        name_len: Le(0),
        size: 0,
        name: "web".into(),
        entries: vec![Point(1, 2), Point(3, 4)],
        body: Inner { numbers: vec![5] },
    };
    let bytes = [2, 3, 0, 0, 0, 0, 2, b'w', b'e', b'b', 1, 2, 3, 4, 0, 5];
    assert_eq!(to_vec(&value).unwrap(), bytes);
    let read: Computed = from_slice(&bytes).unwrap();
    assert_eq!(read, Computed { count: 2, name_len: Le(3), size: 2, ..value });
    let many = Computed { entries: (0..=255).map(|at| Point(at, at)).collect(), ..read };
    assert_eq!(
        to_vec(&many).unwrap_err().to_string(),
        "Computed.count at byte 0: count 256 does not fit its prefix, at most 255"
    );
}

#[derive(Debug, PartialEq, Wire)]
struct Beside {
    #[wire(count_of = list)]
    count: u16,
    #[wire(len_of = body)]
    size: u16,
    #[wire(count = u8)]
    list: Vec<u16>,
    body: (u8, u16),
    #[wire(len_of = rest)]
    left: i8,
    #[wire(rest)]
    rest: Vec<u8>,
}

#[test]
fn what_a_computed_field_says_is_checked() {
    let bytes = [0, 2, 0, 3, 2, 0, 1, 0, 2, 7, 0, 8, 2, 9, 9];
    let value: Beside = from_slice(&bytes).unwrap();
    assert_eq!(to_vec(&value).unwrap(), bytes);
    for (at, text) in [
        (1, "Beside.count at byte 0: count is 2, and the declaration says 3"),
        (3, "Beside.size at byte 2: length is 3, and the declaration says 4"),
        (12, "Beside.left at byte 12: length is 2, and the declaration says 3"),
    ] {
        let mut wrong = bytes;
        wrong[at] += 1;
        assert_eq!(from_slice::<Beside>(&wrong).unwrap_err().to_string(), text);
    }
}
