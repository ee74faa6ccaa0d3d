//! Names on disk: `TOPIC-PARTITION` of a directory, the 20-digit start offset of a segment.

/// How the names of segment files end.
pub(crate) const SEGMENT_SUFFIX: &str = ".kafka";

/// The name of the segment that starts at `start`.
#[cfg(any(test, feature = "broker"))]
pub(crate) fn segment_file(start: i64) -> String {
    format!("{start:020}{SEGMENT_SUFFIX}")
}

/// The start offset that a segment's file name says.
pub(crate) fn parse_segment_file(name: &str) -> Option<i64> {
    let digits = name.strip_suffix(SEGMENT_SUFFIX)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The name of a partition's directory.
#[cfg(feature = "broker")]
pub(crate) fn partition_dir(topic: &str, partition: i32) -> String {
    format!("{topic}-{partition}")
}

/// Topic and partition that a directory's name says: split at the last hyphen, for topics may hold
/// hyphens of their own.
pub(crate) fn parse_partition_dir(name: &str) -> Option<(&str, i32)> {
    let (topic, digits) = name.rsplit_once('-')?;
    let partition: i32 = digits.parse().ok()?;
    // `t-01` and `t-+1` would be a second directory for the same partition.
    (!topic.is_empty() && partition >= 0 && digits == partition.to_string())
        .then_some((topic, partition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segment_names_go_both_ways() {
        assert_eq!(segment_file(0), "00000000000000000000.kafka");
        assert_eq!(segment_file(i64::MAX), "09223372036854775807.kafka");
        for start in [0, 1, 120, i64::from(u32::MAX), i64::MAX] {
            assert_eq!(parse_segment_file(&segment_file(start)), Some(start));
        }
    }

    #[test]
    fn other_files_are_no_segments() {
        for name in ["", ".kafka", "a.kafka", "-1.kafka", "+1.kafka", "12.log", "1.kafka.bak"] {
            assert_eq!(parse_segment_file(name), None, "{name}");
        }
        assert_eq!(parse_segment_file("99999999999999999999.kafka"), None, "over an i64");
    }

    #[test]
    fn a_directory_is_split_at_its_last_hyphen() {
        assert_eq!(parse_partition_dir("plain-0"), Some(("plain", 0)));
        assert_eq!(parse_partition_dir("a-1-0"), Some(("a-1", 0)));
        assert_eq!(parse_partition_dir("a--17"), Some(("a-", 17)));
        assert_eq!(parse_partition_dir("tøpic日本-2147483647"), Some(("tøpic日本", i32::MAX)));
    }

    #[test]
    fn other_directories_are_no_partitions() {
        for name in ["lost+found", "t", "t-", "-0", "t-x", "t-01", "t-+1", "t-2147483648"] {
            assert_eq!(parse_partition_dir(name), None, "{name}");
        }
    }
}
