//! What becomes of a session when connections break, servers go away and time passes.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use kafka07::zookeeper::{CreateMode, ErrorKind, Event, NodeChange, Server, Session, State};
use kafka07_tests::proxy::CuttingProxy;
use kafka07_tests::wait_until;

use super::common::{PATIENCE, server, wait_for};

#[test]
fn a_session_survives_lost_connections() {
    let server = Server::start().unwrap();
    let zk = Session::connect(server.addr().to_string()).unwrap();
    let events = zk.events();
    zk.create("/e", "", CreateMode::Ephemeral).unwrap();
    let id = zk.id();
    for _ in 0..5 {
        assert!(server.faults().cut(id));
        wait_for(&events, State::Disconnected);
        wait_for(&events, State::Connected);
        assert_eq!(zk.id(), id);
        assert_eq!(zk.exists("/e").unwrap().unwrap().ephemeral_owner, id);
    }
    assert_eq!(server.sessions().len(), 1);
}

#[test]
fn connections_that_are_cut_anywhere_lose_nothing() {
    // All watches have to fit through a connection now and then.
    const COUNT: usize = 60;
    const MOST_BYTES: usize = 8000;
    let server = server();
    let place = server.place();
    let (addr, chroot) = place.split_once('/').unwrap();
    let proxy = CuttingProxy::start(addr.parse().unwrap(), 7, MOST_BYTES);
    let zk = Session::connect(format!("{}/{chroot}", proxy.addr())).unwrap();
    let (id, events) = (zk.id(), zk.events());
    for number in 0..COUNT {
        let path = format!("/{number}");
        loop {
            match zk.create(&path, path.as_str(), CreateMode::Ephemeral) {
                Ok(_) => break,
                Err(error) if error.is_retriable() => {}
                Err(error) if matches!(error.kind(), ErrorKind::NodeExists) => break,
                Err(error) => panic!("{error}"),
            }
        }
        let node = loop {
            match zk.exists_watched(&path, &events) {
                Err(error) if error.is_retriable() => {}
                result => break result.unwrap(),
            }
        };
        assert_eq!(node.unwrap().ephemeral_owner, id);
    }
    assert!(proxy.connections() > 2);
    let direct = Session::connect(&place).unwrap();
    assert_eq!(direct.children("/").unwrap().names.len(), COUNT);
    for number in 0..COUNT {
        direct.set(&format!("/{number}"), "", None).unwrap();
    }
    let told = (0..).map_while(|_| events.wait(PATIENCE));
    let nodes = told.filter(|event| matches!(event, Event::Node { .. }));
    assert_eq!(nodes.take(COUNT).count(), COUNT, "each watch fires once");
}

#[test]
fn reads_survive_a_lost_connection_and_changes_say_that_they_may_be_done() {
    let server = Server::start().unwrap();
    let zk = Session::connect(server.addr().to_string()).unwrap();
    server.faults().lose_answers(1);
    let create = zk.pipelined().create("/a", "", CreateMode::Persistent);
    let read = zk.pipelined().get("/a");
    let error = create.wait().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConnectionLoss { maybe_done: true }), "{error}");
    assert!(error.is_retriable());
    assert!(read.wait().is_ok(), "it was carried out, and the read is repeated");
}

#[test]
fn an_expired_session_says_so_and_is_over() {
    let server = Server::start().unwrap();
    let zk = Session::connect(server.addr().to_string()).unwrap();
    let events = zk.events();
    zk.create("/e", "", CreateMode::Ephemeral).unwrap();
    zk.get_watched("/e", &events).unwrap();
    assert!(server.faults().expire(zk.id()));
    wait_for(&events, State::Expired);
    assert_eq!(events.next(), None, "nothing follows");
    assert_eq!(zk.state(), State::Expired);
    let error = zk.create("/a", "", CreateMode::Persistent).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::SessionExpired), "{error}");
    assert!(matches!(zk.close().unwrap_err().kind(), ErrorKind::SessionExpired));
    let next = Session::connect(server.addr().to_string()).unwrap();
    assert_eq!(next.exists("/e").unwrap(), None);
}

#[test]
fn a_server_that_stops_answering_is_noticed_before_the_session_is_lost() {
    let [frozen, other] = [(); 2].map(|()| {
        Server::builder()
            .session_timeouts(Duration::from_millis(100), Duration::from_secs(40))
            .start()
            .unwrap()
    });
    let list = format!("{},{}", frozen.addr(), frozen.addr());
    let zk = Session::builder().timeout(Duration::from_secs(3)).connect(list).unwrap();
    let events = zk.events();
    let frozen_at = Instant::now();
    frozen.faults().freeze();
    wait_for(&events, State::Disconnected);
    let noticed = frozen_at.elapsed();
    assert!(noticed < zk.timeout(), "{noticed:?}");
    frozen.faults().clear();
    wait_until("it is decided", || zk.state() == State::Connected || zk.state() == State::Expired);
    drop(other);
}

#[test]
fn pings_keep_a_session_alive_that_does_nothing() {
    let server = Server::builder()
        .session_timeouts(Duration::from_millis(300), Duration::from_secs(40))
        .start()
        .unwrap();
    let zk = Session::builder()
        .timeout(Duration::from_millis(300))
        .connect(server.addr().to_string())
        .unwrap();
    let events = zk.events();
    // The session is older than its timeout several times over.
    assert_eq!(events.wait(Duration::from_millis(1500)), None);
    assert_eq!(zk.state(), State::Connected);
}

#[test]
fn a_silent_session_expires_and_its_nodes_are_deleted() {
    let server = Server::builder()
        .session_timeouts(Duration::from_millis(100), Duration::from_secs(40))
        .start()
        .unwrap();
    let watcher = Session::connect(server.addr().to_string()).unwrap();
    let events = watcher.events();
    let silent = Session::builder()
        .timeout(Duration::from_millis(500))
        .connect(server.addr().to_string())
        .unwrap();
    silent.create("/e", "", CreateMode::Ephemeral).unwrap();
    watcher.exists_watched("/e", &events).unwrap();
    let (id, password) = (silent.id(), silent.password());
    server.faults().refuse();
    server.faults().cut(id);
    let deleted = Event::Node { path: "/e".to_owned(), change: NodeChange::Deleted };
    assert_eq!(events.wait(PATIENCE), Some(deleted));
    server.faults().clear();
    let error =
        Session::builder().resume(id, password).connect(server.addr().to_string()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::SessionExpired), "{error}");
}

#[test]
fn a_session_is_resumed_with_its_password_alone() {
    let server = server();
    let place = server.place();
    let first = Session::connect(&place).unwrap();
    first.create("/e", "", CreateMode::Ephemeral).unwrap();
    let (id, password) = (first.id(), first.password());
    let wrong = Session::builder().resume(id, vec![1; 16]).connect(&place);
    assert!(matches!(wrong.unwrap_err().kind(), ErrorKind::SessionExpired));
    first.leave();
    let second = Session::builder().resume(id, password).connect(&place).unwrap();
    assert_eq!(second.id(), id);
    assert_eq!(second.exists("/e").unwrap().unwrap().ephemeral_owner, id);
}

#[test]
fn a_session_that_all_servers_are_too_old_for_is_given_up() {
    let first = Server::builder()
        .session_timeouts(Duration::from_millis(100), Duration::from_secs(40))
        .start()
        .unwrap();
    let zk = Session::builder()
        .timeout(Duration::from_millis(800))
        .connect(first.addr().to_string())
        .unwrap();
    let events = zk.events();
    for number in 0..10 {
        zk.create(&format!("/{number}"), "", CreateMode::Persistent).unwrap();
    }
    let addr = first.addr();
    drop(first);
    let wiped = Server::builder().addr(addr).start().unwrap();
    wait_for(&events, State::Expired);
    wait_until("the probe is gone", || wiped.sessions().is_empty());
}

#[test]
fn servers_are_tried_until_one_answers() {
    let server = server();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let list = format!("{closed},{},{}", deaf.local_addr().unwrap(), server.addr());
    let zk = Session::builder().connect_timeout(PATIENCE).connect(list).unwrap();
    assert!(zk.server().contains(server.addr().rsplit(':').next().unwrap()), "{}", zk.server());
    assert!(zk.exists("/").unwrap().is_some());
}

#[test]
fn an_error_says_which_servers_did_not_answer_and_why() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Session::builder()
        .connect_timeout(Duration::from_millis(200))
        .connect(format!("{closed}/kafka"))
        .unwrap_err();
    let text = error.to_string();
    assert!(matches!(error.kind(), ErrorKind::Connect { .. }), "{text}");
    assert!(text.contains(&closed.to_string()) && text.contains("refused"), "{text}");
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let begun = Instant::now();
    let error = Session::builder()
        .connect_timeout(Duration::from_millis(200))
        .connect(format!("{deaf}"))
        .unwrap_err();
    assert!(begun.elapsed() < PATIENCE, "{error}");
}

#[test]
fn requests_wait_for_a_connection_as_long_as_they_should() {
    let server = Server::start().unwrap();
    let zk = Session::builder()
        .request_timeout(Duration::from_millis(300))
        .connect(server.addr().to_string())
        .unwrap();
    let events = zk.events();
    server.faults().refuse();
    server.faults().cut(zk.id());
    wait_for(&events, State::Disconnected);
    let error = zk.create("/a", "", CreateMode::Persistent).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::ConnectionLoss { maybe_done: false }), "{error}");
    let waiting = zk.pipelined().create("/b", "", CreateMode::Persistent);
    let _ = waiting.wait();
    server.faults().clear();
    wait_for(&events, State::Connected);
    zk.create("/a", "", CreateMode::Persistent).unwrap();
}

#[test]
fn closing_ends_whatever_the_server_does() {
    for fault in ["freeze", "cut", "none"] {
        let server = Server::start().unwrap();
        let zk = Session::builder()
            .close_timeout(Duration::from_millis(300))
            .connect(server.addr().to_string())
            .unwrap();
        match fault {
            "freeze" => server.faults().freeze(),
            "cut" => {
                server.faults().refuse();
                server.faults().cut(zk.id());
            }
            _ => {}
        }
        let waiting = zk.pipelined().create("/a", "", CreateMode::Persistent);
        let closed = zk.close();
        assert_eq!(closed.is_ok(), fault == "none", "{fault}: {closed:?}");
        assert_eq!(waiting.wait().is_ok(), fault == "none", "{fault}");
        assert_eq!(zk.state(), State::Closed);
    }
}

#[test]
fn a_slow_server_is_waited_for() {
    let server = Server::start().unwrap();
    let zk = Session::connect(server.addr().to_string()).unwrap();
    server.faults().delay(Duration::from_millis(50));
    for number in 0..5 {
        zk.create(&format!("/{number}"), "", CreateMode::Persistent).unwrap();
    }
}
