//! A request type of one's own: derived, sent with the same client, answered by the embedded broker.
//!
//!     cargo run --example custom_request

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::{Arc, Mutex};

use kafka07::broker::Broker;
use kafka07::{KafkaClient, Wire};

/// Asks for the topics whose names begin with `prefix`.
#[derive(Debug, Wire)]
#[wire(request(key = 42, response = TopicList))]
struct ListTopics {
    #[wire(len = i16)]
    prefix: String,
}

/// The answer to [`ListTopics`].
#[derive(Debug, Wire)]
struct TopicList {
    #[wire(count = i32)]
    topics: Vec<TopicName>,
}

#[derive(Debug, Wire)]
struct TopicName(#[wire(len = i16)] String);

/// Makes a topic known. It has no `response`, so the broker sends none.
#[derive(Debug, Wire)]
#[wire(request(key = 43))]
struct AddTopic {
    #[wire(len = i16)]
    name: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let known = Arc::new(Mutex::new(BTreeSet::from(["mail-in".to_owned()])));

    let (added, listed) = (Arc::clone(&known), known);
    let broker = Broker::builder()
        .handle_silent(move |request: AddTopic| {
            added.lock().expect("no handler panics").insert(request.name);
        })
        .handle(move |request: ListTopics| TopicList {
            topics: listed
                .lock()
                .expect("no handler panics")
                .iter()
                .filter(|name| name.starts_with(&request.prefix))
                .cloned()
                .map(TopicName)
                .collect(),
        })
        .start()?;
    println!("A broker that was taught two more requests listens on {}.", broker.addr());

    let mut kafka = KafkaClient::connect(broker.addr())?;

    for name in ["web-access", "web-errors"] {
        let request = AddTopic { name: name.into() };
        println!("Sending {request:?}; nothing comes back.");
        kafka.tell(&request)?;
    }

    let request = ListTopics { prefix: "web-".into() };
    println!("Sending {request:?}.");
    let list = kafka.call(&request)?;
    println!("The broker answers {list:?}.");
    Ok(())
}
