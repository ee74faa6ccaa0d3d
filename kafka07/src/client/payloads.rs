//! One payload or many, as the argument of a send.

use crate::message::MessageSet;

/// What [`KafkaClient::send`](crate::KafkaClient::send) takes: one payload, or any number of them.
///
/// One payload is anything that is bytes: `&str`, `String`, `&[u8]`, `[u8; N]`, `Vec<u8>`,
/// [`Bytes`](bytes::Bytes), … Several are anything that goes through such payloads: arrays, slices
/// and vectors of them, iterators. `Kind` tells the two apart, and the compiler finds it.
///
/// ```
/// # use kafka07::broker::Broker;
/// # let broker = Broker::temporary().unwrap();
/// # let mut kafka = kafka07::KafkaClient::connect(broker.addr())?;
/// kafka.send("web", "one message")?;
/// kafka.send("web", ["two", "messages"])?;
/// kafka.send("web", (0..3).map(|number| format!("message {number}")))?;
/// # Ok::<(), kafka07::Error>(())
/// ```
///
/// The trait is sealed: it is implemented for all types that it can be implemented for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a payload nor a collection of payloads",
    label = "neither bytes nor a collection of bytes",
    note = "one payload is anything that is `AsRef<[u8]>`: text, bytes; several are anything that \
            can be iterated over and yields such payloads, like `[\"one\", \"two\"]`"
)]
pub trait Payloads<Kind>: IntoSet<Kind> {}

impl<Kind, P: IntoSet<Kind>> Payloads<Kind> for P {}

/// The kind of a single payload.
#[derive(Debug)]
pub enum One {}

/// The kind of several payloads.
#[derive(Debug)]
pub enum Many {}

/// Encodes payloads.
pub trait IntoSet<Kind> {
    #[doc(hidden)]
    fn into_set(self) -> MessageSet;
}

impl<P: AsRef<[u8]>> IntoSet<One> for P {
    fn into_set(self) -> MessageSet {
        MessageSet::new([self])
    }
}

impl<I: IntoIterator<Item: AsRef<[u8]>>> IntoSet<Many> for I {
    fn into_set(self) -> MessageSet {
        MessageSet::new(self)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn count<Kind>(payloads: impl Payloads<Kind>) -> usize {
        payloads.into_set().messages().map(Result::unwrap).count()
    }

    #[test]
    fn one_payload_is_one_message() {
        assert_eq!(count("one"), 1);
        assert_eq!(count(""), 1);
        let text = String::from("one");
        assert_eq!(count(&text), 1);
        assert_eq!(count(text), 1);
        assert_eq!(count(b"one"), 1);
        assert_eq!(count(&b"one"[..]), 1);
        assert_eq!(count([1, 2, 3]), 1);
        assert_eq!(count(vec![1, 2, 3]), 1);
        assert_eq!(count(Bytes::from_static(b"one")), 1);
    }

    fn generic(payloads: impl IntoIterator<Item: AsRef<[u8]>>) -> usize {
        count(payloads)
    }

    #[test]
    fn several_payloads_are_as_many_messages() {
        let texts = ["one", "two"];
        assert_eq!(count(texts.iter()), 2);
        assert_eq!(count(texts), 2);
        assert_eq!(count([""; 0]), 0);
        assert_eq!(count([b"one", b"two"]), 2);
        assert_eq!(count(["one".to_owned(), "two".to_owned()].as_slice()), 2);
        assert_eq!(count(vec![vec![1, 2], vec![3]]), 2);
        let shared = vec![Bytes::from_static(b"one")];
        assert_eq!(count(&shared), 1);
        assert_eq!(count((0..3).map(|number| number.to_string())), 3);
        assert_eq!(count(Some("one")), 1);
        assert_eq!(generic(["one", "two"]), 2);
    }
}
