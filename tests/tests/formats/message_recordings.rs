//! What JVM clients wrote and brokers kept, read message by message.

use std::fs;

use kafka07::protocol::{AnyRequest, FetchRequest, ResponseFrame};
use kafka07::wire;
use kafka07::{MessageSet, ReadOptions, Wire};
use kafka07_tests::vectors::{Row, folder, rows};

/// The payloads as the column `call` writes them: `one|two`, `@500:z`, `-` for none.
fn payloads(written: &str) -> Vec<Vec<u8>> {
    if written == "-" {
        return Vec::new();
    }
    let payload = |text: &str| match text.strip_prefix('@').and_then(|run| run.split_once(':')) {
        Some((count, byte)) => byte.repeat(count.parse().unwrap()).into_bytes(),
        None => text.as_bytes().to_vec(),
    };
    written.split('|').map(payload).collect()
}

fn read(set: &MessageSet) -> Vec<Vec<u8>> {
    set.messages().map(|message| message.unwrap().payload().to_vec()).collect()
}

/// The sets that a row's call produces, each with its topic.
fn produced(row: &Row) -> Vec<(String, Vec<Vec<u8>>)> {
    let call: Vec<&str> = row.columns[2].split(' ').collect();
    match call[0] {
        "produce" | "produce-nopart" => {
            vec![(call[1].replace('\'', ""), payloads(call[call.len() - 1]))]
        }
        "produce2" => call[4..].iter().map(|one| (call[1].to_owned(), payloads(one))).collect(),
        "multiproduce" => call[1..]
            .iter()
            .map(|one| {
                let part: Vec<&str> = one.splitn(4, ':').collect();
                (part[0].to_owned(), payloads(part[3]))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Everything that was sent on one connection.
#[derive(Wire)]
struct Sent<'a> {
    #[wire(rest, each(size = i32))]
    requests: Vec<AnyRequest<'a>>,
}

fn requests(sent: &[u8]) -> Vec<AnyRequest<'_>> {
    wire::from_slice::<Sent<'_>>(sent).unwrap().requests
}

#[test]
fn what_jvm_clients_produced_reads_as_they_were_told() {
    let mut sets = 0;
    for row in rows("client") {
        let told = produced(&row);
        let sent = row.request();
        if told.is_empty() || sent.is_empty() {
            continue;
        }
        let mut found = Vec::new();
        for request in requests(&sent) {
            match request {
                AnyRequest::Produce(produce) => found.push((produce.topic, read(&produce.set))),
                AnyRequest::MultiProduce(all) => found
                    .extend(all.produces.iter().map(|part| (part.topic.clone(), read(&part.set)))),
                other => panic!("{}: not a produce: {other:?}", row.name),
            }
        }
        assert_eq!(found, told, "{}", row.name);
        sets += found.len();
    }
    assert!(sets > 30, "only {sets} sets were there to read");
}

/// What the JVM consumer said it saw: next offsets and payloads. Where it shortened a payload, so
/// does this; where it shortened the list, so does the caller.
fn seen(said: &str) -> Vec<(i64, String)> {
    said.split("; ")
        .filter_map(|part| part.strip_prefix("msg nextOffset="))
        .map(|part| {
            let (next, payload) = part.split_once(" payload=").unwrap();
            (next.parse().unwrap(), payload.to_owned())
        })
        .collect()
}

fn shortened(payload: &[u8]) -> String {
    let text = String::from_utf8_lossy(payload);
    if payload.len() > 100 {
        format!("{}...({} bytes)", &text[..20], payload.len())
    } else {
        text.into()
    }
}

#[test]
fn what_brokers_answered_reads_as_the_jvm_consumer_read_it() {
    let mut messages = 0;
    for row in rows("client") {
        if !row.columns[2].starts_with("fetch ") || row.response().is_empty() {
            continue;
        }
        let said = &row.columns[6];
        let [AnyRequest::Fetch(FetchRequest { offset, .. })] = requests(&row.request())[..] else {
            panic!("{}: not a fetch", row.name)
        };
        let bytes = row.response();
        let Ok(response) = wire::from_slice::<ResponseFrame<MessageSet>>(&bytes) else {
            // Only a negative fetch size gets an answer that is none.
            assert!(row.name.starts_with("fetch-size-negative"), "{}", row.name);
            continue;
        };
        let Ok(set) = response.response.into_result() else {
            assert!(!said.starts_with("errorCode=0"), "{}", row.name);
            continue;
        };
        assert!(said.starts_with("errorCode=0"), "{}", row.name);
        let mut walk = set.read(offset, &ReadOptions::new());
        for (next, payload) in seen(said) {
            if payload.ends_with("...") {
                break;
            }
            let message = walk.next().unwrap().unwrap();
            assert_eq!((message.next_offset(), shortened(message.payload())), (next, payload));
            assert_eq!(walk.next_offset(), next);
            messages += 1;
        }
        if row.name.starts_with("fetch-too-small") {
            let error = walk.next().unwrap().unwrap_err();
            assert!(error.to_string().contains("fetch"), "{error}");
        } else if let Some((_, valid)) = said.split_once("validBytes=") {
            assert!(walk.all(|message| message.is_ok()), "{}", row.name);
            assert_eq!(walk.next_offset() - offset, valid.parse::<i64>().unwrap(), "{}", row.name);
        }
    }
    assert!(messages > 30, "only {messages} messages were there to read");
}

/// Topic and partition of a folder, with the payloads its segments hold.
fn segments() -> Vec<(String, Vec<Vec<u8>>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder("segments")).unwrap() {
        let entry = entry.unwrap();
        let mut files: Vec<_> =
            fs::read_dir(entry.path()).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let mut found = Vec::new();
        let mut end = 0;
        for file in files {
            let start: i64 = file.file_stem().unwrap().to_str().unwrap().parse().unwrap();
            assert_eq!(start, end, "a segment starts where the one before it ends");
            let set = MessageSet::from_raw(fs::read(&file).unwrap());
            let mut walk = set.read(start, &ReadOptions::new());
            found.extend(walk.by_ref().map(|message| message.unwrap().payload().to_vec()));
            assert_eq!(walk.cut_tail(), None);
            end = walk.next_offset();
            assert_eq!(end - start, i64::try_from(set.len()).unwrap());
        }
        all.push((entry.file_name().into_string().unwrap(), found));
    }
    all
}

#[test]
fn what_brokers_kept_is_what_was_produced() {
    let segments = segments();
    let kept = |name: &str| {
        let found = segments.iter().find(|(folder, _)| folder == name);
        found.unwrap_or_else(|| panic!("no {name}")).1.clone()
    };
    let told = |written: &str| payloads(written);
    let numbered = |count: usize| {
        (0..count).map(|n| format!("message-{n:02}").into_bytes()).collect::<Vec<_>>()
    };
    let of = |byte: &str, count: usize| byte.repeat(count).into_bytes();

    assert_eq!(kept("plain-0"), told("hello|one|two|three|four|five"));
    assert_eq!(kept("plain-1"), told("p1a|p1b"));
    assert_eq!(kept("emptyp-0"), told("|x"));
    assert_eq!(kept("utf8-0"), told("héllo|日本|ß"));
    assert_eq!(kept("rnd-1"), told("r1|r2"));
    assert_eq!(kept("gzempty-0"), told("-"));
    assert_eq!(kept("snempty-0"), told("-"));
    assert_eq!(kept("mp1-0"), told("a|b|plain|gz1|gz2|sn1|sn2|solo"));
    assert_eq!(kept("mp1-1"), told("part1"));
    assert_eq!(kept("mp2-0"), told("c"));
    assert_eq!(kept("mpf1-0"), told("a"));
    assert_eq!(kept("mprnd-0"), told("a"));
    assert_eq!(kept("mprnd-1"), told("b"));
    assert_eq!(kept("log.file.size-100_big-0"), told("@400:z"));
    assert_eq!(kept("log.file.size-100_big2-0"), told("after"));
    assert_eq!(kept("log.file.size-100_s-0"), numbered(21));
    assert_eq!(kept("log.file.size-100_se-0"), numbered(12));

    let small = told("one|two|three|single");
    for (folder, length, last) in [("gz-0", 5000, 3000), ("sn-0", 20000, 30000)] {
        let found = kept(folder);
        assert_eq!(found[..4], small, "{folder}");
        assert_eq!(found[4..6], [of("a", length), of("b", length)], "{folder}");
        assert_eq!(found[6].len(), last, "{folder}");
        assert_eq!(found.len(), 7, "{folder}");
    }
}
