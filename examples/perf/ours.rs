//! The three tasks as a user of the library does them.

use std::error::Error;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kafka07::{FetchRequest, KafkaClient, OffsetsRequest};

use crate::load::{Load, Span};
use crate::watch::{Done, Watch};

/// How long a message may take to come back.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn produce(
    addr: SocketAddr,
    load: &Load,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut kafka = KafkaClient::connect(addr)?;
    for _ in 0..load.batches() {
        watch.begin();
        kafka.produce(&load.request()?)?;
        watch.end(load.batch());
    }
    kafka.confirm()?;
    Ok(watch.stop())
}

pub(crate) fn consume(
    addr: SocketAddr,
    load: &Load,
    span: Span,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut kafka = KafkaClient::connect(addr)?;
    let request = FetchRequest::new(&*load.topic, load.partition, span.start, load.fetch_size);
    let mut pages = kafka.iter_messages(request).in_flight(load.in_flight).pages();
    while pages.position() < span.end {
        watch.begin();
        let Some(page) = pages.next().transpose()? else { break };
        let mut messages = 0;
        for message in &page {
            std::hint::black_box(message?.payload());
            messages += 1;
        }
        pages.advance(page.next_offset());
        watch.end(messages);
    }
    Ok(watch.stop())
}

pub(crate) fn roundtrip(
    addr: SocketAddr,
    load: &Load,
    mut watch: Watch,
) -> Result<Done, Box<dyn Error>> {
    let mut kafka = KafkaClient::connect(addr)?;
    let latest = kafka.offsets(&OffsetsRequest::latest(&*load.topic, load.partition))?;
    let offset = latest.first().copied().unwrap_or(0);
    let mut request = FetchRequest::new(&*load.topic, load.partition, offset, load.fetch_size);
    for _ in 0..load.batches() {
        watch.begin();
        kafka.produce(&load.request()?)?;
        let (sent, mut back) = (Instant::now(), 0);
        while back < load.batch() {
            let page = kafka.fetch(&request)?;
            for message in page.messages() {
                std::hint::black_box(message?.payload());
                back += 1;
            }
            request = page.next_request();
            if sent.elapsed() > PATIENCE {
                return Err("a message did not come back".into());
            }
        }
        watch.end(back);
    }
    Ok(watch.stop())
}
