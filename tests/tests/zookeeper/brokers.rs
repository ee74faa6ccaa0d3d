//! Brokers that join a cluster.

use std::time::Duration;

use kafka07::KafkaClient;
use kafka07::broker::{Broker, BrokerBuilder, ErrorKind};
use kafka07::zookeeper::{Server, Session};
use kafka07_tests::wait_until;

use super::common::server;

fn broker(id: i32, place: &str) -> BrokerBuilder {
    Broker::builder().id(id).zookeeper(place).flush_messages(1).fsync(false)
}

fn text(session: &Session, path: &str) -> Option<String> {
    let data = session.get(path).ok()?.data?;
    Some(String::from_utf8(data.to_vec()).unwrap())
}

fn produce(broker: &Broker, topic: &str) {
    let mut kafka = KafkaClient::connect(broker.addr()).unwrap();
    kafka.send(topic, "message").unwrap();
    kafka.confirm().unwrap();
}

#[test]
fn a_broker_and_its_topics_are_found_while_it_runs() {
    let server = server();
    let place = server.place();
    let session = Session::connect(&place).unwrap();
    let one = broker(1, &place).partitions(3).partitions_for("few", 2).start().unwrap();
    let two = broker(2, &place).start().unwrap();
    assert_eq!((one.id(), two.id()), (Some(1), Some(2)));
    produce(&one, "web");
    produce(&one, "few");
    produce(&two, "web");
    for (path, count) in [
        ("/brokers/topics/web/1", "3"),
        ("/brokers/topics/few/1", "2"),
        ("/brokers/topics/web/2", "1"),
    ] {
        wait_until(path, || text(&session, path).as_deref() == Some(count));
    }
    let node = text(&session, "/brokers/ids/1").unwrap();
    assert!(node.ends_with(&format!(":127.0.0.1:{}", one.addr().port())), "{node}");
    one.shutdown().unwrap();
    session.sync("/").unwrap();
    assert_eq!(session.children("/brokers/ids").unwrap().names, ["2"]);
    assert_eq!(session.children("/brokers/topics/web").unwrap().names, ["2"]);
}

#[test]
fn topics_of_a_data_directory_are_registered_at_the_start() {
    let server = server();
    let place = server.place();
    let session = Session::connect(&place).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let alone = Broker::builder().data_dir(dir.path()).flush_messages(1).start().unwrap();
    produce(&alone, "old");
    alone.shutdown().unwrap();
    let broker = broker(7, &place).data_dir(dir.path()).partitions(4).start().unwrap();
    assert_eq!(text(&session, "/brokers/topics/old/7").as_deref(), Some("4"));
    drop(broker);
}

#[test]
fn a_broker_does_not_start_while_its_id_is_taken() {
    let server = server();
    let place = server.place();
    let first = broker(1, &place).start().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let error = broker(1, &place).data_dir(dir.path()).start().unwrap_err();
    let ErrorKind::IdTaken { id: 1, path, by, .. } = error.kind() else { panic!("{error:?}") };
    assert_eq!(path, "/brokers/ids/1");
    assert!(by.ends_with(&first.addr().to_string()), "{by}");
    assert!(error.to_string().contains("an id of its own"), "{error}");
    drop(first);
    broker(1, &place).data_dir(dir.path()).start().unwrap();
}

#[test]
fn a_broker_registers_again_when_its_session_has_expired() {
    let server = Server::start().unwrap();
    let place = format!("{}/kafka", server.addr());
    let broker = broker(1, &place).start().unwrap();
    produce(&broker, "web");
    let session = Session::connect(&place).unwrap();
    wait_until("the topic", || text(&session, "/brokers/topics/web/1").is_some());
    let before = session.get("/brokers/ids/1").unwrap().stat;
    server.faults().expire(before.ephemeral_owner);
    wait_until("the broker is back", || {
        let node = session.exists("/brokers/ids/1").unwrap();
        node.is_some_and(|stat| stat.czxid > before.czxid)
    });
    wait_until("its topic too", || text(&session, "/brokers/topics/web/1").is_some());
    produce(&broker, "new");
    wait_until("a new topic", || text(&session, "/brokers/topics/new/1").is_some());
}

#[test]
fn a_broker_survives_lost_connections_to_its_cluster() {
    let server = Server::start().unwrap();
    let broker = broker(1, &server.addr().to_string()).start().unwrap();
    let session = Session::connect(server.addr().to_string()).unwrap();
    let node = session.get("/brokers/ids/1").unwrap();
    for topic in ["a", "b", "c"] {
        server.faults().cut(node.stat.ephemeral_owner);
        produce(&broker, topic);
        let path = format!("/brokers/topics/{topic}/1");
        wait_until(&path, || text(&session, &path).is_some());
    }
    assert_eq!(session.get("/brokers/ids/1").unwrap(), node);
}

#[test]
fn the_advertised_address_is_what_clients_see() {
    let server = server();
    let place = server.place();
    let session = Session::connect(&place).unwrap();
    let broker = broker(0, &place)
        .addr("0.0.0.0:0")
        .advertised_host("kafka.example.org")
        .advertised_port(9999)
        .start()
        .unwrap();
    let node = text(&session, "/brokers/ids/0").unwrap();
    assert!(node.ends_with(":kafka.example.org:9999"), "{node}");
    drop(broker);
    let error = Broker::builder().id(0).zookeeper(&place).addr("0.0.0.0:0").start().unwrap_err();
    assert!(error.to_string().contains("`advertised_host`"), "{error}");
}

#[test]
fn shutdown_ends_while_the_cluster_is_away() {
    let server = Server::start().unwrap();
    let broker = broker(1, &server.addr().to_string()).start().unwrap();
    server.faults().freeze();
    produce(&broker, "web");
    broker.shutdown().unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Broker::builder()
        .id(1)
        .zookeeper(gone)
        .zookeeper_timeout(Duration::from_millis(500))
        .start()
        .unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ZooKeeper(_)), "{error:?}");
}
