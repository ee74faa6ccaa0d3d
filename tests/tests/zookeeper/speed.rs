//! How fast reads are. Run it by itself:
//! `cargo test --release -p kafka07-tests --test zookeeper speed -- --ignored --nocapture`.

use std::time::Instant;

use kafka07::zookeeper::{CreateMode, Pending};

use super::common::server;

#[test]
#[ignore = "it measures"]
fn speed_of_pipelined_reads() {
    const NODES: usize = 1000;
    const READS: usize = 200_000;
    let server = server();
    let zk = server.session();
    let path = |number: usize| format!("/{}", number % NODES);
    let made: Vec<_> = (0..NODES)
        .map(|number| {
            zk.pipelined().create(&path(number), [7; 20].as_slice(), CreateMode::Ephemeral)
        })
        .collect();
    made.into_iter().map(Pending::wait).collect::<Result<Vec<_>, _>>().unwrap();
    for _ in 0..3 {
        let begun = Instant::now();
        let reads: Vec<_> = (0..READS).map(|number| zk.pipelined().get(&path(number))).collect();
        for read in reads {
            assert_eq!(read.wait().unwrap().stat.data_length, 20);
        }
        println!("{:.0} pipelined reads a second", READS as f64 / begun.elapsed().as_secs_f64());
    }
    let begun = Instant::now();
    for number in 0..NODES {
        zk.get(&path(number)).unwrap();
    }
    println!("{:.0} reads one by one a second", NODES as f64 / begun.elapsed().as_secs_f64());
}
