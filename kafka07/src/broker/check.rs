//! What a produced set is checked for before it goes into a log.

use crate::message::{self, Compression, ErrorKind, Messages, ReadOptions};

/// A set that may be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    /// How many bytes of it: up to its last whole message.
    pub(super) length: usize,
    /// How many messages these are, the inner ones of compressed messages counted.
    pub(super) messages: u64,
}

/// Why a set is not appended.
#[derive(Debug)]
pub(super) enum Refused {
    /// A payload over the maximum size: the set is dropped, and nobody is told.
    TooLarge { size: usize },
    /// The connection is closed.
    Corrupt(message::Error),
}

/// Checks a produced set: first every message as it stands, then what compressed ones hold. The
/// first thing wrong decides.
pub(super) fn produced(
    set: &[u8],
    max_message_size: usize,
    open: &ReadOptions,
) -> Result<Checked, Refused> {
    let mut checked = Checked { length: 0, messages: 0 };
    let mut compressed = false;
    for message in Messages::new(set, 0, &open.shallow(true)) {
        match message {
            Ok(message) => {
                let size = message.payload().len();
                if size > max_message_size {
                    return Err(Refused::TooLarge { size });
                }
                compressed |= message.compression() != Compression::None;
                checked.length = usize::try_from(message.next_offset()).unwrap_or(set.len());
                checked.messages += 1;
            }
            // One to three bytes and nothing before them: no message, and no error either.
            Err(error) if is_size_cut(&error) => break,
            Err(error) => return Err(Refused::Corrupt(error)),
        }
    }
    if compressed {
        checked.messages = 0;
        for message in Messages::new(&set[..checked.length], 0, &open.shallow(false)) {
            message.map_err(Refused::Corrupt)?;
            checked.messages += 1;
        }
    }
    Ok(checked)
}

fn is_size_cut(error: &message::Error) -> bool {
    matches!(error.kind(), ErrorKind::TooLargeForFetch { size: None, .. })
}
