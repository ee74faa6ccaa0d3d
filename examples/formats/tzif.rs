//! Time zones: RFC 9636, the Time Zone Information Format.

use kafka07_wire::Wire;

/// A whole file.
#[derive(Debug, PartialEq, Wire)]
pub struct TimeZone {
    /// With times of 32 bits, for readers of the first version.
    pub short: Block<i32>,
    /// Since the second version: all of it again, with times of 64 bits.
    #[wire(when = short.version != 0)]
    pub long: Option<Long>,
}

/// What the later versions add.
#[derive(Debug, PartialEq, Wire)]
pub struct Long {
    /// With times of 64 bits.
    pub block: Block<i64>,
    /// The line of the rule begins here.
    #[wire(magic = b"\n")]
    pub newline: (),
    /// What holds after the last transition, as in the variable `TZ`.
    #[wire(until = b'\n')]
    pub rule: String,
}

/// A header and its data.
#[derive(Debug, PartialEq, Wire)]
#[wire(magic = b"TZif")]
pub struct Block<T: PartialOrd> {
    /// 0, or the digits `2` to `4`.
    #[wire(check = matches!(version, 0 | b'2'..=b'4'))]
    pub version: u8,
    /// For later versions.
    #[wire(reserved(15))]
    pub reserved: (),
    /// Of `utc`.
    #[wire(count_of = utc)]
    pub utc_count: u32,
    /// Of `standard`.
    #[wire(count_of = standard)]
    pub standard_count: u32,
    /// Of `leaps`.
    #[wire(count_of = leaps)]
    pub leap_count: u32,
    /// Of `times`, and of `kinds` as well.
    #[wire(count_of = times)]
    pub time_count: u32,
    /// Of `types`.
    #[wire(count_of = types, check = type_count > 0)]
    pub type_count: u32,
    /// The length of `names`.
    #[wire(len_of = names)]
    pub name_len: u32,
    /// When another local time begins, in seconds since 1970, ascending.
    #[wire(count = (time_count), check = times.is_sorted_by(|a, b| a < b))]
    pub times: Vec<T>,
    /// Which of `types` begins then.
    #[wire(count = (time_count), check = kinds.iter().all(|&kind| u32::from(kind) < type_count))]
    pub kinds: Vec<u8>,
    /// The local times that occur.
    #[wire(count = (type_count))]
    pub types: Vec<LocalTime>,
    /// The abbreviations, each ended by a zero byte.
    #[wire(len = (name_len))]
    pub names: Vec<u8>,
    /// The leap seconds.
    #[wire(count = (leap_count))]
    pub leaps: Vec<Leap<T>>,
    /// Whether the time was given in standard time, for each of `types`, or for none.
    #[wire(count = (standard_count), check = standard.is_empty() || standard.len() == types.len())]
    pub standard: Vec<bool>,
    /// Whether the time was given in UTC, for each of `types`, or for none.
    #[wire(count = (utc_count), check = utc.is_empty() || utc.len() == types.len())]
    pub utc: Vec<bool>,
}

/// A local time.
#[derive(Debug, PartialEq, Wire)]
pub struct LocalTime {
    /// Seconds east of UTC.
    pub offset: i32,
    /// Whether it is daylight saving time.
    pub daylight: bool,
    /// Where its abbreviation begins in `names`.
    pub name: u8,
}

/// A leap second.
#[derive(Debug, PartialEq, Wire)]
pub struct Leap<T> {
    /// When it occurs.
    pub time: T,
    /// How many there have been by then.
    pub correction: i32,
}
