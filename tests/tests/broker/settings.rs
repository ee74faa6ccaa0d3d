//! Settings: what they change, and which are refused.

use std::time::Duration;

use kafka07::broker::{Broker, Error, ErrorKind};
use kafka07::protocol::FetchRequest;

use super::common::{connect, payloads};

#[test]
fn topics_have_the_configured_partitions() {
    let broker =
        Broker::builder().partitions(3).partitions_for("one", 1).flush_messages(1).start().unwrap();
    let mut kafka = connect(&broker);
    for _ in 0..200 {
        kafka.send("any", ["m"]).unwrap();
        kafka.send("one", ["m"]).unwrap();
    }
    kafka.confirm().unwrap();
    let counts: Vec<_> =
        (0..3).map(|partition| payloads(&mut kafka, "any", partition).len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 200);
    assert!(counts.iter().all(|&count| count > 0), "{counts:?}");
    assert_eq!(payloads(&mut kafka, "one", 0).len(), 200);
    assert!(kafka.fetch(&FetchRequest::new("any", 2, 0, 100)).is_ok());
    assert!(kafka.fetch(&FetchRequest::new("any", 3, 0, 100)).is_err());
    assert!(kafka.fetch(&FetchRequest::new("one", 1, 0, 100)).is_err());
}

#[test]
fn invalid_settings_are_refused() {
    let wrong = |result: Result<Broker, Error>, setting: &str| {
        let error = result.expect_err(setting);
        assert!(matches!(error.kind(), ErrorKind::Setting { name, .. } if *name == setting));
    };
    wrong(Broker::builder().partitions(0).start(), "partitions");
    wrong(Broker::builder().partitions(-1).start(), "partitions");
    wrong(Broker::builder().partitions_for("t", 0).start(), "partitions_for");
    wrong(Broker::builder().partitions_for("a/b", 1).start(), "partitions_for");
    wrong(Broker::builder().max_request_size(0).start(), "max_request_size");
    wrong(Broker::builder().max_request_size(usize::MAX).start(), "max_request_size");
    wrong(Broker::builder().flush_messages(0).start(), "flush_messages");
    wrong(Broker::builder().max_connections(0).start(), "max_connections");
    wrong(Broker::builder().stall_timeout(Duration::ZERO).start(), "stall_timeout");
    wrong(Broker::builder().max_request_memory(1000).start(), "max_request_memory");
    wrong(Broker::builder().max_inflating(0).start(), "max_inflating");
    wrong(Broker::builder().request_timeout(Duration::ZERO).start(), "request_timeout");
    wrong(Broker::builder().idle_timeout(Duration::ZERO).start(), "idle_timeout");
    let taken = Broker::temporary().unwrap();
    let error = Broker::builder().addr(taken.addr()).start().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Listen { .. }));
    assert!(error.to_string().contains(&taken.addr().to_string()), "{error}");
}
