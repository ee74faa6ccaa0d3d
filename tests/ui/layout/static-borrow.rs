use kafka07::wire::Wire;
use std::borrow::Cow;

#[derive(Wire)]
struct Static {
    #[wire(len = u8)]
    text: &'static str,
    #[wire(when = true, count = u8)]
    bytes: Option<&'static [u8]>,
    #[wire(skip)]
    skipped: &'static str,
}

#[derive(Wire)]
struct Inside<'a> {
    #[wire(len = u8)]
    short: &'a str,
    #[wire(len = u8)]
    cow: Cow<'static, str>,
    #[wire(len = i8, null = -1)]
    null: Option<Cow<'static, [u8]>>,
    #[wire(count = u8)]
    list: Vec<(u8, &'static str)>,
    #[wire(rest)]
    array: Box<[&'static [u8]; 2]>,
}

fn main() {}
