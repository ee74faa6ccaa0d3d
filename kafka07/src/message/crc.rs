//! The CRC-32 of payloads, and of what follows bytes of which it is known.

/// The CRC-32 of `bytes`.
#[inline]
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    #[cfg(test)]
    count::add(bytes.len());
    crc32fast::hash(bytes)
}

/// The CRC-32 of the last `length` bytes of a run whose CRC is `all`, where that of the bytes
/// before them is `before`: that of two runs in a row is the first one's, shifted by the length of
/// the second, xor the second one's.
pub(super) fn crc32_of_rest(before: u32, all: u32, length: u32) -> u32 {
    let digits = POWERS.iter().zip(length.to_le_bytes()).filter(|(_, digit)| *digit > 0);
    all ^ digits.fold(before, |crc, (powers, digit)| multiply(crc, powers[usize::from(digit)]))
}

/// What shifting a CRC by `d * 256^n` bytes multiplies it by, at `[n][d]`.
static POWERS: [[u32; 256]; 4] = {
    let mut powers = [[ONE; 256]; 4];
    // Shifted by one byte.
    let mut base = ONE >> 8;
    let mut n = 0;
    while n < 4 {
        let mut d = 1;
        while d < 256 {
            powers[n][d] = multiply(powers[n][d - 1], base);
            d += 1;
        }
        base = multiply(powers[n][255], base);
        n += 1;
    }
    powers
};

/// The polynomial 1: the highest bit is the lowest power.
const ONE: u32 = 1 << 31;

/// The CRC's own polynomial, without its highest power.
const POLYNOMIAL: u32 = 0xedb8_8320;

/// The product of two polynomials, modulo the CRC's.
const fn multiply(a: u32, mut b: u32) -> u32 {
    let mut product = 0;
    let mut bit = ONE;
    while bit != 0 {
        product ^= if a & bit != 0 { b } else { 0 };
        b = (b >> 1) ^ if b & 1 != 0 { POLYNOMIAL } else { 0 };
        bit >>= 1;
    }
    product
}

/// How many bytes this thread has hashed, and looked at for a message: in tests, what reading
/// costs.
#[cfg(test)]
pub(crate) mod count {
    use std::cell::Cell;

    thread_local!(static COST: Cell<u64> = const { Cell::new(0) });

    pub(in crate::message) fn add(bytes: usize) {
        COST.set(COST.get() + bytes as u64);
    }

    /// How many bytes it were since this was asked last.
    pub(crate) fn take() -> u64 {
        COST.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_of_a_rest_is_that_of_its_bytes() {
        let bytes: Vec<u8> =
            (0..70_000_u32).map(|at| at.wrapping_mul(31).to_be_bytes()[2]).collect();
        for at in [0, 1, 63, 255, 256, 4096, 65_535, 69_999, 70_000] {
            let (before, rest) = bytes.split_at(at);
            let length = u32::try_from(rest.len()).unwrap();
            assert_eq!(crc32_of_rest(crc32(before), crc32(&bytes), length), crc32(rest), "{at}");
        }
    }

    #[test]
    fn long_runs_are_shifted_as_crc32fast_does() {
        for length in [1 << 24, (1 << 24) + 12_345, i32::MAX.unsigned_abs()] {
            let mut both = crc32fast::Hasher::new_with_initial(0x1234_5678);
            both.combine(&crc32fast::Hasher::new_with_initial_len(0x0bad_cafe, length.into()));
            assert_eq!(crc32_of_rest(0x1234_5678, both.finalize(), length), 0x0bad_cafe);
        }
    }
}
