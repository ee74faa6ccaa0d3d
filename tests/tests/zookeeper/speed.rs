//! How fast reads are. Run it by itself:
//! `cargo test --release -p kafka07-tests --test zookeeper speed -- --ignored --nocapture`.

use std::time::Instant;

use kafka07::zookeeper::{CreateMode, Pending};

use super::common::server;

#[test]
#[ignore = "it measures"]
fn speed_of_pipelined_reads() {
    const NODES: u32 = 1000;
    const READS: u32 = 200_000;
    let server = server();
    let zk = server.session();
    let path = |number: u32| format!("/{}", number % NODES);
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
        println!(
            "{:.0} pipelined reads a second",
            f64::from(READS) / begun.elapsed().as_secs_f64()
        );
    }
    let begun = Instant::now();
    for number in 0..NODES {
        zk.get(&path(number)).unwrap();
    }
    println!("{:.0} reads one by one a second", f64::from(NODES) / begun.elapsed().as_secs_f64());
}
