use kafka07::wire::Wire;

#[derive(Wire)]
struct Forms {
    n: u8,
    #[wire(len = ())]
    nothing: Vec<u8>,
    #[wire(len = (n n))]
    two: Vec<u8>,
    #[wire(len = (n -))]
    unfinished: Vec<u8>,
    #[wire(len = (n, n))]
    tuple: Vec<u8>,
    #[wire(len = 3)]
    literal: Vec<u8>,
    #[wire(len = n + 1)]
    no_parentheses: Vec<u8>,
    #[wire(len(n))]
    no_equals: Vec<u8>,
    #[wire(len = {n})]
    braces: Vec<u8>,
    #[wire(len = -n)]
    minus: Vec<u8>,
    #[wire(len = "n")]
    quoted: Vec<u8>,
    #[wire(len = [n])]
    brackets: Vec<u8>,
    #[wire(len = self.n)]
    of_self: Vec<u8>,
    #[wire(len = n as usize)]
    cast: Vec<u8>,
}

#[derive(Wire)]
struct TypeInParentheses {
    #[wire(len = (u16))]
    text: String,
    #[wire(count = (i32))]
    list: Vec<u16>,
    #[wire(size = (u8))]
    framed: u16,
}

#[derive(Wire)]
struct FieldWithoutParentheses {
    n: u8,
    #[wire(len = n)]
    text: String,
    #[wire(count = n)]
    list: Vec<u16>,
    #[wire(size = n, max = 3)]
    framed: u16,
    #[wire(count = (2), each(len = n))]
    inside: Vec<String>,
}

#[derive(Wire)]
struct Tuple(u8, #[wire(len = _0)] String, #[wire(len = (0))] String, #[wire(len = 0)] String);

#[derive(Wire)]
#[wire(args(count: u8))]
struct ArgumentWithoutParentheses {
    #[wire(count = count)]
    list: Vec<u16>,
}

fn main() {}
