//! Waits until what was produced can be read.

use std::thread;
use std::time::Duration;

use super::KafkaClient;
use super::deadline::Deadline;
use crate::error::{Error, ErrorKind};
use crate::protocol::{OffsetsRequest, ProduceRequest};

/// The waits between two looks at the latest offset: the first, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_millis(200);

impl KafkaClient {
    /// Waits until the latest offset of a partition has reached `end`: until everything before it
    /// is flushed, and can be fetched. Returns the latest offset.
    ///
    /// The protocol says nowhere at which offset a produce was stored. If nobody else writes to the
    /// partition, it ends at the latest offset before it plus the bytes of its set, once those
    /// before it are flushed; [`produce_visible`](Self::produce_visible) reckons so. Others who
    /// write at the same time can make this return before one's own messages are visible, never
    /// the other way round.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{KafkaClient, MessageSet, ProduceRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let set = MessageSet::new(["one"]);
    /// let end = set.len() as i64;
    /// kafka.produce(&ProduceRequest::new("web", 0, set))?;
    /// let latest = kafka.wait_visible("web", 0, end, Duration::from_secs(10))?;
    /// assert_eq!(latest, end);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotVisible`] if the latest offset is still short of `end` when the time is
    /// over; as [`offsets`](Self::offsets).
    pub fn wait_visible(
        &mut self,
        topic: &str,
        partition: i32,
        end: i64,
        timeout: Duration,
    ) -> Result<i64, Error> {
        let deadline = Deadline::after(timeout);
        let mut wait = FIRST_WAIT;
        loop {
            let latest = self.latest(topic, partition)?;
            if latest >= end {
                return Ok(latest);
            }
            let left = deadline.left();
            if left.is_zero() {
                let kind = ErrorKind::NotVisible { end, latest, after: timeout };
                let error = Error::new(kind).in_call("wait_visible").by(&self.broker);
                return Err(error.on(topic, partition));
            }
            // The protocol has no event to wait for.
            thread::sleep(wait.min(left));
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Sends a message set, and waits until it is confirmed and can be fetched. Returns the latest
    /// offset then.
    ///
    /// It asks for the latest offset before, and waits until that has grown by the bytes of the
    /// set. So it is right where nobody else writes to the partition; otherwise it may return while
    /// the set is still unflushed. A set that the broker drops in silence, and one that it loses by
    /// dying before the flush, end in [`ErrorKind::NotVisible`].
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use kafka07::{KafkaClient, MessageSet, ProduceRequest};
    /// # use kafka07::broker::Broker;
    /// # let broker = Broker::temporary().unwrap();
    ///
    /// let mut kafka = KafkaClient::connect(broker.addr())?;
    /// let request = ProduceRequest::new("web", 0, MessageSet::new(["one"]));
    /// assert_eq!(kafka.produce_visible(&request, Duration::from_secs(10))?, 13);
    /// # Ok::<(), kafka07::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`produce`](Self::produce), [`confirm`](Self::confirm) and
    /// [`wait_visible`](Self::wait_visible). A set for the partition that the broker chooses cannot
    /// be waited for: nobody knows which one that is.
    pub fn produce_visible(
        &mut self,
        request: &ProduceRequest,
        timeout: Duration,
    ) -> Result<i64, Error> {
        let ProduceRequest { topic, partition, set } = request;
        let before = self.latest(topic, *partition)?;
        self.produce(request)?;
        self.confirm()?;
        let length = i64::try_from(set.len()).unwrap_or(i64::MAX);
        self.wait_visible(topic, *partition, before.saturating_add(length), timeout)
    }

    fn latest(&mut self, topic: &str, partition: i32) -> Result<i64, Error> {
        let latest = self.offsets(&OffsetsRequest::latest(topic, partition))?;
        // A broker that knows no offset has no log of it yet.
        Ok(latest.first().copied().unwrap_or(0))
    }
}
