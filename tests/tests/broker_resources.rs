//! What a broker takes of the process: nothing is left when it has stopped, and a client's word is
//! not enough for memory. The only test of its program, for it looks at the whole process.

#![cfg(target_os = "linux")]

use std::fs;

use kafka07::broker::Broker;
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Bytes of memory in use.
fn memory() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[test]
fn threads_files_and_memory() {
    let before = (threads(), descriptors());
    let broker = Broker::temporary().unwrap();
    let path = broker.data_dir().to_owned();
    let in_use = memory();
    let mut clients: Vec<_> = (0..200).map(|_| RawConnection::open(broker.addr())).collect();
    for client in &mut clients {
        assert!(client.is_answered());
        // A hundred mebibytes, they say.
        client.send(&[0x06, 0x40, 0, 0, 0, 0, 1, 2, 3]);
    }
    // Each has been read when one that came later has been.
    assert!(RawConnection::open(broker.addr()).is_answered());
    assert!(threads() > before.0 + 200);
    let taken = memory().saturating_sub(in_use);
    assert!(taken < 100 << 20, "{taken} bytes for 200 clients that sent nine each");

    // Threads of clients that are gone are gone too, before the end.
    for mut client in clients.drain(..100) {
        client.finish();
        client.read_to_end();
    }
    wait_until("a hundred clients are gone", || broker.connections() <= 101);

    assert!(path.exists());
    broker.shutdown().unwrap();
    drop(clients);
    assert!(!path.exists());
    assert_eq!((threads(), descriptors()), before);
    assert!(broker.flush().is_ok(), "nothing to flush, and no panic");
}
