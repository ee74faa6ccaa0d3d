//! The programs, run for real against an embedded broker.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use kafka07::broker::{Broker, BrokerBuilder};
use kafka07::{Compression, FetchRequest, KafkaClient, MessageSet, OffsetsRequest, ProduceRequest};
use tempfile::TempDir;

const PROGRAMS: [&str; 5] =
    ["console_consumer", "console_producer", "dump_log", "mirror", "offsets"];

/// Where cargo puts the examples that it builds along with this test.
fn program(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile.join("examples").join(name).with_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        path.exists(),
        "no {}: `cargo test --package kafka07-examples` builds it",
        path.display()
    );
    let mut command = Command::new(path);
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn run(name: &str, args: &[&str]) -> Output {
    program(name).args(args).output().unwrap()
}

/// Its stdout; it has to end well and say nothing else.
fn succeed(name: &str, args: &[&str]) -> String {
    let output = run(name, args);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(text(&output.stderr), "");
    text(&output.stdout)
}

/// Its stderr; it has to fail.
fn fail(name: &str, args: &[&str]) -> String {
    let output = run(name, args);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    text(&output.stderr)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn feed(name: &str, args: &[&str], input: &[u8]) -> Output {
    let mut child = program(name)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

struct Setup {
    broker: Broker,
    address: String,
    kafka: KafkaClient,
    dir: TempDir,
}

impl Setup {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let broker = Self::settings(&dir).start().unwrap();
        let kafka = KafkaClient::connect(broker.addr()).unwrap();
        Self { address: broker.addr().to_string(), broker, kafka, dir }
    }

    fn settings(dir: &TempDir) -> BrokerBuilder {
        Broker::builder().data_dir(dir.path()).partitions(2).flush_messages(1).fsync(false)
    }

    /// Starts the broker again, on the same port, after it was shut down.
    fn start_again(&mut self) {
        let addr = self.broker.addr();
        self.broker = Self::settings(&self.dir).addr(addr).start().unwrap();
        self.kafka = KafkaClient::connect(addr).unwrap();
    }

    fn send<'m>(&mut self, partition: i32, payloads: impl IntoIterator<Item = &'m str>) {
        self.kafka.send_to("web", partition, payloads).unwrap();
        self.kafka.confirm().unwrap();
    }

    /// A consumer that follows the topic, and what it prints.
    fn follow(&self) -> (Child, BufReader<ChildStdout>) {
        let mut child = program("console_consumer")
            .args(["--broker", &self.address, "--follow", "web"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        (child, stdout)
    }

    fn log(&mut self, topic: &str, partition: i32) -> MessageSet {
        self.kafka.fetch(&FetchRequest::new(topic, partition, 0, 1 << 24)).unwrap().into_set()
    }

    /// The only segment of partition 0.
    fn segment(&self) -> PathBuf {
        self.dir.path().join("web-0").join(format!("{:020}.kafka", 0))
    }
}

fn payloads(set: &MessageSet) -> Vec<Vec<u8>> {
    set.messages().map(|message| message.unwrap().payload().to_vec()).collect()
}

#[test]
fn help_is_given_and_wrong_usage_told_apart() {
    for name in PROGRAMS {
        assert!(succeed(name, &["--help"]).contains("Usage:"), "{name}");
        let wrong = run(name, &["--no-such-option"]);
        assert_eq!(wrong.status.code(), Some(2), "{name}");
        assert!(text(&wrong.stderr).contains("--no-such-option") && wrong.stdout.is_empty());
    }
}

#[test]
fn lines_become_messages_with_every_codec() {
    let mut setup = Setup::new();
    for codec in Compression::ALL {
        let topic = codec.to_string();
        let args =
            ["--broker", &setup.address, "--partition", "1", "--compression", &topic, &topic];
        let output = feed("console_producer", &args, b"one\n\nthree\r\nthe last");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let set = setup.log(&topic, 1);
        assert_eq!(payloads(&set), [&b"one"[..], b"", b"three\r", b"the last"]);
        let shallow = kafka07::ReadOptions::new().shallow(true);
        assert!(set.read(0, &shallow).all(|message| message.unwrap().compression() == codec));
    }
}

#[test]
fn a_file_is_sent_and_an_overlong_line_named() {
    let mut setup = Setup::new();
    let file = setup.dir.path().join("lines.txt");
    fs::write(&file, "one\ntwo\n").unwrap();
    let file = file.to_str().unwrap();
    let address = setup.address.clone();
    let partition = ["--broker", &address, "--partition", "0"];
    assert_eq!(succeed("console_producer", &[&partition[..], &["web", file]].concat()), "");
    assert_eq!(payloads(&setup.log("web", 0)), [b"one", b"two"]);

    fs::write(file, "three\nseventeen\n").unwrap();
    let limit = ["--max-message-size", "5", "web", file];
    let said = fail("console_producer", &[&partition[..], &limit].concat());
    assert_eq!(said, "console_producer: message 2 of the input: a line of more than 5 bytes\n");
    assert_eq!(payloads(&setup.log("web", 0)), [&b"one"[..], b"two", b"three"]);

    let said = fail("console_producer", &["--broker", &setup.address, "web", "/no/such/file"]);
    assert!(said.starts_with("console_producer: cannot open /no/such/file: "), "{said}");
}

#[test]
fn an_unconfirmed_message_is_a_failure() {
    let setup = Setup::new();
    let args = ["--broker", &setup.address, "--partition", "9", "web"];
    let output = feed("console_producer", &args, b"nowhere to go\n");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("partition 9") && !said.contains("nowhere to go"), "{said}");
}

#[test]
fn messages_are_printed_from_where_one_wants() {
    let mut setup = Setup::new();
    setup.send(0, ["one", "two", "three"]);
    setup.send(1, ["four"]);
    let broker = setup.address.clone();
    let consume = |args: &[&str]| {
        succeed("console_consumer", &[&["--broker", &broker], args, &["web"]].concat())
    };
    assert_eq!(consume(&[]), "one\ntwo\nthree\nfour\n");
    assert_eq!(consume(&["--count", "2"]), "one\ntwo\n");
    assert_eq!(consume(&["--count", "0"]), "");
    assert_eq!(consume(&["--partition", "0", "--from", "13", "--fetch-size", "3"]), "two\nthree\n");
    assert_eq!(consume(&["--from", "latest"]), "");
    assert_eq!(consume(&["--from", "2012-06-30T12:00:00Z", "--partition", "1"]), "four\n");
    assert_eq!(consume(&["--from", "1h", "--partition", "1"]), "four\n");
    let with_offsets = "0 0 6f6e65\n0 13 74776f\n0 26 7468726565\n1 0 666f7572\n";
    assert_eq!(consume(&["--format", "hex", "--offsets"]), with_offsets);

    setup.kafka.send_to("web", 1, [[0xff, b'"']]).unwrap();
    setup.kafka.confirm().unwrap();
    assert_eq!(
        consume(&["--format", "json", "--partition", "1"]),
        "{\"topic\":\"web\",\"partition\":1,\"offset\":0,\"next_offset\":14,\"payload\":\"four\"}\n\
         {\"topic\":\"web\",\"partition\":1,\"offset\":14,\"next_offset\":26,\"payload_hex\":\"ff22\"}\n"
    );
}

#[test]
fn what_a_consumer_cannot_do_it_says() {
    let mut setup = Setup::new();
    setup.send(0, ["one"]);
    let broker = ["--broker", &setup.address.clone()];
    let refused = |args: &[&str]| fail("console_consumer", &[&broker[..], args, &["web"]].concat());
    let said = refused(&["--from", "99", "--partition", "0"]);
    assert!(said.contains("offset 99") && said.contains("offset out of range"), "{said}");
    assert!(refused(&["--from", "99"]).contains("--partition"));
    assert!(refused(&["--partition", "7"]).contains("partition 7"));
    let reset = ["--from", "99", "--partition", "0", "--reset", "earliest"];
    let output = run("console_consumer", &[&broker[..], &reset, &["web"]].concat());
    assert!(output.status.success() && text(&output.stdout) == "one\n", "{output:?}");
    assert!(text(&output.stderr).contains("99"), "the jump is told: {output:?}");

    let nothing = run("console_consumer", &["--broker", &setup.address, "no-such-topic"]);
    assert!(nothing.status.success() && nothing.stdout.is_empty(), "{nothing:?}");
    assert!(text(&nothing.stderr).contains("none of that name"), "{nothing:?}");

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap().to_string();
    drop(listener);
    let said = fail("console_consumer", &["--broker", &nobody, "web"]);
    assert!(said.contains(&nobody) && said.contains("broker is running"), "{said}");
}

#[test]
fn a_follower_prints_what_comes_until_it_is_interrupted() {
    let mut setup = Setup::new();
    setup.send(0, ["one"]);
    let (mut child, stdout) = setup.follow();
    let mut lines = stdout.lines();
    assert_eq!(lines.next().unwrap().unwrap(), "one");
    setup.send(1, ["two"]);
    assert_eq!(lines.next().unwrap().unwrap(), "two");
    interrupt(&child);
    assert!(lines.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_follower_waits_for_a_broker_that_is_away() {
    let mut setup = Setup::new();
    setup.send(0, ["one"]);
    let mut child = program("console_consumer")
        .args(["--broker", &setup.address, "--follow", "--partition", "0", "web"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "one");
    setup.broker.shutdown().unwrap();
    let lost = said.next().unwrap().unwrap();
    assert!(lost.contains("connection lost"), "{lost}");
    setup.start_again();
    let found = said.next().unwrap().unwrap();
    assert!(found.contains("found again"), "{found}");
    setup.send(0, ["two"]);
    assert_eq!(lines.next().unwrap().unwrap(), "two");
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_follower_ends_after_its_count() {
    let mut setup = Setup::new();
    setup.send(0, ["one", "two"]);
    setup.send(1, ["three"]);
    let broker = setup.address.clone();
    let followed =
        succeed("console_consumer", &["--broker", &broker, "--follow", "--count", "3", "web"]);
    let mut lines: Vec<_> = followed.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["one", "three", "two"]);
}

#[test]
fn nobody_to_print_for_is_no_failure() {
    let mut setup = Setup::new();
    setup.send(0, vec!["a line that fills pipes"; 20_000]);
    let log = setup.dir.path().join("web-0").display().to_string();
    for (name, args) in [
        ("console_consumer", ["--broker", &setup.address, "web"].as_slice()),
        ("console_consumer", &["--broker", &setup.address, "--follow", "web"]),
        ("dump_log", &["--payloads", "lines", &log]),
        ("dump_log", &["--messages", &log]),
    ] {
        let mut child =
            program(name).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut String::new()).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {output:?}");
        assert_eq!(text(&output.stderr), "", "{name}");
    }
}

#[test]
fn a_follower_with_nothing_to_say_sees_that_nobody_listens() {
    let mut setup = Setup::new();
    setup.send(0, ["one"]);
    let (mut child, mut stdout) = setup.follow();
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn offsets_stand_in_a_table() {
    let mut setup = Setup::new();
    setup.send(0, ["one", "two"]);
    let table = succeed("offsets", &["--broker", &setup.address, "web", "nothing"]);
    let expected = "\
TOPIC    PARTITION  EARLIEST  LATEST  BYTES
web              0         0      26     26
web              1         0       0      0
nothing          0         0       0      0
nothing          1         0       0      0
";
    assert_eq!(table, expected);
    let one = succeed("offsets", &["--broker", &setup.address, "--partition", "0", "web"]);
    assert_eq!(one.lines().count(), 2);
}

#[test]
fn a_dead_brokers_log_is_read() {
    let mut setup = Setup::new();
    let set = MessageSet::compressed(Compression::Gzip, ["one", "two"]).unwrap();
    let end = set.len();
    setup.kafka.produce(&ProduceRequest::new("web", 0, set)).unwrap();
    setup.send(0, ["three"]);
    setup.send(1, ["four"]);
    setup.broker.shutdown().unwrap();
    let dir = setup.dir.path().display().to_string();
    let segment = setup.segment().display().to_string();

    let summary = succeed("dump_log", &[&dir]);
    let lines: Vec<_> = summary.lines().collect();
    assert_eq!(lines.len(), 2);
    let first = format!(
        "{dir}/web-0: offsets 0 to {}, segments: 1, messages: 3, bytes of payload: 11, damaged \
         places: 0",
        end + 15
    );
    assert_eq!(lines[0], first);
    assert_eq!(succeed("dump_log", &["--payloads", "lines", &dir]), "one\ntwo\nthree\nfour\n");
    let listed = format!("0\t{end}\t1\tgzip\t{}\n{end}\t{}\t1\tnone\t5\n", end - 10, end + 15);
    assert_eq!(succeed("dump_log", &["--messages", "--shallow", &segment]), listed);
}

#[test]
fn damage_is_told_with_its_place_and_stepped_over() {
    let mut setup = Setup::new();
    setup.send(0, ["one", "two", "three"]);
    setup.broker.shutdown().unwrap();
    let segment = setup.segment();
    let mut bytes = fs::read(&segment).unwrap();
    bytes[13 + 10] ^= 1;
    bytes.truncate(26 + 12);
    fs::write(&segment, bytes).unwrap();

    let output = run("dump_log", &["--payloads", "lines", segment.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "one\n");
    let said = text(&output.stderr);
    let segment = segment.display();
    let place = format!("dump_log: skipped damaged bytes in {segment} from offset 13 to 38: ");
    assert!(said.starts_with(&place) && said.contains("CRC-32"), "{said}");
    assert!(said.ends_with("\ndump_log: damaged places: 1\n"), "{said}");
    assert!(!said.contains("two"), "{said}");

    let empty = setup.dir.path().join("empty-0");
    fs::create_dir(&empty).unwrap();
    let said = fail("dump_log", &[empty.to_str().unwrap()]);
    assert!(said.contains(empty.to_str().unwrap()) && said.contains("*.kafka"), "{said}");
    let said = fail("dump_log", &["/no/such/directory"]);
    assert!(said.contains("/no/such/directory"), "{said}");
}

#[test]
fn all_that_is_in_a_log_directory_is_read_once_or_named() {
    let dir = tempfile::tempdir().unwrap();
    let partition = dir.path().join("web-0");
    fs::create_dir_all(partition.join("old")).unwrap();
    let write = |name: &str, texts: &[&str]| {
        fs::write(partition.join(name), MessageSet::new(texts).as_bytes()).unwrap();
    };
    write("00000000000000000000.kafka", &["one", "two"]);
    write("0.kafka", &["one", "three"]);
    let unread = ["-1.kafka", "00000000000000000000.kafka.truncated", "old/0.kafka"];
    for name in unread {
        write(name, &["unread"]);
    }

    let output = run("dump_log", &["--payloads", "lines", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "one\ntwo\nthree\n");
    let said = text(&output.stderr);
    let lines: Vec<_> = said.lines().collect();
    let overlap = format!(
        "dump_log: segments {first} and {second} both hold offsets 0 to 26",
        first = partition.join("00000000000000000000.kafka").display(),
        second = partition.join("0.kafka").display()
    );
    assert!(lines[0].starts_with(&overlap), "{said}");
    for (line, name) in lines[1..].iter().zip(unread) {
        let named = format!("dump_log: not read: {}", partition.join(name).display());
        assert!(line.starts_with(&named), "{said}");
    }
    assert_eq!(lines[4], "dump_log: damaged places: 1, files not read: 3");
}

#[test]
fn any_payload_goes_from_a_log_to_a_broker() {
    let mut setup = Setup::new();
    let odd: Vec<Vec<u8>> = vec![b"with\nline feed".to_vec(), vec![], vec![0xff; 1000]];
    setup.kafka.send_to("web", 0, &odd).unwrap();
    setup.kafka.confirm().unwrap();
    let dumped = run("dump_log", &["--payloads", "lengths", setup.segment().to_str().unwrap()]);
    let address = setup.address.clone();
    let args = ["--broker", &address, "--partition", "1", "--input", "lengths", "again"];
    let sent = feed("console_producer", &args, &dumped.stdout);
    assert!(sent.status.success(), "{sent:?}");
    assert_eq!(payloads(&setup.log("again", 1)), odd);

    let cut = feed("console_producer", &args, &dumped.stdout[..20]);
    assert_eq!(cut.status.code(), Some(1));
    let said = "console_producer: message 2 of the input: the input ends inside a length";
    assert!(text(&cut.stderr).starts_with(said), "{cut:?}");
}

fn mirror(from: &Setup, to: &Setup, state: &Path, more: &[&str]) -> Command {
    let mut command = program("mirror");
    command
        .args(["--from", &from.address, "--to", &to.address, "--state"])
        .arg(state)
        .args(more)
        .arg("web");
    command
}

#[test]
fn a_mirror_copies_bytes_as_they_are_and_goes_on_where_it_was() {
    let (mut source, mut target) = (Setup::new(), Setup::new());
    let state = target.dir.path().join("state");
    let packed = MessageSet::compressed(Compression::Snappy, ["one", "two"]).unwrap();
    source.kafka.produce(&ProduceRequest::new("web", 0, packed)).unwrap();
    source.send(0, ["three"]);
    source.send(1, vec!["many more of these"; 1000]);
    for _ in 0..2 {
        // In small pieces, and nothing more the second time.
        let output = mirror(&source, &target, &state, &["--fetch-size", "100"]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        for partition in [0, 1] {
            assert_eq!(target.log("web", partition), source.log("web", partition));
        }
    }
    source.send(0, ["four"]);
    assert!(mirror(&source, &target, &state, &[]).status().unwrap().success());
    assert_eq!(target.log("web", 0), source.log("web", 0));

    let nowhere = Path::new("/no/such/directory/state");
    let output = mirror(&source, &target, nowhere, &[]).output().unwrap();
    let said = text(&output.stderr);
    assert!(said.starts_with("mirror: cannot save the offsets to /no/such"), "{said}");

    let output =
        mirror(&source, &target, &state, &["--to-topic", "a/b", "--partition", "0"]).output();
    assert!(output.unwrap().status.success(), "there is nothing to send");
    source.send(0, ["five"]);
    let output =
        mirror(&source, &target, &state, &["--to-topic", "a/b", "--partition", "0"]).output();
    let said = text(&output.unwrap().stderr);
    assert!(said.starts_with("mirror: partition 0: ") && said.contains("'/'"), "{said}");
    assert!(mirror(&source, &target, &state, &[]).status().unwrap().success());
    assert_eq!(target.log("web", 0), source.log("web", 0), "the failure left the state as it was");
}

#[test]
fn a_mirror_follows_until_it_is_interrupted() {
    let (mut source, mut target) = (Setup::new(), Setup::new());
    let state = target.dir.path().join("state");
    source.send(0, ["one"]);
    let mut child = mirror(&source, &target, &state, &["--follow"]).spawn().unwrap();
    source.send(1, ["two"]);
    for partition in [0, 1] {
        // It is there sooner or later.
        while target.kafka.offsets(&OffsetsRequest::latest("web", partition)).unwrap() != [13] {
            std::thread::yield_now();
        }
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(mirror(&source, &target, &state, &[]).status().unwrap().success());
    assert_eq!(target.log("web", 0), source.log("web", 0), "nothing is copied twice");
}

#[test]
fn a_mirror_waits_for_a_target_that_is_away() {
    let (mut source, mut target) = (Setup::new(), Setup::new());
    let state = target.dir.path().join("state");
    source.send(0, ["one"]);
    let mut child = mirror(&source, &target, &state, &["--follow", "--partition", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while target.kafka.offsets(&OffsetsRequest::latest("web", 0)).unwrap() != [13] {
        std::thread::yield_now();
    }
    target.broker.shutdown().unwrap();
    source.send(0, ["two"]);
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    let trying = said.find(|line| line.as_ref().unwrap().contains("trying again"));
    assert!(trying.is_some());
    target.start_again();
    while target.kafka.offsets(&OffsetsRequest::latest("web", 0)).unwrap() != [26] {
        std::thread::yield_now();
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(target.log("web", 0), source.log("web", 0));
}

#[test]
fn a_mirror_waits_for_a_target_before_which_a_proxy_closes_connections() {
    let (mut source, mut target) = (Setup::new(), Setup::new());
    let state = target.dir.path().join("state");
    source.send(0, ["one"]);
    let mut child =
        mirror(&source, &target, &state, &["--follow", "--partition", "0"]).spawn().unwrap();
    while target.kafka.offsets(&OffsetsRequest::latest("web", 0)).unwrap() != [13] {
        std::thread::yield_now();
    }
    let addr = target.broker.addr();
    target.broker.shutdown().unwrap();
    source.send(0, ["two"]);
    let proxy = TcpListener::bind(addr).unwrap();
    proxy.set_nonblocking(true).unwrap();
    let mut closed = 0;
    while closed < 20 {
        assert_eq!(child.try_wait().unwrap(), None, "it goes on");
        closed += usize::from(proxy.accept().is_ok());
        std::thread::yield_now();
    }
    drop(proxy);
    target.start_again();
    while target.kafka.offsets(&OffsetsRequest::latest("web", 0)).unwrap() != [26] {
        assert_eq!(child.try_wait().unwrap(), None, "it goes on");
    }
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(target.log("web", 0), source.log("web", 0));
}

#[test]
fn frames_are_read_the_same_with_and_without_tokio() {
    let expected = "\
Two requests in one write, their answers in pieces:
  client: Identities { keys: [Key { blob: [171, 205], comment: \"home\" }, Key { blob: [239], comment: \"work\" }] }
  client: Failure
  agent: the connection ended between two frames
A size over the bound:
  agent: Frame.message at byte 0: size is 1048576, at most 262144 allowed
A connection that ends inside a frame:
  agent: the connection ended inside a frame
";
    for program in ["frames", "frames_tokio"] {
        assert_eq!(succeed(program, &[]), expected, "{program}");
    }
}
