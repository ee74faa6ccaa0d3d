//! The commands of four letters that people and monitors send instead of packets.

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

/// How it is with a server.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers {
    /// Packets.
    pub(super) received: u64,
    /// Packets.
    pub(super) sent: u64,
    pub(super) connections: usize,
    pub(super) sessions: usize,
    pub(super) watches: usize,
    pub(super) zxid: i64,
    pub(super) nodes: usize,
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
pub(super) fn answer(word: Word, numbers: &Numbers) -> String {
    match word {
        Word::Ruok => "imok".to_owned(),
        Word::Envi => format!("Environment:\nzookeeper.version={VERSION}\n"),
        Word::Srvr | Word::Stat => {
            let Numbers { received, sent, connections, sessions, watches, zxid, nodes } = numbers;
            format!(
                "Zookeeper version: {VERSION}\n\
                 Latency min/avg/max: 0/0/0\n\
                 Received: {received}\nSent: {sent}\nOutstanding: 0\n\
                 Connections: {connections}\nSessions: {sessions}\nWatches: {watches}\n\
                 Zxid: {zxid:#x}\nMode: standalone\nNode count: {nodes}\n"
            )
        }
    }
}
