//! Pages: what they hold, and where the next one begins.

use kafka07::error::ErrorKind;
use kafka07::message::OnCorrupt;
use kafka07::{Compression, FetchRequest, KafkaClient, MessageIter, MessageSet, ReadOptions};
use kafka07_tests::log_peer::MemoryLog;
use kafka07_tests::peer::Peer;
use kafka07_tests::reading::patient;

/// A log of these bytes, and how it is asked for.
fn serve(bytes: &[u8]) -> (Peer, FetchRequest) {
    let log = MemoryLog { bytes: bytes.to_vec(), ..MemoryLog::default() };
    let peer = Peer::start(move |_, guest| log.serve(guest));
    (peer, FetchRequest::new("t", 0, 0, 1000))
}

/// Four messages of 13 bytes; the third one's payload is not what its CRC says if `damaged`.
fn four(damaged: bool) -> Vec<u8> {
    let mut bytes = MessageSet::new(["one", "two", "333", "444"]).as_bytes().to_vec();
    if damaged {
        bytes[38] ^= 1;
    }
    bytes
}

fn payloads(page: &kafka07::Page) -> Vec<String> {
    let text = |payload: &[u8]| String::from_utf8_lossy(payload).into_owned();
    page.into_iter().map_while(Result::ok).map(|message| text(message.payload())).collect()
}

#[test]
fn dropping_a_walk_moves_nothing() {
    let (peer, request) = serve(&four(false));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut pages = kafka.iter_messages(FetchRequest { max_size: 30, ..request }).pages();
    let page = pages.next().unwrap().unwrap();
    page.messages().next().unwrap().unwrap();
    assert_eq!((page.offset(), page.next_offset(), pages.position()), (0, 26, 0));
    assert_eq!(page.next_request().offset, 26);
    let next = pages.next().unwrap().unwrap();
    assert_eq!((pages.position(), next.offset()), (26, 26), "asking for the next page moves");
    assert_eq!((payloads(&page).len(), payloads(&next).len()), (2, 1), "both are still there");
    while pages.next().is_some() {}
    assert_eq!(pages.position(), 52);
}

#[test]
fn a_reader_that_stops_half_way_says_where() {
    let (peer, request) = serve(&four(false));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut pages = kafka.iter_messages(request).pages();
    let page = pages.next().unwrap().unwrap();
    for message in page.messages().take(2) {
        pages.advance(message.unwrap().next_offset());
    }
    assert_eq!(pages.position(), 26);
    let rest = pages.next().unwrap().unwrap();
    assert_eq!((rest.offset(), payloads(&rest)), (26, vec!["333".into(), "444".into()]));
    pages.advance(rest.next_offset());
    pages.advance(rest.next_offset());
    assert_eq!(pages.position(), 52);
    let fetches = peer.requests().len();
    assert!(pages.next().is_none());
    assert!(peer.requests().len() <= fetches + 1, "nothing is fetched twice");
    pages.advance(13);
    assert_eq!(pages.into_messages().next().unwrap().unwrap().payload(), b"two");
}

#[test]
fn a_page_after_single_messages_begins_where_they_ended() {
    let (peer, request) = serve(&four(false));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(request);
    messages.next().unwrap().unwrap();
    let page = messages.next_page().unwrap().unwrap();
    assert_eq!(payloads(&page), ["two", "333", "444"]);
    assert_eq!(messages.position(), 13);
    assert!(messages.next().is_none(), "the page counts as processed");
    assert_eq!(messages.position(), 52);
}

#[test]
fn half_way_inside_a_compressed_message_is_its_start() {
    let set = MessageSet::compressed(Compression::Gzip, ["one", "two"]).unwrap();
    let (peer, request) = serve(set.as_bytes());
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(request);
    let page = messages.next_page().unwrap().unwrap();
    let one = page.messages().next().unwrap().unwrap();
    messages.advance(one.next_offset());
    assert_eq!(messages.position(), 0);
    let again = messages.next_page().unwrap().unwrap();
    let last = again.messages().last().unwrap().unwrap();
    messages.advance(last.next_offset());
    assert_eq!(messages.position(), i64::try_from(set.len()).unwrap());
    assert!(messages.next_page().unwrap().is_none());
}

#[test]
fn the_page_after_a_damaged_message_begins_there_unless_told_otherwise() {
    let (peer, request) = serve(&four(true));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(request);
    for _ in 0..2 {
        let page = messages.next_page().unwrap().unwrap();
        let error = page.messages().find_map(Result::err).unwrap();
        assert!(matches!(error.kind(), ErrorKind::Message(_)), "{error}");
        assert_eq!((error.offset(), page.next_offset()), (Some(26), 26));
        assert!(messages.next_page().unwrap().is_none(), "no loop spins");
        assert_eq!(messages.position(), 26);
    }
    let page = messages.next_page().unwrap().unwrap();
    assert!(page.messages().next().unwrap().is_err());
    messages.advance(39);
    assert_eq!(payloads(&messages.next_page().unwrap().unwrap()), ["444"]);
}

#[test]
fn a_page_of_damage_alone_does_not_spin_when_nobody_reads_it() {
    let (peer, request) = serve(&[0xff; 100]);
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let mut messages = kafka.iter_messages(request);
    assert_eq!(messages.next_page().unwrap().unwrap().len(), 100);
    assert!(messages.next_page().unwrap().is_none());
    assert_eq!(messages.next_page().unwrap().unwrap().len(), 100);
}

#[test]
fn what_is_stepped_over_is_counted_once_wherever_a_reader_stops() {
    let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
    for taken in [0, 2, 3] {
        let (peer, request) = serve(&four(true));
        let mut kafka = patient().connect(peer.addr()).unwrap();
        let mut messages = kafka.iter_messages(request).read_options(skip);
        let page = messages.next_page().unwrap().unwrap();
        messages.advance(0);
        // What follows the damage may need more bytes than the page has.
        let mut read = 0;
        for message in page.messages().take(taken) {
            messages.advance(message.unwrap().next_offset());
            read += 1;
        }
        let rest = messages.by_ref().map(Result::unwrap).count();
        assert_eq!((read + rest, messages.skipped()), (3, 1), "{taken} taken");
    }
}

#[test]
fn another_reading_of_a_page_does_not_change_where_it_ends() {
    let (peer, request) = serve(&four(true));
    let mut kafka = patient().connect(peer.addr()).unwrap();
    let page = kafka.fetch(&request).unwrap();
    assert_eq!(page.next_offset(), 52, "by the heads of the messages alone");
    assert_eq!(payloads(&page), ["one", "two"]);
    assert_eq!(page.next_offset(), 26, "nothing after the damage has been seen");
    let skip = ReadOptions::new().on_corrupt(OnCorrupt::Skip);
    assert_eq!(page.read(&skip).map(Result::unwrap).count(), 3);
    assert_eq!(page.next_offset(), 52, "now it has");
    assert_eq!(page.set().as_bytes(), page.as_bytes());
}

#[test]
fn a_function_can_return_an_iteration_that_owns_its_client() {
    fn pages(peer: &Peer, request: FetchRequest) -> MessageIter<KafkaClient> {
        patient().connect(peer.addr()).unwrap().into_messages(request)
    }
    let (peer, request) = serve(&four(false));
    let mut pages = pages(&peer, request.clone()).pages();
    assert_eq!(payloads(&pages.next().unwrap().unwrap()).len(), 4);
    let mut kafka = pages.into_messages().into_client();
    assert_eq!(kafka.fetch(&request).unwrap().messages().count(), 4);
    assert_eq!(peer.connections(), 1);
}
