//! How deep values may nest, so that neither hostile bytes nor a hostile value exhaust the stack.

use crate::{Error, ErrorKind};

/// How many levels values may nest unless `max_depth` of the reader or the output says otherwise.
pub const DEFAULT_MAX_DEPTH: u32 = 128;

/// The levels that are left. Reading and writing count alike, so that what can be written can be
/// read.
#[derive(Clone, Copy, Debug)]
pub struct Depth {
    left: u32,
    max: u32,
}

impl Depth {
    pub(crate) const fn new(max: u32) -> Self {
        Self { left: max, max }
    }

    /// Takes a level that holds values of the type `V`. Returns the state to go back to.
    #[inline]
    pub(crate) fn enter<V>(&mut self, offset: usize) -> Result<Self, Error> {
        if self.left == 0 {
            return Err(too_deep(self.max, offset));
        }
        let before = *self;
        self.left = self.left.saturating_sub(const { levels::<V>() });
        Ok(before)
    }
}

impl Default for Depth {
    fn default() -> Self {
        Self::new(DEFAULT_MAX_DEPTH)
    }
}

/// How many levels a level counts for that holds values of the type `T`. Each level keeps some of
/// them on the stack, so their size matters. The largest count 32, so that even they nest a few
/// times.
const fn levels<T>() -> u32 {
    match size_of::<T>() / 512 {
        #[expect(clippy::cast_possible_truncation, reason = "less than 32")]
        more @ ..32 => 1 + more as u32,
        _ => 32,
    }
}

#[cold]
#[inline(never)]
fn too_deep(limit: u32, offset: usize) -> Error {
    Error::new(ErrorKind::TooDeep { limit }, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_values_count_for_more_levels() {
        assert_eq!(levels::<u8>(), 1);
        assert_eq!(levels::<[u8; 1024]>(), 3);
        assert_eq!(levels::<[u8; 1 << 20]>(), 32);
        let mut depth = Depth::new(2);
        depth.enter::<[u8; 1024]>(0).unwrap();
        assert_eq!(depth.enter::<u8>(7).unwrap_err().kind(), &ErrorKind::TooDeep { limit: 2 });
    }
}
