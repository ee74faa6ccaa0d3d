//! Each case by itself, in nanoseconds and bytes per second.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use kafka07::{Compression, MessageSet};
use kafka07_benches::{data, ours};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [data::SIZES[0].0, data::SIZES[1].0, data::SIZES[2].0];

#[divan::bench(args = SIZES, consts = [false, true], max_time = 1)]
fn walk<const CRC: bool>(bencher: Bencher<'_, '_>, size: usize) {
    let set = data::set(size);
    let count = ours::walk(&set, false).count();
    bencher.counter(BytesCount::of_slice(&set[..])).counter(ItemsCount::new(count)).bench(|| {
        for message in ours::walk(black_box(&set), CRC) {
            black_box(message.expect("the set is whole").payload());
        }
    });
}

#[divan::bench(args = SIZES, max_time = 1)]
fn collect(bencher: Bencher<'_, '_>, size: usize) {
    let set = data::set(size);
    bencher
        .counter(BytesCount::of_slice(&set[..]))
        .bench(|| ours::collect(black_box(&set), true).expect("the set is whole"));
}

#[divan::bench(args = SIZES, max_time = 1)]
fn encode(bencher: Bencher<'_, '_>, size: usize) {
    let payloads = data::batch(size);
    let mut scratch = Vec::new();
    bencher
        .counter(BytesCount::new(payloads.len() * size))
        .counter(ItemsCount::new(payloads.len()))
        .bench_local(|| ours::produce("topic", 0, black_box(&payloads), &mut scratch));
}

#[divan::bench(args = [Compression::Gzip, Compression::Snappy], max_time = 1)]
fn compress(bencher: Bencher<'_, '_>, codec: Compression) {
    let set = MessageSet::from_raw(data::set(1024));
    bencher
        .counter(BytesCount::new(set.len()))
        .bench(|| black_box(&set).compress(codec).expect("it compresses"));
}

#[divan::bench(args = [Compression::Gzip, Compression::Snappy], max_time = 1)]
fn inflate(bencher: Bencher<'_, '_>, codec: Compression) {
    let plain = MessageSet::from_raw(data::set(1024));
    let set = plain.compress(codec).expect("it compresses");
    bencher.counter(BytesCount::new(plain.len())).bench(|| {
        for message in black_box(&set).messages() {
            black_box(message.expect("the set is whole").payload());
        }
    });
}
