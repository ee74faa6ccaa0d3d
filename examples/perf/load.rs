//! What is sent and read.

use std::error::Error;
use std::fmt::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use kafka07::message::Error as MessageError;
use kafka07::{Compression, KafkaClient, MessageSet, OffsetsRequest, ProduceRequest};

use crate::Options;

/// How long messages may take to become visible.
const VISIBLE: Duration = Duration::from_secs(60);

/// Batches of messages, and how they are to be read.
pub(crate) struct Load {
    /// How many messages in all.
    pub(crate) messages: u64,
    /// The payloads of one batch.
    pub(crate) payloads: Vec<Bytes>,
    /// How a batch is compressed.
    pub(crate) compression: Compression,
    /// The topic.
    pub(crate) topic: String,
    /// The partition.
    pub(crate) partition: i32,
    /// How many bytes a fetch asks for.
    pub(crate) fetch_size: i32,
    /// How many fetches are on their way at a time.
    pub(crate) in_flight: usize,
    /// Whether `--raw` chooses where in a memory page it reads to.
    pub(crate) placed: bool,
}

/// The part of a partition's log that is read.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    /// Its first offset.
    pub(crate) start: i64,
    /// The offset behind it.
    pub(crate) end: i64,
}

impl Load {
    pub(crate) fn new(
        options: &Options,
        messages: u64,
        batch: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let batch = options.batch.unwrap_or(batch);
        let messages = options.messages.unwrap_or(messages);
        if batch == 0 || messages == 0 || options.in_flight == 0 || options.fetch_size < 1 {
            return Err("--messages, --batch, --fetch-size and --in-flight are 1 at least".into());
        }
        Ok(Self {
            messages: messages.next_multiple_of(batch as u64),
            payloads: payloads(batch, options.size),
            compression: options.compression,
            topic: options.topic.clone(),
            partition: options.partition,
            fetch_size: options.fetch_size,
            in_flight: options.in_flight,
            placed: options.placed,
        })
    }

    /// How many messages a batch has.
    pub(crate) fn batch(&self) -> u64 {
        self.payloads.len() as u64
    }

    /// How many batches there are.
    pub(crate) fn batches(&self) -> u64 {
        self.messages / self.batch()
    }

    /// One batch, encoded anew.
    pub(crate) fn set(&self) -> Result<MessageSet, MessageError> {
        MessageSet::compressed(self.compression, &self.payloads)
    }

    /// One batch as a request, encoded anew.
    pub(crate) fn request(&self) -> Result<ProduceRequest, MessageError> {
        Ok(ProduceRequest::new(&*self.topic, self.partition, self.set()?))
    }

    /// What is to be read: the first so many batches, which are produced if the partition is
    /// empty.
    pub(crate) fn fill(&self, addr: SocketAddr) -> Result<Span, Box<dyn Error>> {
        let mut kafka = KafkaClient::connect(addr)?;
        let (earliest, latest) = (
            OffsetsRequest::earliest(&*self.topic, self.partition),
            OffsetsRequest::latest(&*self.topic, self.partition),
        );
        let offset = |offsets: Vec<i64>| offsets.first().copied().unwrap_or(0);
        let (start, mut end) = (offset(kafka.offsets(&earliest)?), offset(kafka.offsets(&latest)?));
        let request = self.request()?;
        let bytes = i64::try_from(request.set.len())? * i64::try_from(self.batches())?;
        if start == end {
            eprintln!("filling the partition");
            for _ in 0..self.batches() {
                kafka.produce(&request)?;
            }
            kafka.confirm()?;
            end = kafka.wait_visible(&self.topic, self.partition, start + bytes, VISIBLE)?;
        }
        Ok(Span { start, end: end.min(start + bytes) })
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { messages, payloads, compression, fetch_size, in_flight, .. } = self;
        let size = payloads.first().map_or(0, Bytes::len);
        write!(f, "{messages} messages of {size} B, batches of {}", payloads.len())?;
        write!(f, ", compression {compression}, {in_flight} fetches of {fetch_size} B in flight")
    }
}

/// Text that compresses about as log lines do.
fn payloads(count: usize, size: usize) -> Vec<Bytes> {
    let words = ["GET", "/index.html", "200", "a-user", "Mozilla/5.0", "0.7.2", "miss", "hit"];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut line = || {
        let mut line = String::with_capacity(size + 32);
        while line.len() < size {
            let number = random();
            line.push_str(words[(number % 8) as usize]);
            let _ = write!(line, " {} ", (number >> 8) % 10_000);
        }
        line.truncate(size);
        Bytes::from(line)
    };
    (0..count).map(|_| line()).collect()
}
