use kafka07::wire::Wire;

struct Plain;

#[derive(Wire)]
struct Generic<T> {
    value: T,
}

fn takes<T: kafka07::wire::Encode>(_: T) {}

fn call() {
    takes(Generic { value: 1_u8 });
    takes(Generic { value: Plain });
}

fn main() {}
