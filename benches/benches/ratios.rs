//! Each case beside its reference, both sides in turn in the same run.
//!
//! Prints `RATIO <case>/<reference> <ours ÷ reference>`: the median over all rounds of the time
//! that ours takes divided by the time that the reference takes, so below 1 is faster. A round
//! measures one side right after the other, and every other round begins with the other side:
//! what disturbs the machine for longer than a round disturbs both.

use std::hint::black_box;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use flate2::Compression as Level;
use kafka07::{Compression, MessageSet, Wire, wire};
use kafka07_benches::{binrw, data, formats, hand, ours};
use kafka07_formats::{java, png, records};

/// How long one side of one round takes, about: well below what a scheduler gives a process, so
/// that most rounds pass without anything in between.
const SIDE: Duration = Duration::from_micros(500);

/// How many rounds there are.
const ROUNDS: usize = 401;

fn main() {
    let filter = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let bench = Bench { filter: filter.unwrap_or_default() };
    for (size, name) in data::SIZES {
        bench.walking(size, name);
        bench.collecting(size, name);
        bench.encoding(size, name);
        bench.crc(size, name);
    }
    bench.peer();
    bench.formats();
    bench.compressing();
    bench.inflating();
}

struct Bench {
    filter: String,
}

impl Bench {
    fn walking(&self, size: usize, name: &str) {
        let set = data::set(size);
        let ours = |crc| {
            let set = &set;
            move || {
                for message in ours::walk(set, crc) {
                    black_box(message.expect("the set is whole").payload());
                }
            }
        };
        self.compare(&format!("walk_{name}"), "hand", ours(false), || {
            for message in hand::Walk::<false>::new(&set, 0) {
                black_box(message.expect("the set is whole").payload);
            }
        });
        self.compare(&format!("walk_crc_{name}"), "hand", ours(true), || {
            for message in hand::Walk::<true>::new(&set, 0) {
                black_box(message.expect("the set is whole").payload);
            }
        });
    }

    fn collecting(&self, size: usize, name: &str) {
        let set = data::set(size);
        let ours = |crc| {
            let set = &set;
            move || drop(black_box(ours::collect(set, crc).expect("the set is whole")))
        };
        self.compare(&format!("collect_{name}"), "hand", ours(false), || {
            drop(black_box(hand::collect::<false>(&set).expect("the set is whole")));
        });
        self.compare(&format!("collect_crc_{name}"), "hand", ours(true), || {
            drop(black_box(hand::collect::<true>(&set).expect("the set is whole")));
        });
    }

    fn encoding(&self, size: usize, name: &str) {
        let payloads = data::batch(size);
        let hand = || drop(black_box(hand::produce("topic", 0, black_box(&payloads))));
        let mut scratch = Vec::new();
        self.compare(
            &format!("encode_{name}"),
            "hand",
            || _ = black_box(ours::produce("topic", 0, black_box(&payloads), &mut scratch)),
            hand,
        );
        let declared = ours::Produce::new("topic", 0, &payloads);
        assert_eq!(declared.encode(), hand::produce("topic", 0, &payloads), "twins");
        self.compare(
            &format!("encode_derived_{name}"),
            "hand",
            || drop(black_box(black_box(&declared).encode())),
            hand,
        );
    }

    /// A field with `crc32` against the CRC of the same bytes and nothing else.
    fn crc(&self, size: usize, name: &str) {
        #[derive(Wire)]
        struct Checked<'a> {
            #[wire(crc32(of = payload))]
            crc: u32,
            #[wire(rest)]
            payload: &'a [u8],
        }
        let payloads = data::payloads(size);
        let encoded: Vec<Vec<u8>> = payloads
            .iter()
            .map(|payload| wire::to_vec(&Checked { crc: 0, payload }).expect("it can be encoded"))
            .collect();
        self.compare(
            &format!("crc32_{name}"),
            "crc",
            || {
                for bytes in &encoded {
                    let checked: Checked<'_> = wire::from_slice(bytes).expect("its CRC is right");
                    black_box((checked.crc, checked.payload));
                }
            },
            || {
                for bytes in &encoded {
                    black_box(crc32fast::hash(&bytes[4..]));
                }
            },
        );
    }

    fn peer(&self) {
        for (size, name) in data::SIZES {
            let set = data::set(size);
            self.compare(
                &format!("walk_crc_{name}"),
                "binrw",
                || {
                    for message in ours::walk(&set, true) {
                        black_box(message.expect("the set is whole").payload());
                    }
                },
                || binrw::walk(&set, |payload| _ = black_box(payload)).expect("the set is whole"),
            );
        }
    }

    /// Formats of other programs, with values that borrow and with values that own their bytes.
    fn formats(&self) {
        fn read<'a, T: Wire<'a>>(bytes: &'a [u8]) -> impl FnMut() + 'a {
            move || drop(black_box(wire::from_slice::<T>(black_box(bytes)).expect("it is whole")))
        }

        let bytes = &formats::data::png()[..];
        let binrw = || drop(black_box(formats::binrw::png(black_box(bytes)).expect("it is whole")));
        let deku = || drop(black_box(formats::deku::png(black_box(bytes)).expect("it is whole")));
        self.compare("format_png_owned", "binrw", read::<formats::owned::Png>(bytes), binrw);
        self.compare("format_png_owned", "deku", read::<formats::owned::Png>(bytes), deku);
        self.compare("format_png_borrowed", "binrw", read::<png::Png<'_>>(bytes), binrw);
        self.compare("format_png_borrowed", "deku", read::<png::Png<'_>>(bytes), deku);

        let bytes = &formats::data::class()[..];
        let binrw =
            || drop(black_box(formats::binrw::class(black_box(bytes)).expect("it is whole")));
        let deku = || drop(black_box(formats::deku::class(black_box(bytes)).expect("it is whole")));
        self.compare(
            "format_class_owned",
            "binrw",
            read::<formats::owned::ClassFile>(bytes),
            binrw,
        );
        self.compare("format_class_owned", "deku", read::<formats::owned::ClassFile>(bytes), deku);
        self.compare("format_class_borrowed", "binrw", read::<java::ClassFile<'_>>(bytes), binrw);
        self.compare("format_class_borrowed", "deku", read::<java::ClassFile<'_>>(bytes), deku);

        let bytes = &formats::data::batch()[..];
        let binrw =
            || drop(black_box(formats::binrw::batch(black_box(bytes)).expect("it is whole")));
        let deku = || drop(black_box(formats::deku::batch(black_box(bytes)).expect("it is whole")));
        self.compare("format_batch_owned", "binrw", read::<formats::owned::Batch>(bytes), binrw);
        self.compare("format_batch_owned", "deku", read::<formats::owned::Batch>(bytes), deku);
        self.compare("format_batch_borrowed", "binrw", read::<records::Batch<'_>>(bytes), binrw);
        self.compare("format_batch_borrowed", "deku", read::<records::Batch<'_>>(bytes), deku);
    }

    fn compressing(&self) {
        for (size, name) in data::SIZES {
            let set = MessageSet::from_raw(data::set(size));
            let compress = |codec| {
                let set = &set;
                move || drop(black_box(set.compress(codec).expect("it compresses")))
            };
            self.compare(
                &format!("gzip_compress_{name}"),
                "codec",
                compress(Compression::Gzip),
                || drop(black_box(gzip(set.as_bytes()))),
            );
            self.compare(
                &format!("snappy_compress_{name}"),
                "codec",
                compress(Compression::Snappy),
                || drop(black_box(snappy(set.as_bytes()))),
            );
        }
    }

    /// Walking through a compressed set against inflating the same bytes: the difference is the
    /// walk through the messages inside, their CRCs and that of the compressed one.
    fn inflating(&self) {
        for (size, name) in data::SIZES {
            let plain = data::set(size);
            let read = |set: &MessageSet| {
                let set = set.clone();
                move || {
                    for message in set.messages() {
                        black_box(message.expect("the set is whole").payload());
                    }
                }
            };
            let set = MessageSet::from_raw(plain.clone());
            let gzipped = gzip(&plain);
            self.compare(
                &format!("gzip_read_{name}"),
                "codec",
                read(&set.compress(Compression::Gzip).expect("it compresses")),
                || {
                    let mut bytes = Vec::with_capacity(plain.len());
                    let mut input = flate2::bufread::MultiGzDecoder::new(&gzipped[..]);
                    input.read_to_end(&mut bytes).expect("it inflates");
                    drop(black_box(bytes));
                },
            );
            let snapped = snappy(&plain);
            self.compare(
                &format!("snappy_read_{name}"),
                "codec",
                read(&set.compress(Compression::Snappy).expect("it compresses")),
                || {
                    let bytes = snap::raw::Decoder::new().decompress_vec(&snapped);
                    drop(black_box(bytes.expect("it inflates")));
                },
            );
        }
    }

    fn compare(
        &self,
        case: &str,
        reference: &str,
        mut ours: impl FnMut(),
        mut other: impl FnMut(),
    ) {
        if !format!("{case}/{reference}").contains(&self.filter) {
            return;
        }
        let (our_runs, other_runs) = (runs_for(&mut ours), runs_for(&mut other));
        let (mut ratios, mut our_times, mut other_times) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (a, b);
            if round % 2 == 0 {
                a = time(our_runs, &mut ours);
                b = time(other_runs, &mut other);
            } else {
                b = time(other_runs, &mut other);
                a = time(our_runs, &mut ours);
            }
            ratios.push(a / b);
            our_times.push(a);
            other_times.push(b);
        }
        println!("RATIO {case}/{reference} {:.3}", median(&mut ratios));
        println!(
            "      ours {:.1} µs, {reference} {:.1} µs; half of all rounds between {:.3} and {:.3}",
            1e6 * median(&mut our_times),
            1e6 * median(&mut other_times),
            ratios[ratios.len() / 4],
            ratios[ratios.len() * 3 / 4],
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut output = flate2::write::GzEncoder::new(Vec::new(), Level::default());
    output.write_all(bytes).expect("a vector takes everything");
    output.finish().expect("a vector takes everything")
}

fn snappy(bytes: &[u8]) -> Vec<u8> {
    snap::raw::Encoder::new().compress_vec(bytes).expect("it is short enough")
}

/// How often to run a side so that it takes about [`SIDE`].
fn runs_for(run: &mut impl FnMut()) -> u32 {
    let mut runs = 1;
    loop {
        let took = elapsed(runs, run);
        if took > SIDE / 2 {
            let wanted = u128::from(runs) * SIDE.as_nanos() / took.as_nanos();
            return u32::try_from(wanted).unwrap_or(u32::MAX).max(1);
        }
        runs *= 2;
    }
}

/// The seconds that one run takes.
fn time(runs: u32, run: &mut impl FnMut()) -> f64 {
    elapsed(runs, run).as_secs_f64() / f64::from(runs)
}

fn elapsed(runs: u32, run: &mut impl FnMut()) -> Duration {
    let started = Instant::now();
    for _ in 0..runs {
        run();
    }
    started.elapsed()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
