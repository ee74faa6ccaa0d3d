use kafka07::wire::Wire;

#[derive(Wire)]
#[wire(args(version i16))]
struct Everything {
    #[wire(count_of = lsit)]
    count: u8,
    #[wire(len = count, check = later > 1)]
    text: String,
    #[wire(count = (later), each(lne = u8))]
    list: Vec<String>,
    #[wire(args(later, 1), count = (u8))]
    told: Vec<u16>,
    #[wire(when = later > 1, len = (later), null = -1)]
    later: Option<Vec<u8>>,
}

fn main() {}
