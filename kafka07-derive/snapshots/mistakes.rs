// Mistakes: reported, with impls that ask for nothing.
#[wire(request(key = 1))]
struct Mistakes<'a, T> {
    name: String,
    #[wire(cuont = i32)]
    list: Vec<T>,
    borrowed: &'a T,
}
