//! After an unclean stop: a segment is cut back to its last whole message with a good CRC.

use std::fs::File;
use std::io;

use super::segment::Segment;
use crate::archive::Error;
use crate::archive::file::read_at;
use crate::message::{self, ErrorKind, Messages, ReadOptions};

/// How much is read at once; more only for a message that is larger.
const CHUNK: usize = 1 << 20;

/// Cuts `segment` back to its last good message.
pub(super) fn recover(segment: &Segment) -> Result<(), Error> {
    let size = segment.visible();
    let good = good_end(&segment.file, size).map_err(Error::io("read", &segment.path))?;
    if good < size {
        event!(
            Warn,
            "{}: {} bytes behind byte {good} are no whole message with a good CRC: cut off",
            segment.path.display(),
            size - good
        );
        segment.truncate(good)?;
        segment.show(good);
    }
    Ok(())
}

/// Where the messages at the front of a file of `size` bytes end that are whole and good.
fn good_end(file: &File, size: u64) -> io::Result<u64> {
    // What a compressed message holds was checked when it was produced.
    let options = ReadOptions::new().shallow(true);
    let mut window = vec![0; CHUNK];
    let mut good = 0;
    while good < size {
        let filled = read_at(file, &mut window, good)?;
        let (mut walked, mut wrong) = (0, None);
        for message in Messages::new(&window[..filled], 0, &options) {
            match message {
                Ok(message) => walked = message.next_offset().unsigned_abs(),
                Err(error) => wrong = Some(error),
            }
        }
        good += walked;
        match wrong.as_ref().map(message::Error::kind) {
            None if walked > 0 => {}
            // The window is too small for the first message, which the file holds as a whole.
            Some(ErrorKind::TooLargeForFetch { size: Some(whole), .. })
                if *whole > filled && *whole as u64 <= size - good =>
            {
                window.resize(*whole, 0);
            }
            _ => break,
        }
    }
    Ok(good)
}
