//! The commands of four letters that people and monitors send instead of packets.

use super::hub::Hub;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// `ruok`: is it there?
    Ruok,
    /// `envi`: where does it run?
    Envi,
    /// `srvr`: how is it?
    Srvr,
    /// `stat`: the same.
    Stat,
}

/// The command that a client has sent in place of its first packet.
pub(super) fn find(bytes: &[u8]) -> Option<Word> {
    match bytes.get(..4)? {
        b"ruok" => Some(Word::Ruok),
        b"envi" => Some(Word::Envi),
        b"srvr" => Some(Word::Srvr),
        b"stat" => Some(Word::Stat),
        _ => None,
    }
}

/// What it says that it is.
const VERSION: &str = concat!("3.3.3-kafka07-", env!("CARGO_PKG_VERSION"), ", built on 01/01/2011");

/// What it is answered.
pub(super) fn answer(word: Word, hub: &Hub) -> String {
    match word {
        Word::Ruok => "imok".to_owned(),
        Word::Envi => format!("Environment:\nzookeeper.version={VERSION}\n"),
        Word::Srvr | Word::Stat => {
            let (received, sent) = hub.traffic();
            format!(
                "Zookeeper version: {VERSION}\n\
                 Latency min/avg/max: 0/0/0\n\
                 Received: {received}\nSent: {sent}\nOutstanding: 0\n\
                 Connections: {}\nSessions: {}\nWatches: {}\n\
                 Zxid: {:#x}\nMode: standalone\nNode count: {}\n",
                hub.connections() + 1,
                hub.core.sessions.len(),
                hub.core.watches(),
                hub.core.zxid(),
                hub.core.nodes(),
            )
        }
    }
}
