use kafka07::wire::Wire;

#[derive(Wire)]
struct Packet {
    kind: u8,
    #[wire(rest)]
    payload: Vec<u8>,
}

#[derive(Wire)]
struct Last {
    number: u32,
    packet: Packet,
    #[wire(skip)]
    cached: u8,
}

#[derive(Wire)]
struct Framed {
    #[wire(size = u16)]
    first: Packet,
    #[wire(count = u8, each(size = u16))]
    several: Vec<Packet>,
    one: [Packet; 1],
}

#[derive(Wire)]
struct Boxed {
    #[wire(size = u8)]
    first: Box<Packet>,
    second: u8,
    pair: (u8, u8),
    #[wire(size = u8)]
    tuple: (u8, Packet),
    last: Box<Packet>,
}

// Types that contain boxes of each other: the constants of one do not depend on themselves.
#[derive(Wire)]
struct One {
    two: Option2<Box<Two>>,
    number: u8,
    three: Option2<Box<Three>>,
}

#[derive(Wire)]
struct Two {
    one: Box<One>,
}

#[derive(Wire)]
struct Three {
    boxes: (Box<Two>, Box<Box<Three2>>),
}

type Three2 = (u8, Option2<Box<Three>>);

#[derive(Wire)]
#[wire(tag = u8)]
enum List<T> {
    #[wire(tag = 0)]
    Nil,
    #[wire(tag = 1)]
    Cons(T, Box<List<T>>),
}

#[derive(Wire)]
struct Lists {
    list: List<u8>,
    array: [List<Two>; 2],
    boxed: Box<(List<One>, [List<Lists>; 2])>,
}

#[derive(Wire)]
struct Recursive {
    #[wire(count = u8)]
    children: Vec<Recursive>,
    parent: Option2<Box<Recursive>>,
    #[wire(len = u8)]
    name: String,
}

#[derive(Wire)]
#[wire(tag = u8)]
enum Option2<T> {
    #[wire(tag = 0)]
    None,
    #[wire(tag = 1)]
    Some(T),
}

#[derive(Wire)]
struct Keyed<T> {
    key: u16,
    body: T,
}

fn main() {
    let keyed = Keyed { key: 1, body: Packet { kind: 2, payload: vec![3] } };
    let bytes = kafka07::wire::to_vec(&keyed).unwrap();
    assert_eq!(bytes, [0, 1, 2, 3]);
    let keyed: Keyed<Packet> = kafka07::wire::from_slice(&bytes).unwrap();
    assert_eq!(keyed.body.payload, [3]);
    let _ = kafka07::wire::from_slice::<Keyed<Last>>(&[]);
    let _ = kafka07::wire::from_slice::<Framed>(&[]);
    let _ = kafka07::wire::from_slice::<Boxed>(&[]);
    let _ = kafka07::wire::from_slice::<Option2<Packet>>(&[]);
    let _ = kafka07::wire::from_slice::<One>(&[]);
    let _ = kafka07::wire::from_slice::<Lists>(&[]);
}
