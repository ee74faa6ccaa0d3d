//! Watches: what they tell, and that they survive lost connections.

use std::collections::HashSet;

use kafka07::zookeeper::{CreateMode, Event, Events, NodeChange, Pending, Server, Session, State};

use super::common::{PATIENCE, server, wait_for};

fn node(path: &str, change: NodeChange) -> Event {
    Event::Node { path: path.to_owned(), change }
}

/// The next event of a node.
#[track_caller]
fn next(events: &Events) -> Event {
    loop {
        match events.wait(PATIENCE).expect("an event") {
            Event::State(_) => {}
            event => return event,
        }
    }
}

#[test]
fn each_kind_of_watch_tells_of_its_changes_once() {
    let server = server();
    let place = server.place();
    let [watching, changing] = [(); 2].map(|()| Session::connect(&place).unwrap());
    let events = watching.events();
    changing.create("/a", "", CreateMode::Persistent).unwrap();
    watching.sync("/").unwrap();

    watching.get_watched("/a", &events).unwrap();
    changing.set("/a", "1", None).unwrap();
    assert_eq!(next(&events), node("/a", NodeChange::DataChanged));
    changing.set("/a", "2", None).unwrap();

    watching.children_watched("/a", &events).unwrap();
    changing.create("/a/b", "", CreateMode::Persistent).unwrap();
    assert_eq!(next(&events), node("/a", NodeChange::ChildrenChanged));

    assert_eq!(watching.exists_watched("/a/c", &events).unwrap(), None);
    changing.create("/a/c", "", CreateMode::Persistent).unwrap();
    assert_eq!(next(&events), node("/a/c", NodeChange::Created));

    watching.exists_watched("/a/c", &events).unwrap();
    watching.children_watched("/a/c", &events).unwrap();
    changing.delete("/a/c", None).unwrap();
    assert_eq!(next(&events), node("/a/c", NodeChange::Deleted));

    assert!(watching.get_watched("/none", &events).is_err());
    changing.create("/none", "", CreateMode::Persistent).unwrap();
    watching.exists_watched("/a", &events).unwrap();
    changing.set("/a", "3", None).unwrap();
    assert_eq!(next(&events), node("/a", NodeChange::DataChanged), "nothing came in between");
    assert_eq!(events.try_next(), None);
}

#[test]
fn an_event_of_ones_own_change_is_there_before_its_answer() {
    let server = server();
    let zk = server.session();
    let events = zk.events();
    for number in 0..20 {
        let path = format!("/{number}");
        zk.exists_watched(&path, &events).unwrap();
        zk.create(&path, "", CreateMode::Persistent).unwrap();
        assert_eq!(events.try_next(), Some(node(&path, NodeChange::Created)));
    }
}

#[test]
fn two_queues_hear_of_the_same_change() {
    let server = server();
    let zk = server.session();
    let (one, other) = (zk.events(), zk.events());
    zk.children_watched("/", &one).unwrap();
    zk.children_watched("/", &other).unwrap();
    zk.children_watched("/", &other).unwrap();
    zk.create("/a", "", CreateMode::Persistent).unwrap();
    for events in [&one, &other] {
        assert_eq!(next(events), node("/", NodeChange::ChildrenChanged));
        assert_eq!(events.try_next(), None);
    }
}

#[test]
fn what_happens_while_the_connection_is_lost_is_told_afterwards() {
    let server = Server::start().unwrap();
    let [watching, changing] =
        [(); 2].map(|()| Session::connect(format!("{}/root", server.addr())).unwrap());
    let events = watching.events();
    for path in ["/data", "/gone", "/children", "/same"] {
        changing.create(path, "", CreateMode::Persistent).unwrap();
    }
    watching.get_watched("/data", &events).unwrap();
    watching.get_watched("/gone", &events).unwrap();
    watching.children_watched("/children", &events).unwrap();
    watching.exists_watched("/new", &events).unwrap();
    watching.get_watched("/same", &events).unwrap();
    watching.exists_watched("/never", &events).unwrap();

    server.faults().refuse();
    server.faults().cut(watching.id());
    wait_for(&events, State::Disconnected);
    changing.set("/data", "1", None).unwrap();
    changing.delete("/gone", None).unwrap();
    changing.create("/children/one", "", CreateMode::Persistent).unwrap();
    changing.create("/new", "", CreateMode::Persistent).unwrap();
    server.faults().clear();
    wait_for(&events, State::Connected);

    let told: HashSet<_> = (0..4)
        .map(|_| match next(&events) {
            Event::Node { path, change } => (path, change),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected = [
        ("/data", NodeChange::DataChanged),
        ("/gone", NodeChange::Deleted),
        ("/children", NodeChange::ChildrenChanged),
        // So says a server 3.3.3; a later one says that it was made.
        ("/new", NodeChange::DataChanged),
    ];
    assert_eq!(told, expected.map(|(path, change)| (path.to_owned(), change)).into());
    changing.set("/same", "1", None).unwrap();
    assert_eq!(next(&events), node("/same", NodeChange::DataChanged), "it was set again");
    changing.create("/never", "", CreateMode::Persistent).unwrap();
    assert_eq!(next(&events), node("/never", NodeChange::Created), "it was set again");
}

#[test]
fn thousands_of_watches_survive_a_lost_connection() {
    const COUNT: usize = 15_000;
    let server = Server::start().unwrap();
    let [watching, changing] =
        [(); 2].map(|()| Session::connect(server.addr().to_string()).unwrap());
    let events = watching.events();
    // Together they are longer than a request may be.
    let path = |number: usize| format!("/{number:0>80}");
    let watches: Vec<_> = (0..COUNT)
        .map(|number| watching.pipelined().exists_watched(&path(number), &events))
        .collect();
    watches.into_iter().map(Pending::wait).collect::<Result<Vec<_>, _>>().unwrap();
    assert_eq!(server.watches(), COUNT);
    server.faults().cut(watching.id());
    wait_for(&events, State::Disconnected);
    wait_for(&events, State::Connected);
    watching.sync("/").unwrap();
    assert_eq!(server.watches(), COUNT);
    let made: Vec<_> = (0..COUNT)
        .map(|number| changing.pipelined().create(&path(number), "", CreateMode::Persistent))
        .collect();
    made.into_iter().map(Pending::wait).collect::<Result<Vec<_>, _>>().unwrap();
    let told: HashSet<_> = (0..COUNT)
        .map(|_| match next(&events) {
            Event::Node { path, change: NodeChange::Created } => path,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told.len(), COUNT);
}

#[test]
fn a_dropped_queue_leaves_nothing_behind() {
    let server = Server::start().unwrap();
    let zk = Session::connect(server.addr().to_string()).unwrap();
    let kept = zk.events();
    zk.exists_watched("/kept", &kept).unwrap();
    let dropped = zk.events();
    zk.exists_watched("/dropped", &dropped).unwrap();
    drop(dropped);
    server.faults().cut(zk.id());
    wait_for(&kept, State::Disconnected);
    wait_for(&kept, State::Connected);
    zk.sync("/").unwrap();
    assert_eq!(server.watches(), 1, "only what somebody waits for is set again");
}
