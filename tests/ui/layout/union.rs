use kafka07::wire::Wire;

#[derive(Wire)]
union Either {
    a: u32,
    b: f32,
}

fn main() {}
