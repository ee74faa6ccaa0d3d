//! What the derive says about mistakes: one folder of `ui/` for every class of them.
//!
//! `TRYBUILD=overwrite cargo test -p kafka07-tests --test ui` accepts what it says now. The texts
//! hold parts that the compiler adds, so they are compared on the version that CI names for it.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}
