//! A broker that is told to stop stops, from whichever thread and whatever it does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, OnceLock, Weak, mpsc};
use std::thread;
use std::time::Duration;

use kafka07::Wire;
use kafka07::broker::{Broker, ErrorKind};
use kafka07_tests::raw::RawConnection;
use kafka07_tests::wait_until;

use super::common::frame;

#[derive(Debug, Wire)]
#[wire(request(key = 42, response = Done))]
struct Ask(i32);

#[derive(Debug, Wire)]
struct Done(i32);

/// A broker whose handler is given the broker.
fn broker_with(
    handler: impl Fn(&Broker, i32) + Send + Sync + 'static,
    timeout: Duration,
) -> Arc<Broker> {
    let slot = Arc::new(OnceLock::<Weak<Broker>>::new());
    let own = Arc::clone(&slot);
    let broker = Broker::builder()
        .shutdown_timeout(timeout)
        .handle(move |Ask(number)| {
            let broker = own.get().and_then(Weak::upgrade).expect("it runs");
            handler(&broker, number);
            Done(number)
        })
        .start()
        .unwrap();
    let broker = Arc::new(broker);
    slot.set(Arc::downgrade(&broker)).unwrap();
    broker
}

const LONG: Duration = Duration::from_secs(600);

fn ask(broker: &Broker, number: i32) -> RawConnection {
    let mut connection = RawConnection::open(broker.addr());
    connection.send(&frame(&Ask(number)));
    connection
}

fn is_stopped(broker: &Broker) -> bool {
    std::net::TcpStream::connect(broker.addr()).is_err() && !broker.data_dir().exists()
}

#[test]
fn handlers_that_stop_it_at_once_do_not_wait_for_each_other() {
    for others in [0, 1, 4] {
        let together = Arc::new(Barrier::new(5 + others));
        let returned = Arc::new(AtomicUsize::new(0));
        let (begin, count) = (Arc::clone(&together), Arc::clone(&returned));
        let broker = broker_with(
            move |broker, _| {
                begin.wait();
                broker.shutdown().unwrap();
                count.fetch_add(1, Ordering::SeqCst);
            },
            LONG,
        );
        let mut connections: Vec<_> = (0..5).map(|number| ask(&broker, number)).collect();
        thread::scope(|scope| {
            for _ in 0..others {
                scope.spawn(|| {
                    together.wait();
                    broker.shutdown().unwrap();
                });
            }
        });
        for connection in &mut connections {
            connection.read_to_end();
        }
        broker.shutdown().unwrap();
        wait_until("all have returned", || returned.load(Ordering::SeqCst) == 5);
        assert!(is_stopped(&broker));
    }
}

#[test]
fn calls_from_several_threads_all_return_when_it_has_stopped() {
    let broker = Broker::temporary().unwrap();
    let mut connection = RawConnection::open(broker.addr());
    assert!(connection.is_answered());
    let together = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                together.wait();
                broker.shutdown().unwrap();
                assert!(is_stopped(&broker));
            });
        }
    });
}

#[test]
fn a_handler_that_holds_the_last_reference_ends_it() {
    let (release, released) = mpsc::channel::<()>();
    let (enter, entered) = mpsc::channel();
    let released = Mutex::new(released);
    let broker = broker_with(
        move |_, _| {
            enter.send(()).unwrap();
            assert!(released.lock().unwrap().recv().is_err());
        },
        LONG,
    );
    let mut connection = ask(&broker, 1);
    entered.recv().unwrap();
    let (addr, path) = (broker.addr(), broker.data_dir().to_owned());
    drop(broker);
    drop(release);
    connection.read_to_end();
    wait_until("it has stopped", || std::net::TcpStream::connect(addr).is_err() && !path.exists());
}

#[test]
fn a_handler_that_never_returns_is_left_behind() {
    let (release, released) = mpsc::channel::<()>();
    let (enter, entered) = mpsc::channel();
    let released = Mutex::new(released);
    let broker = broker_with(
        move |_, _| {
            enter.send(()).unwrap();
            let _ = released.lock().unwrap().recv();
        },
        Duration::from_millis(50),
    );
    let _connection = ask(&broker, 1);
    entered.recv().unwrap();
    let error = broker.shutdown().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::StillRunning { threads: 1, .. }), "{error}");
    assert!(is_stopped(&broker));
    broker.shutdown().unwrap();
    drop(release);
}

/// Each waits for the other: only a limit ends that.
#[test]
fn a_handler_that_waits_for_the_one_that_stops_it_is_left_behind() {
    let broker = broker_with(
        |broker, _| {
            thread::scope(|scope| {
                scope.spawn(|| {
                    let _ = broker.shutdown();
                });
            });
        },
        Duration::from_millis(50),
    );
    let mut connection = ask(&broker, 1);
    connection.read_to_end();
    broker.shutdown().unwrap();
    assert!(is_stopped(&broker));
}
