//! Every format reads its samples, and survives what is not one.

use std::fs;
use std::path::Path;

use kafka07_formats::Format;

/// All samples, with their names.
fn samples() -> Vec<(String, Format, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut samples: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = fs::read(path).unwrap();
            let format = Format::of(&name, &bytes).unwrap();
            (name, format, bytes)
        })
        .collect();
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    samples
}

#[test]
fn samples_are_read_and_written_back() {
    let samples = samples();
    for (name, format, bytes) in &samples {
        let (text, written) =
            format.read_and_write(bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(written == *bytes, "{name}: {text}");
    }
    for (format, _) in Format::ALL {
        assert!(samples.iter().any(|sample| sample.1 == format), "{format:?} has no sample");
    }
}

/// A value that encodes back to the same bytes, or an error in its bounds.
fn survives(name: &str, format: Format, bytes: &[u8]) -> bool {
    match format.read_and_write(bytes) {
        Ok((text, written)) => {
            assert!(written == bytes, "{name}: {bytes:x?} became {written:x?}: {text}");
            true
        }
        Err(error) => {
            assert!(error.offset() <= bytes.len(), "{name}: {error}");
            false
        }
    }
}

#[test]
fn prefixes_are_values_or_errors() {
    for (name, format, bytes) in samples() {
        let whole = (0..bytes.len()).filter(|&end| survives(&name, format, &bytes[..end])).count();
        // Only where a list takes all that is left, a prefix can be a value.
        match format {
            Format::Png | Format::Tzif | Format::Dns | Format::Java => {
                assert_eq!(whole, 0, "{name}");
            }
            _ => assert!(whole < 60, "{name}: {whole}"),
        }
    }
}

#[test]
fn mutations_are_values_or_errors() {
    let mut random = Random(1);
    for (name, format, bytes) in samples() {
        // Every byte, once by one and once by all bits.
        for at in 0..bytes.len() {
            for mask in [1, 0x80, 0xff] {
                let mut bytes = bytes.clone();
                bytes[at] ^= mask;
                survives(&name, format, &bytes);
            }
        }
        for _ in 0..2_000 {
            let mut bytes = bytes.clone();
            for _ in 0..=random.below(4) {
                random.mutate(&mut bytes);
            }
            survives(&name, format, &bytes);
        }
    }
}

#[test]
fn random_bytes_are_values_or_errors() {
    let mut random = Random(2);
    for (format, name) in Format::ALL {
        for _ in 0..5_000 {
            let mut bytes: Vec<u8> = (0..random.below(80)).map(|_| random.byte()).collect();
            survives(name, format, &bytes);
            // Small numbers pass more checks.
            for byte in &mut bytes {
                *byte &= 3;
            }
            survives(name, format, &bytes);
        }
    }
}

/// Numbers that look random, by xorshift; the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[3]
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(6) {
            _ if bytes.is_empty() => bytes.push(self.byte()),
            0 => bytes[at] = self.byte(),
            1 => bytes[at] ^= 1 << self.below(8),
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
            3 => bytes.insert(at, self.byte()),
            4 => drop(bytes.drain(at..(at + 1 + self.below(8)).min(bytes.len()))),
            _ => {
                let end = (at + 1 + self.below(32)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, copy);
            }
        }
    }
}
