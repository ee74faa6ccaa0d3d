//! Which partition a message goes to when its sender does not say.

use std::fmt;
use std::sync::Arc;

use crate::protocol::ANY_PARTITION;

/// Chooses the partitions of a [`Producer`](super::Producer) for
/// [`send`](super::Producer::send) and [`send_keyed`](super::Producer::send_keyed);
/// [`send_to`](super::Producer::send_to) goes where it says.
///
/// A 0.7 broker does not tell how many partitions a topic has (`ZooKeeper` knows), so what
/// goes by key needs [`partitions`](super::ProducerBuilder::partitions) or
/// [`partitions_for`](super::ProducerBuilder::partitions_for).
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Partitioner {
    /// Always the broker's choice, at random for every batch, key or not.
    Broker,
    /// Without a key the broker's choice; with one, the CRC-32 (IEEE) of the key's bytes, as an
    /// unsigned number, modulo the number of partitions. The same key goes to the same partition
    /// in every version of this crate, on every machine.
    #[default]
    Crc32,
    /// Without a key the broker's choice; with one, the partition that a JVM producer of 0.7 takes
    /// for the same `String` key among as many partitions: the absolute value of Java's
    /// `hashCode()` modulo their number. Keys that are not UTF-8 are hashed with U+FFFD in the
    /// place of what is not. (The one hash code without an absolute value, −2³¹, which made the
    /// JVM producer fail, counts as 0.)
    JavaHash,
    /// A function of one's own; see [`Partitioner::custom`].
    Custom(Arc<dyn Fn(&Record<'_>) -> i32 + Send + Sync>),
}

/// A message as a partitioner sees it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Record<'a> {
    /// The topic's name.
    pub topic: &'a str,
    /// The key given to `send_keyed`.
    pub key: Option<&'a [u8]>,
    /// The message's payload.
    pub payload: &'a [u8],
    /// How many partitions the topic has, where the builder was told.
    pub partitions: Option<i32>,
}

impl Partitioner {
    /// A function of one's own: it returns the partition, or
    /// [`ANY_PARTITION`](crate::protocol::ANY_PARTITION) for the broker's choice.
    ///
    /// It runs in the thread that sends, before the message enters the queue: if it panics, that
    /// send panics and nothing else is touched.
    ///
    /// ```
    /// use kafka07::producer::Partitioner;
    ///
    /// let by_length = Partitioner::custom(|record| (record.payload.len() % 4) as i32);
    /// ```
    pub fn custom(choose: impl Fn(&Record<'_>) -> i32 + Send + Sync + 'static) -> Self {
        Self::Custom(Arc::new(choose))
    }

    /// The partition for `record`; `None` if that takes the number of partitions and it is unknown.
    pub(super) fn choose(&self, record: &Record<'_>) -> Option<i32> {
        let hash = match (self, record.key) {
            (Self::Custom(choose), _) => return Some(choose(record)),
            (Self::Broker, _) | (_, None) => return Some(ANY_PARTITION),
            (Self::Crc32, Some(key)) => crc32fast::hash(key),
            (Self::JavaHash, Some(key)) => java_hash(&String::from_utf8_lossy(key)),
        };
        let partitions = record.partitions?.unsigned_abs();
        i32::try_from(hash.checked_rem(partitions)?).ok()
    }
}

/// The absolute value of `String.hashCode()`.
fn java_hash(text: &str) -> u32 {
    let hash = text
        .encode_utf16()
        .fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    hash.checked_abs().unwrap_or(0).unsigned_abs()
}

impl fmt::Debug for Partitioner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Broker => "Broker",
            Self::Crc32 => "Crc32",
            Self::JavaHash => "JavaHash",
            Self::Custom(_) => "Custom(..)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: Option<&str>, partitions: Option<i32>) -> Record<'_> {
        Record { topic: "t", key: key.map(str::as_bytes), payload: b"p", partitions }
    }

    #[test]
    fn crc32_of_the_key_is_what_the_documentation_says() {
        // CRC-32 of "123456789" is the standard check value cbf43926.
        let chosen = Partitioner::Crc32.choose(&record(Some("123456789"), Some(1000)));
        assert_eq!(chosen, Some((0xcbf4_3926_u32 % 1000).cast_signed()));
        assert_eq!(Partitioner::Crc32.choose(&record(None, Some(1000))), Some(ANY_PARTITION));
    }

    #[test]
    fn java_hash_equals_the_jvms() {
        // "hello".hashCode() is 99162322, "polygenelubricants".hashCode() is -2147483648.
        let choose = |key| Partitioner::JavaHash.choose(&record(Some(key), Some(1_000_000_007)));
        assert_eq!(choose("hello"), Some(99_162_322));
        assert_eq!(choose("polygenelubricants"), Some(0));
        assert_eq!(choose(""), Some(0));
        // A negative one: "zzzzzz".hashCode() is -685785664.
        assert_eq!(choose("zzzzzz"), Some(685_785_664));
    }

    #[test]
    fn choosing_by_key_needs_the_number_of_partitions() {
        assert_eq!(Partitioner::Crc32.choose(&record(Some("k"), None)), None);
        assert_eq!(Partitioner::Broker.choose(&record(Some("k"), None)), Some(ANY_PARTITION));
        let custom = Partitioner::custom(|record| record.partitions.map_or(7, |all| all - 1));
        assert_eq!(custom.choose(&record(Some("k"), None)), Some(7));
        assert_eq!(custom.choose(&record(None, Some(3))), Some(2));
    }
}
