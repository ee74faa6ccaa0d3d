//! Names on disk as brokers write them; [`archive::name`](crate::archive::name) reads them.

use crate::archive::name::SEGMENT_SUFFIX;

/// The name of the segment that starts at `start`.
pub(super) fn segment_file(start: i64) -> String {
    format!("{start:020}{SEGMENT_SUFFIX}")
}

/// The name of a partition's directory.
pub(super) fn partition_dir(topic: &str, partition: i32) -> String {
    format!("{topic}-{partition}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::name::{parse_partition_dir, parse_segment_file};

    #[test]
    fn segment_names_go_both_ways() {
        assert_eq!(segment_file(0), "00000000000000000000.kafka");
        assert_eq!(segment_file(i64::MAX), "09223372036854775807.kafka");
        for start in [0, 1, 120, i64::from(u32::MAX), i64::MAX] {
            assert_eq!(parse_segment_file(&segment_file(start)), Some(start));
        }
    }

    #[test]
    fn directory_names_go_both_ways() {
        for (topic, partition) in [("plain", 0), ("a-1", 10), ("a-", i32::MAX)] {
            let name = partition_dir(topic, partition);
            assert_eq!(parse_partition_dir(&name), Some((topic, partition)));
        }
    }
}
