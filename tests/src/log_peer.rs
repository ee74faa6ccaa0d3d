//! A log in memory, served as brokers serve theirs, with pages as long as the test likes.

use kafka07::protocol::AnyRequest;

use crate::peer::{Guest, answer, offsets_answer};

/// The bytes of one partition's log.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog {
    /// Its first offset; what stands before it has been deleted.
    pub start: usize,
    /// All bytes, from offset 0 on.
    pub bytes: Vec<u8>,
    /// Where segments end: no answer reaches over one.
    pub segment_ends: Vec<usize>,
}

impl MemoryLog {
    /// What a broker answers to a fetch.
    pub fn fetch(&self, offset: i64, max_size: i32) -> Vec<u8> {
        let (Ok(from), Ok(size)) = (usize::try_from(offset), usize::try_from(max_size)) else {
            return answer(1, &[]);
        };
        if from < self.start || from > self.bytes.len() {
            return answer(1, &[]);
        }
        let segment_end = self.segment_ends.iter().copied().filter(|end| *end > from).min();
        let end = segment_end.unwrap_or(self.bytes.len()).min(self.bytes.len());
        answer(0, &self.bytes[from..end.min(from + size)])
    }

    /// What a broker answers to a fetch or an offsets request.
    ///
    /// # Panics
    /// If it is another request.
    pub fn answer(&self, request: &AnyRequest<'_>) -> Vec<u8> {
        let offset = |position: usize| i64::try_from(position).expect("an offset");
        match request {
            AnyRequest::Fetch(fetch) => self.fetch(fetch.offset, fetch.max_size),
            AnyRequest::Offsets(offsets) if offsets.time.0 == -2 => {
                offsets_answer(&[offset(self.start)])
            }
            AnyRequest::Offsets(_) => offsets_answer(&[offset(self.bytes.len())]),
            other => panic!("a log does not answer {other:?}"),
        }
    }

    /// Serves one connection until the client closes it.
    pub fn serve(&self, guest: &mut Guest) {
        while let Some(request) = guest.request() {
            guest.send(&self.answer(&request));
        }
    }
}
