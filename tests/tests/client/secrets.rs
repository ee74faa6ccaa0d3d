//! Payloads are confidential: they appear in no text.

use std::sync::Mutex;

use kafka07::broker::Broker;
use kafka07::{FetchRequest, MessageSet};

use super::common::{fetch_at, patient};

/// Keeps every event that is logged.
struct Everything(Mutex<Vec<String>>);

impl log::Log for Everything {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.0.lock().unwrap().push(record.args().to_string());
    }

    fn flush(&self) {}
}

static EVERYTHING: Everything = Everything(Mutex::new(Vec::new()));

#[test]
fn no_payload_appears_in_logs_errors_or_debug_texts() {
    log::set_logger(&EVERYTHING).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let secret = "Tr0ub4dor&3-Tr0ub4dor&3";
    let mut texts = Vec::new();

    let broker = Broker::builder().flush_messages(1).max_message_size(100_000).start().unwrap();
    let mut kafka = patient().max_message_size(100).connect(broker.addr()).unwrap();
    kafka.send_to("t", 0, [secret, secret]).unwrap();
    texts.push(format!("{kafka:?} {:?}", MessageSet::new([secret])));
    kafka.confirm().unwrap();
    // A page so large that its buffer is kept.
    for _ in 0..1000 {
        kafka.send_to("large", 0, [secret, secret]).unwrap();
    }
    kafka.confirm().unwrap();
    let mut messages = kafka.iter_messages(FetchRequest::new("large", 0, 0, 30_000));
    texts.push(format!("{:?}", messages.next_page().unwrap().unwrap()));
    texts.push(format!("{:?} {messages:?}", messages.next().unwrap().unwrap()));
    drop(messages);
    texts.push(format!("{kafka:?}"));
    let page = kafka.fetch(&fetch_at(0)).unwrap();
    texts.push(format!("{page:?} {:?}", page.messages().next()));
    for offset in 1..40 {
        let page = kafka.fetch(&fetch_at(offset)).unwrap();
        if let Some(Err(error)) = page.messages().next() {
            texts.push(format!("{error} {error:?}"));
        }
    }
    let mut messages = kafka.iter_messages(fetch_at(5));
    texts.push(format!("{:?} {messages:?}", messages.next()));
    let error = kafka.send_to("t", 0, [secret.repeat(10)]).unwrap_err();
    texts.push(format!("{error} {error:?} {kafka:?}"));
    kafka.send_to("t", 77, [secret]).unwrap();
    let error = kafka.confirm().unwrap_err();
    texts.push(format!("{error} {error:?}"));
    broker.shutdown().unwrap();
    let error = kafka.send_to("t", 0, [secret]).unwrap_err();
    texts.push(format!("{error} {error:?}"));

    let logged = EVERYTHING.0.lock().unwrap();
    assert!(logged.iter().any(|text| text.contains("connected to broker")), "{logged:?}");
    for text in texts.iter().chain(&*logged) {
        for part in ["Tr0ub", "dor&3", "84, 114, 48", "[84"] {
            assert!(!text.contains(part), "{part} in: {text}");
        }
    }
}
