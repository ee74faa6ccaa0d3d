//! Reading allocates nothing for a message, and building a set no more than for a set.

use allocation_counter::measure;
use kafka07::broker::Broker;
use kafka07::protocol::RequestFrame;
use kafka07::wire::{Gather, Output};
use kafka07::{Compression, FetchRequest, KafkaClient, MessageSet, ProduceRequest, ReadOptions};

const MESSAGES: usize = 10_000;

fn payloads() -> Vec<Vec<u8>> {
    (0..MESSAGES).map(|number| vec![b'a'; number % 300]).collect()
}

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

#[test]
fn walking_a_set_allocates_nothing_for_a_message() {
    let set = MessageSet::new(payloads());
    for check in [true, false] {
        let options = ReadOptions::new().check_crc(check);
        let mut seen = 0;
        let count = allocations(|| {
            for message in set.read(0, &options) {
                seen += usize::from(message.is_ok());
            }
        });
        assert_eq!(seen, MESSAGES);
        // One for the end of the walk, whatever the set holds.
        assert!(count <= 1, "CRC checked: {check}: {count} allocations");
    }
}

#[test]
fn a_cut_tail_and_an_error_cost_a_few_allocations_in_all() {
    let bytes = MessageSet::new(payloads()).into_bytes();
    let cut = MessageSet::from_raw(bytes.slice(..bytes.len() - 1));
    let mut broken = bytes.to_vec();
    *broken.last_mut().unwrap() ^= 1;
    let broken = MessageSet::from_raw(broken);
    for set in [cut, broken] {
        let count = allocations(|| {
            assert_eq!(set.messages().filter_map(Result::ok).count(), MESSAGES - 1);
        });
        assert!(count < 10, "{count} allocations");
    }
}

#[test]
fn owned_messages_share_their_page() {
    let set = MessageSet::new(payloads());
    let count = allocations(|| {
        let mut kept = Vec::with_capacity(MESSAGES);
        kept.extend(set.clone().into_iter().map(|message| message.unwrap().into_payload()));
        assert_eq!(kept.len(), MESSAGES);
    });
    assert!(count < 10, "{count} allocations");
}

#[test]
fn messages_inside_a_compressed_one_share_what_was_inflated() {
    for codec in [Compression::Gzip, Compression::Snappy] {
        let set = MessageSet::compressed(codec, payloads()).unwrap();
        let count = allocations(|| assert_eq!(set.messages().count(), MESSAGES));
        assert!(count < 200, "{codec}: {count} allocations");
    }
}

#[test]
fn encoding_a_request_takes_a_few_allocations_in_all() {
    let payloads = payloads();
    let count = allocations(|| {
        let request = ProduceRequest::new("topic", 0, MessageSet::new(&payloads));
        let frame = RequestFrame::new(&request);
        let mut output = Gather::new(Vec::new());
        output.write(&frame).unwrap();
        assert!(output.position() > MESSAGES * 10);
    });
    assert!(count < 20, "{count} allocations");
}

#[test]
fn reading_a_partition_page_by_page_allocates_for_pages_at_most() {
    let broker = Broker::temporary().unwrap();
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send_to("t", 0, payloads()).unwrap();
    kafka.confirm().unwrap();
    let mut iteration = kafka.iter_messages(FetchRequest::new("t", 0, 0, 64 * 1024));
    let (mut pages, mut messages) = (0, 0);
    let count = allocations(|| {
        while let Some(page) = iteration.next_page().unwrap() {
            pages += 1;
            messages += page.messages().flatten().count();
        }
    });
    assert_eq!(messages, MESSAGES);
    assert!(pages > 20 && count < 20 * pages, "{count} allocations for {pages} pages");
}
