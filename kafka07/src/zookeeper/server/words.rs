//! The commands of four letters that people and monitors send instead of packets.

use super::hub::Hub;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `ruok`: is it there?
    Ruok,
    /// `srvr`: how is it?
    Srvr,
    /// `stat`: the same.
    Stat,
}

/// The command that a client has sent in place of its first packet.
pub(super) fn find(bytes: &[u8]) -> Option<Word> {
    match bytes.get(..4)? {
        b"ruok" => Some(Word::Ruok),
        b"srvr" => Some(Word::Srvr),
        b"stat" => Some(Word::Stat),
        _ => None,
    }
}

/// What it is answered.
pub(super) fn answer(word: Word, hub: &Hub) -> String {
    match word {
        Word::Ruok => "imok".to_owned(),
        Word::Srvr | Word::Stat => {
            let (received, sent) = hub.traffic();
            format!(
                "Zookeeper version: 3.3.3-kafka07-{}, built on {}\n\
                 Latency min/avg/max: 0/0/0\n\
                 Received: {received}\nSent: {sent}\nOutstanding: 0\n\
                 Connections: {}\nSessions: {}\nWatches: {}\n\
                 Zxid: {:#x}\nMode: standalone\nNode count: {}\n",
                env!("CARGO_PKG_VERSION"),
                "01/01/2011 00:00 GMT",
                hub.connections() + 1,
                hub.core.sessions.len(),
                hub.core.watches(),
                hub.core.zxid(),
                hub.core.nodes(),
            )
        }
    }
}
