//! What was produced, and not confirmed yet.

use std::collections::BTreeMap;
use std::fmt;

use super::text::Count;
use crate::protocol::ANY_PARTITION;

/// How many partitions a text names.
const NAMED: usize = 5;

/// How many partitions are kept apart; what comes beyond is counted together.
const KEPT_APART: usize = 4096;

/// Produces of which it is not known whether the broker handled them.
///
/// They were written to a connection that broke before the broker confirmed them. What the broker
/// had read by then is stored, the rest is lost. Sending all of it again stores the first part
/// twice.
///
/// What a network holds back may arrive later, and then it is stored after what was sent on the next
/// connection. To keep the order, send nothing more.
#[derive(Clone, Debug, Default)]
pub struct Unconfirmed {
    parts: BTreeMap<String, BTreeMap<i32, UnconfirmedPart>>,
    partitions: usize,
    others: UnconfirmedPart,
}

/// How much is unconfirmed in one partition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnconfirmedPart {
    /// Produces: message sets.
    pub sets: u64,
    /// Messages as they stand on the wire; a compressed set is one.
    pub messages: u64,
    /// Bytes of message sets.
    pub bytes: u64,
    /// How many of the sets are compressed with snappy, and went to a broker that may be a 0.7.0.
    pub snappy_sets: u64,
}

impl UnconfirmedPart {
    pub(crate) fn one(messages: usize, bytes: usize) -> Self {
        Self { sets: 1, messages: messages as u64, bytes: bytes as u64, snappy_sets: 0 }
    }

    /// Notes whether it is compressed with snappy, and the broker may be a 0.7.0.
    pub(crate) fn with_snappy(mut self, snappy: bool) -> Self {
        self.snappy_sets = u64::from(snappy);
        self
    }

    fn add(&mut self, other: Self) {
        self.sets += other.sets;
        self.messages += other.messages;
        self.bytes += other.bytes;
        self.snappy_sets += other.snappy_sets;
    }

    fn is_empty(self) -> bool {
        self.sets == 0
    }
}

impl Unconfirmed {
    /// Topic, partition and how much; partition −1 is the one that the broker chose.
    ///
    /// Past some thousand partitions, what is unconfirmed in the others is only in
    /// [`total`](Self::total).
    pub fn parts(&self) -> impl Iterator<Item = (&str, i32, UnconfirmedPart)> {
        self.parts.iter().flat_map(|(topic, partitions)| {
            partitions.iter().map(move |(partition, part)| (topic.as_str(), *partition, *part))
        })
    }

    /// All partitions together.
    pub fn total(&self) -> UnconfirmedPart {
        let mut total = self.others;
        self.parts().for_each(|(_, _, part)| total.add(part));
        total
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.partitions == 0 && self.others.is_empty()
    }

    pub(crate) fn add(&mut self, topic: &str, partition: i32, part: UnconfirmedPart) {
        if let Some(known) = self.parts.get_mut(topic).and_then(|parts| parts.get_mut(&partition)) {
            known.add(part);
        } else if self.partitions < KEPT_APART {
            self.partitions += 1;
            self.parts.entry(topic.to_owned()).or_default().insert(partition, part);
        } else {
            self.others.add(part);
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        if !self.is_empty() {
            *self = Self::default();
        }
    }

    /// Adds all that `other` holds.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (topic, partition, part) in other.parts() {
            self.add(topic, partition, part);
        }
        self.others.add(other.others);
    }
}

impl fmt::Display for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was lost before the broker confirmed ")?;
        for (index, (topic, partition, part)) in self.parts().take(NAMED).enumerate() {
            let and = if index == 0 { "" } else { ", and " };
            write!(f, "{and}{part} for topic {}, ", topic.escape_debug())?;
            match partition {
                ANY_PARTITION => f.write_str("any partition")?,
                partition => write!(f, "partition {partition}")?,
            }
        }
        let mut others = self.others;
        self.parts().skip(NAMED).for_each(|(_, _, part)| others.add(part));
        if !others.is_empty() {
            write!(f, ", and {others} for other partitions")?;
        }
        if self.total().snappy_sets > 0 {
            f.write_str(
                "; a broker 0.7.0 cannot decode snappy and never stores it, so use gzip there. With a \
                 newer broker",
            )?;
        } else {
            f.write_str(";")?;
        }
        f.write_str(
            " they may or may not have been stored, so sending them again avoids loss but may store \
             them twice",
        )
    }
}

impl fmt::Display for UnconfirmedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sets, messages, bytes, .. } = *self;
        let (messages, bytes) = (Count(messages, "message"), Count(bytes, "byte"));
        write!(f, "{messages} ({bytes} in {})", Count(sets, "set"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_partition_and_says_so() {
        let mut unconfirmed = Unconfirmed::default();
        assert!(unconfirmed.is_empty());
        unconfirmed.add("a", 0, UnconfirmedPart::one(2, 30));
        unconfirmed.add("a", 0, UnconfirmedPart::one(1, 10));
        unconfirmed.add("b", ANY_PARTITION, UnconfirmedPart::one(1, 1));
        let mut all = Unconfirmed::default();
        all.merge(&unconfirmed);
        assert_eq!(all.parts().count(), 2);
        assert_eq!(
            all.total(),
            UnconfirmedPart { sets: 3, messages: 4, bytes: 41, snappy_sets: 0 }
        );
        let text = all.to_string();
        assert!(
            text.contains("3 messages (40 bytes in 2 sets) for topic a, partition 0"),
            "{text}"
        );
        assert!(
            text.contains("1 message (1 byte in 1 set) for topic b, any partition; they"),
            "{text}"
        );
        all.clear();
        assert!(all.is_empty());
    }

    #[test]
    fn snappy_for_an_unknown_broker_is_named_as_a_cause() {
        let mut unconfirmed = Unconfirmed::default();
        unconfirmed.add("a", 0, UnconfirmedPart::one(1, 10));
        assert!(!unconfirmed.to_string().contains("snappy"));
        unconfirmed.add("b", 0, UnconfirmedPart::one(1, 10).with_snappy(true));
        let text = unconfirmed.to_string();
        assert!(text.contains("a broker 0.7.0 cannot decode snappy and never stores it"), "{text}");
        assert!(text.contains("use gzip"), "{text}");
    }

    #[test]
    fn many_partitions_take_bounded_memory_and_a_short_text() {
        let mut unconfirmed = Unconfirmed::default();
        for partition in 0..10_000 {
            unconfirmed.add("t", partition, UnconfirmedPart::one(1, 2));
        }
        assert_eq!(unconfirmed.parts().count(), KEPT_APART);
        assert_eq!(
            unconfirmed.total(),
            UnconfirmedPart { sets: 10_000, messages: 10_000, bytes: 20_000, snappy_sets: 0 }
        );
        let text = unconfirmed.to_string();
        assert!(text.contains("9995 messages") && text.len() < 600, "{text}");
    }
}
