//! What a client reads from its socket: any answer to any of its calls, in any fragments.

#![no_main]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use kafka07::error::ErrorKind;
use kafka07::{Error, FetchRequest, KafkaClient, OffsetsRequest, Wire};
use libfuzzer_sys::fuzz_target;

/// What the peer answers to whatever it is asked, and how often before it has had enough: a few
/// bytes at a time can make a large message.
#[derive(Clone)]
struct Answer {
    bytes: Vec<u8>,
    fragment: usize,
    times: usize,
}

static ANSWER: Mutex<Answer> = Mutex::new(Answer { bytes: Vec::new(), fragment: 1, times: 0 });

/// A request of one's own whose answer takes more than one kind of field.
#[derive(Wire)]
#[wire(request(key = 42, response = Own))]
struct AskOwn;

#[derive(Debug, Wire)]
struct Own {
    #[wire(len = i16)]
    name: String,
    #[wire(count = i32)]
    numbers: Vec<u32>,
    #[wire(rest)]
    tail: Bytes,
}

fuzz_target!(|data: &[u8]| {
    let [call, fragment, bytes @ ..] = data else { return };
    *ANSWER.lock().unwrap() =
        Answer { bytes: bytes.to_vec(), fragment: usize::from(*fragment).max(1), times: 50 };
    let mut kafka = KafkaClient::builder()
        .retries(0)
        .read_timeout(Duration::from_secs(5))
        .max_response_size(1 << 20)
        .connect(peer())
        .unwrap();
    match call {
        0 => {
            if let Some(page) = told(kafka.fetch(&FetchRequest::new("t", 0, 100, 1000))) {
                let first = page.offset();
                assert_eq!(first, 100);
                for message in page.messages() {
                    let Some(message) = told(message) else { break };
                    assert!(message.offset() >= first);
                }
                assert!(page.next_request().offset >= first);
            }
        }
        1 => {
            let requests: Vec<_> =
                (0..3).map(|partition| FetchRequest::new("t", partition, 0, 1000)).collect();
            if let Some(pages) = told(kafka.multi_fetch(&requests)) {
                assert_eq!(pages.len(), requests.len());
                for (page, request) in pages.into_iter().zip(&requests) {
                    let Some(page) = told(page) else { continue };
                    assert_eq!(page.request(), request);
                    page.messages().for_each(|message| drop(told(message)));
                }
            }
        }
        2 => drop(told(kafka.offsets(&OffsetsRequest::latest("t", 0).max_offsets(10)))),
        3 => {
            let mut position = 0;
            let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 100));
            for _ in 0..100 {
                let Some(Some(message)) = messages.next().map(told) else { break };
                assert!(message.next_offset() >= position);
                position = message.next_offset();
            }
        }
        4 => {
            let mut messages = kafka.iter_messages(FetchRequest::new("t", 0, 0, 100));
            for _ in 0..20 {
                let Some(Some(page)) = told(messages.next_page()) else { break };
                page.messages().for_each(|message| drop(told(message)));
            }
        }
        5 => drop(told(kafka.call(&AskOwn))),
        6 => {
            kafka.send_to("t", 0, ["one"]).unwrap();
            told(kafka.confirm());
        }
        _ => {}
    }
});

/// The value; an error has to say what happened, and is none of waiting: the peer always goes on.
fn told<T>(result: Result<T, Error>) -> Option<T> {
    result
        .inspect_err(|error| {
            assert!(!matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
            assert!(error.to_string().contains("127.0.0.1"), "{error}");
        })
        .ok()
}

fn peer() -> SocketAddr {
    static PEER: OnceLock<SocketAddr> = OnceLock::new();
    *PEER.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || listener.incoming().for_each(|stream| serve(stream.unwrap())));
        address
    })
}

/// Waits for a request, answers, and reads on until the client has gone.
fn serve(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let mut request = [0; 1024];
    if !matches!(stream.read(&mut request), Ok(1..)) {
        return;
    }
    let Answer { bytes, fragment, times } = {
        let mut answer = ANSWER.lock().unwrap();
        answer.times = answer.times.saturating_sub(1);
        answer.clone()
    };
    if times == 0 {
        return;
    }
    let (fragments, rest) = bytes.split_at(bytes.len().min(8 * fragment));
    for part in fragments.chunks(fragment).chain([rest]) {
        if stream.write_all(part).is_err() {
            return;
        }
    }
    let _ = stream.shutdown(Shutdown::Write);
    while matches!(stream.read(&mut request), Ok(1..)) {}
}
