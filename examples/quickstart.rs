//! Everything the client does, against an embedded broker or any other Kafka 0.7 broker.
//!
//!     cargo run --example quickstart
//!     cargo run --example quickstart -- HOST:PORT

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kafka07::broker::Broker;
use kafka07::{
    Compression, FetchRequest, KafkaClient, Message, MessageSet, OffsetsRequest, ProduceRequest,
};

const FETCH_SIZE: i32 = 1024 * 1024;

/// Longer than any flush interval that a broker is likely to have.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> Result<(), Box<dyn Error>> {
    // The embedded broker runs until it is dropped, at the end of `main`.
    let _embedded;
    let address = if let Some(address) = std::env::args().nth(1) {
        address
    } else {
        let broker = Broker::temporary()?;
        println!("Started an embedded broker on {}.", broker.addr());
        let address = broker.addr().to_string();
        _embedded = broker;
        address
    };
    let mut kafka = KafkaClient::connect(&address)?;
    println!("Connected to {}.", kafka.broker());

    // Topics of this run alone, so that it can be repeated against a broker that stays.
    let run = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let topic = format!("quickstart-{run}");

    heading("Send one message, and several; the broker picks the partition");
    let anywhere = format!("{topic}-anywhere");
    kafka.send(&anywhere, ["some message"])?;
    kafka.send(&anywhere, ["some message", "another message"])?;
    println!("Sent 1 message and 2 messages to {anywhere}.");

    heading("Send to one partition");
    let set = MessageSet::new((1..=5).map(|number| format!("message {number}")));
    let mut end = i64::try_from(set.len())?;
    kafka.produce(&ProduceRequest::new(&topic, 0, set))?;
    println!("Sent 5 messages to {topic}, partition 0: {end} bytes.");

    heading("Confirm: a 0.7 broker acknowledges nothing unless it is asked something");
    kafka.confirm()?;
    println!("All that was sent has been handled.");
    kafka.wait_visible(&topic, 0, end, PATIENCE)?;
    println!("It is flushed, too: consumers can see it.");

    heading("Fetch some, and go on with the request that comes back");
    let mut request = FetchRequest::new(&topic, 0, 0, 50);
    loop {
        println!("Fetching at most {} bytes from offset {}.", request.max_size, request.offset);
        let page = kafka.fetch(&request)?;
        if page.is_empty() {
            println!("That is the end of the log.");
            break;
        }
        for message in page.messages() {
            show(&message?);
        }
        request = page.next_request();
    }

    heading("Send to several topics in one request, plain and compressed");
    let plain = MessageSet::new(["plain one", "plain two"]);
    let packed = MessageSet::compressed(Compression::Gzip, ["gzip one", "gzip two"])?;
    end += i64::try_from(plain.len())?;
    let (other, other_end) = (format!("{topic}-gzip"), i64::try_from(packed.len())?);
    kafka.multi_produce(&[
        ProduceRequest::new(&topic, 0, plain),
        ProduceRequest::new(&other, 0, packed),
    ])?;
    kafka.confirm()?;
    kafka.wait_visible(&topic, 0, end, PATIENCE)?;
    kafka.wait_visible(&other, 0, other_end, PATIENCE)?;
    println!("Sent 2 messages to {topic} and 2 to {other}.");

    heading("Fetch from several topics in one request");
    let pages = kafka.multi_fetch(&[
        FetchRequest::new(&topic, 0, request.offset, FETCH_SIZE),
        FetchRequest::new(&other, 0, 0, FETCH_SIZE),
    ])?;
    for page in pages {
        let page = page?;
        println!("{}:", page.topic());
        for message in page.messages() {
            show(&message?);
        }
    }

    heading("Iterate through everything, page by page");
    for message in kafka.iter_messages(FetchRequest::new(&topic, 0, 0, 50)) {
        show(&message?);
    }

    heading("Iterate through one page only");
    for message in kafka.iter_messages(FetchRequest::new(&topic, 0, 0, 50)).single_page() {
        show(&message?);
    }

    heading("Ask for offsets");
    let first = kafka.offsets(&OffsetsRequest::earliest(&topic, 0))?;
    let latest = kafka.offsets(&OffsetsRequest::latest(&topic, 0))?;
    println!("{topic}, partition 0: earliest {first:?}, latest {latest:?}.");

    println!("\nDone.");
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text}");
}

fn show(message: &Message<'_>) {
    println!("  at {:>4}: {}", message.offset(), String::from_utf8_lossy(message.payload()));
}
