//! What a session can do, against any server.

use kafka07::zookeeper::protocol::{Id, perms};
use kafka07::zookeeper::{Acl, CreateMode, ErrorKind, NodeData, Pending, Session};

use super::common::server;

#[test]
fn nodes_are_made_read_changed_and_deleted() {
    let server = server();
    let zk = server.session();
    assert_eq!(zk.create("/a", "one", CreateMode::Persistent).unwrap(), "/a");
    let node = zk.get("/a").unwrap();
    assert_eq!(node.data.as_deref(), Some(&b"one"[..]));
    assert_eq!((node.stat.version, node.stat.data_length), (0, 3));
    let stat = zk.set("/a", "second", 0).unwrap();
    assert_eq!((stat.version, stat.data_length, stat.czxid), (1, 6, node.stat.czxid));
    assert!(stat.mzxid > node.stat.mzxid);
    assert_eq!(zk.exists("/a").unwrap(), Some(stat));
    assert_eq!(zk.exists("/b").unwrap(), None);
    zk.create("/a/é", vec![0, 255], CreateMode::Persistent).unwrap();
    zk.create("/a/x", "", CreateMode::Persistent).unwrap();
    let mut children = zk.children("/a").unwrap();
    children.names.sort();
    assert_eq!((children.names, children.stat.num_children), (vec!["x".into(), "é".into()], 2));
    zk.sync("/a").unwrap();
    zk.delete("/a/x", 0).unwrap();
    zk.delete("/a/é", None).unwrap();
    zk.delete("/a", 1).unwrap();
    assert_eq!(zk.children("/").unwrap().names, [""; 0]);
    zk.close().unwrap();
    assert!(matches!(zk.exists("/").unwrap_err().kind(), ErrorKind::Closed));
}

#[test]
fn null_and_empty_data_are_different() {
    let server = server();
    let zk = server.session();
    zk.create("/null", NodeData::null(), CreateMode::Persistent).unwrap();
    zk.create("/empty", "", CreateMode::Persistent).unwrap();
    assert_eq!(zk.get("/null").unwrap().data, None);
    assert_eq!(zk.get("/empty").unwrap().data.as_deref(), Some(&b""[..]));
    zk.set("/null", "", None).unwrap();
    zk.set("/empty", zk.get("/nothing").map_or(None, |node| node.data), None).unwrap();
    assert_eq!(zk.get("/null").unwrap().data.as_deref(), Some(&b""[..]));
    assert_eq!(zk.get("/empty").unwrap().data, None);
}

#[test]
fn errors_have_a_kind_and_name_the_path() {
    let server = server();
    let zk = server.session();
    zk.create("/a", "", CreateMode::Persistent).unwrap();
    zk.create("/a/b", "", CreateMode::Persistent).unwrap();
    zk.create("/e", "", CreateMode::Ephemeral).unwrap();
    let errors = [
        (zk.create("/no/parent", "", CreateMode::Persistent).map(drop), "NoNode", "/no/parent"),
        (zk.create("/a", "", CreateMode::Persistent).map(drop), "NodeExists", "/a"),
        (
            zk.create("/e/child", "", CreateMode::Persistent).map(drop),
            "NoChildrenForEphemerals",
            "/e/child",
        ),
        (zk.get("/b").map(drop), "NoNode", "/b"),
        (zk.children("/b").map(drop), "NoNode", "/b"),
        (zk.set("/b", "", None).map(drop), "NoNode", "/b"),
        (zk.set("/a", "", 7).map(drop), "BadVersion", "/a"),
        (zk.acl("/b").map(drop), "NoNode", "/b"),
        (zk.delete("/b", None), "NoNode", "/b"),
        (zk.delete("/a", 7), "BadVersion", "/a"),
        (zk.delete("/a", None), "NotEmpty", "/a"),
        (zk.create_with_acl("/c", "", CreateMode::Persistent, &[]).map(drop), "InvalidAcl", "/c"),
        (zk.create("/c/", "", CreateMode::Persistent).map(drop), "Path(TrailingSlash)", "/c/"),
        (zk.get("").map(drop), "Path(NotAbsolute)", ""),
        (zk.get("/a//b").map(drop), "Path(EmptyName)", "/a//b"),
    ];
    for (result, kind, path) in errors {
        let error = result.unwrap_err();
        assert_eq!(format!("{:?}", error.kind()), kind, "{error}");
        assert_eq!(error.path().unwrap_or_default(), path);
        assert!(error.to_string().contains(path), "{error}");
    }
}

#[test]
fn sequential_nodes_have_growing_numbers() {
    let server = server();
    let zk = server.session();
    zk.create("/q", "", CreateMode::Persistent).unwrap();
    let first = zk.create("/q/n-", "", CreateMode::PersistentSequential).unwrap();
    let second = zk.create("/q/", "", CreateMode::EphemeralSequential).unwrap();
    assert_eq!((first.as_str(), second.as_str()), ("/q/n-0000000000", "/q/0000000001"));
}

#[test]
fn ephemeral_nodes_end_with_their_session() {
    let server = server();
    let place = server.place();
    let [one, other] = [(); 2].map(|()| Session::connect(&place).unwrap());
    one.create("/e", "", CreateMode::Ephemeral).unwrap();
    assert_eq!(other.exists("/e").unwrap().unwrap().ephemeral_owner, one.id());
    one.close().unwrap();
    other.sync("/").unwrap();
    assert_eq!(other.exists("/e").unwrap(), None);
}

#[test]
fn a_node_is_made_with_its_parents() {
    let server = server();
    let zk = server.session();
    for _ in 0..2 {
        zk.create_all("/a/b/c").unwrap();
        assert_eq!(zk.get("/a/b/c").unwrap().data, None);
    }
    zk.create_all("/").unwrap();
    zk.create("/e", "", CreateMode::Ephemeral).unwrap();
    let error = zk.create_all("/e/f/g").unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::NoNode | ErrorKind::NoChildrenForEphemerals),
        "{error}"
    );
}

#[test]
fn a_chroot_is_made_and_hides_what_is_outside() {
    let server = server();
    let place = server.place();
    let inside = Session::connect(format!("{place}/deep/er/")).unwrap();
    inside.create("/a", "", CreateMode::Persistent).unwrap();
    let outside = Session::connect(&place).unwrap();
    assert!(outside.exists("/deep/er/a").unwrap().is_some());
    let error = inside.get("/b").unwrap_err();
    assert_eq!(error.path(), Some("/b"));
    let made = inside.create("/s", "", CreateMode::PersistentSequential).unwrap();
    assert!(made.starts_with("/s0"), "{made}");
    assert_eq!(inside.children("/").unwrap().names.len(), 2);
}

#[test]
fn acls_are_kept_and_followed() {
    let server = server();
    let place = server.place();
    let owner = Session::builder().auth("digest", "me:secret").connect(&place).unwrap();
    let auth = Id { scheme: "auth".into(), id: String::new() };
    let mine = Acl { perms: perms::ALL, id: auth };
    owner
        .create_with_acl("/mine", "x", CreateMode::Persistent, std::slice::from_ref(&mine))
        .unwrap();
    let (acl, stat) = owner.acl("/mine").unwrap();
    assert_eq!((acl.len(), acl[0].perms, stat.aversion), (1, perms::ALL, 0));
    assert_eq!(acl[0].id.scheme, "digest");
    let other = Session::connect(&place).unwrap();
    assert!(matches!(other.get("/mine").unwrap_err().kind(), ErrorKind::NoAuth));
    assert!(matches!(other.set("/mine", "", None).unwrap_err().kind(), ErrorKind::NoAuth));
    let stat = owner.set_acl("/mine", &[Acl::open()], 0).unwrap();
    assert_eq!(stat.aversion, 1);
    assert!(other.get("/mine").is_ok());
    let error = owner.set_acl("/mine", &[Acl::open()], 0).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::BadVersion));
}

#[test]
fn a_refused_authentication_ends_the_session() {
    let server = server();
    let zk = Session::builder().auth("nope", "me:hush").connect(server.addr());
    let error = zk.and_then(|zk| zk.exists("/")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::AuthFailed), "{error}");
    assert!(!format!("{error:?}").contains("hush"));
}

#[test]
fn thousands_of_requests_are_in_flight_and_answered_in_order() {
    let server = server();
    let zk = server.session();
    let requests = zk.pipelined();
    let made: Vec<_> = (0..2000)
        .map(|number| {
            requests.create(&format!("/{number}"), number.to_string(), CreateMode::Persistent)
        })
        .collect();
    let reads: Vec<_> = (0..2000).map(|number| requests.get(&format!("/{number}"))).collect();
    let missing = requests.get("/nothing");
    for (number, made) in made.into_iter().enumerate() {
        assert_eq!(made.wait().unwrap(), format!("/{number}"));
    }
    for (number, read) in reads.into_iter().enumerate() {
        assert_eq!(read.wait().unwrap().data.unwrap(), number.to_string());
    }
    assert!(matches!(missing.wait().unwrap_err().kind(), ErrorKind::NoNode));
    let dropped = requests.create("/unwaited", "", CreateMode::Persistent);
    drop(dropped);
    assert!(zk.exists("/unwaited").unwrap().is_some());
    let deleted: Vec<_> =
        (0..2000).map(|number| requests.delete(&format!("/{number}"), None)).collect();
    deleted.into_iter().map(Pending::wait).collect::<Result<Vec<_>, _>>().unwrap();
}

#[test]
fn a_session_is_used_from_many_threads() {
    let server = server();
    let zk = server.session();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let zk = &zk;
            scope.spawn(move || {
                for number in 0..50 {
                    let path = format!("/{thread}-{number}");
                    zk.create(&path, path.as_str(), CreateMode::Persistent).unwrap();
                    assert_eq!(zk.get(&path).unwrap().data.unwrap(), path);
                }
            });
        }
    });
    assert_eq!(zk.children("/").unwrap().names.len(), 400);
}

#[test]
fn more_requests_than_may_wait_take_their_turn() {
    let server = server();
    let zk = Session::builder().max_waiting(3).connect(server.place()).unwrap();
    let reads: Vec<_> = (0..500).map(|_| zk.pipelined().exists("/")).collect();
    for read in reads {
        assert!(read.wait().unwrap().is_some());
    }
}

#[test]
fn a_request_that_servers_would_not_take_is_not_sent() {
    let server = server();
    let zk = server.session();
    let error = zk.create("/a", vec![0; 1_048_576], CreateMode::Persistent).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RequestTooLarge { .. }), "{error}");
    let ErrorKind::RequestTooLarge { size, max } = *error.kind() else { unreachable!() };
    // As large as it may be, with all that is around the data.
    let largest = 1_048_576 - (size - max);
    zk.create("/a", vec![0; largest], CreateMode::Persistent).unwrap();
    assert_eq!(zk.get("/a").unwrap().data.unwrap().len(), largest);
}

#[test]
fn an_answer_that_is_too_large_is_an_error_and_the_session_goes_on() {
    let server = server();
    let zk = Session::builder().max_answer_size(10_000).connect(server.place()).unwrap();
    zk.create("/a", vec![0; 20_000], CreateMode::Persistent).unwrap();
    let error = zk.get("/a").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::AnswerTooLarge { max: 10_000, .. }), "{error}");
    assert!(zk.exists("/a").unwrap().is_some());
}
