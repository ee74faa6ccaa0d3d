//! What is neither a payload nor a collection of payloads cannot be sent.

use kafka07::KafkaClient;

fn main() -> Result<(), kafka07::Error> {
    let mut kafka = KafkaClient::connect("localhost:9092")?;
    kafka.send("web", 5)?;
    kafka.send_to("web", 0, [1_u64, 2])?;
    kafka.send("web", "one message")?;
    kafka.send("web", ["two", "messages"])
}
