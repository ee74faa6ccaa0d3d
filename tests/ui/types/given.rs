use kafka07::wire::Wire;

#[derive(Wire)]
struct NoIntegers {
    #[wire(len = u8)]
    name: String,
    flag: bool,
    #[wire(count = (name))]
    of_text: Vec<u16>,
    #[wire(len = (true))]
    a_bool: Vec<u8>,
    #[wire(size = (flag))]
    of_a_flag: u16,
    #[wire(len = (1.5))]
    a_float: Vec<u8>,
    #[wire(len = (flag + 1))]
    in_arithmetic: Vec<u8>,
    #[wire(len = (unknown))]
    unknown_name: Vec<u8>,
    #[wire(len = ("3"))]
    quoted: Vec<u8>,
}

#[derive(Wire)]
struct Elements {
    flag: bool,
    #[wire(count = u8, each(len = (flag)))]
    of_a_flag: Vec<String>,
}

fn main() {}
