//! What names on disk say: `TOPIC-PARTITION` of a directory, the start offset of a segment.

/// How the names of segment files end.
pub(crate) const SEGMENT_SUFFIX: &str = ".kafka";

/// With how many digits brokers write a segment's start.
const OFFSET_DIGITS: usize = 20;

/// The start offset that a segment's file name says.
pub(crate) fn parse_segment_file(name: &str) -> Option<i64> {
    let digits = name.strip_suffix(SEGMENT_SUFFIX)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// What the names of files hold, in capitals or not, that may hold messages.
const MARKS: [&str; 4] = [SEGMENT_SUFFIX, ".truncated", ".deleted", ".swap"];

/// What brokers leave behind when they stop in order: no messages.
const CLEAN_SHUTDOWN: &str = ".kafka_cleanshutdown";

/// Whether a file of this name may hold messages: it is called a segment, or something like one.
pub(super) fn may_hold_messages(name: &str) -> bool {
    let lower = name.to_lowercase();
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let marked = || MARKS.iter().any(|mark| lower.contains(mark));
    digits >= OFFSET_DIGITS || (lower != CLEAN_SHUTDOWN && marked())
}

/// Whether a segment's name is the one that brokers give it, in 20 digits.
pub(super) fn is_canonical(name: &str) -> bool {
    name.len() == OFFSET_DIGITS + SEGMENT_SUFFIX.len()
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
    fn a_segments_name_is_its_start() {
        assert_eq!(parse_segment_file("00000000000000000000.kafka"), Some(0));
        assert_eq!(parse_segment_file("09223372036854775807.kafka"), Some(i64::MAX));
        assert_eq!(parse_segment_file("120.kafka"), Some(120));
    }

    #[test]
    fn other_file_names_are_ignored() {
        for name in ["", ".kafka", "a.kafka", "-1.kafka", "+1.kafka", "12.log", "1.kafka.bak"] {
            assert_eq!(parse_segment_file(name), None, "{name}");
        }
        assert_eq!(parse_segment_file("99999999999999999999.kafka"), None, "over an i64");
    }

    #[test]
    fn copies_of_segments_may_hold_messages() {
        for name in [
            "0.kafka",
            "a.kafka",
            ".kafka",
            "0.kafka.truncated.2",
            "0.kafka.bak",
            "0.swap",
            "0.KAFKA",
            "0.Kafka.Deleted",
            "0.kafka~",
            "0.kafka (1)",
            "0.kafka-2013",
            ".0.kafka.swp",
            "00000000000000000000",
            "00000000000000000000.log",
        ] {
            assert!(may_hold_messages(name), "{name}");
        }
        for name in ["kafka", ".kafka_cleanshutdown", "notes.txt", "0.log", "deleted"] {
            assert!(!may_hold_messages(name), "{name}");
        }
    }

    #[test]
    fn a_directory_is_split_at_its_last_hyphen() {
        assert_eq!(parse_partition_dir("plain-0"), Some(("plain", 0)));
        assert_eq!(parse_partition_dir("a-1-0"), Some(("a-1", 0)));
        assert_eq!(parse_partition_dir("a--17"), Some(("a-", 17)));
        assert_eq!(parse_partition_dir("tøpic日本-2147483647"), Some(("tøpic日本", i32::MAX)));
    }

    #[test]
    fn other_directory_names_are_ignored() {
        for name in ["lost+found", "t", "t-", "-0", "t-x", "t-01", "t-+1", "t-2147483648"] {
            assert_eq!(parse_partition_dir(name), None, "{name}");
        }
    }
}
