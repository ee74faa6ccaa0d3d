//! Reads a partition's log part by part: to its end or after it, on new connections where that helps,
//! from offsets that it has.

use std::sync::Arc;
use std::time::Duration;

use super::as_client::AsClient;
use super::checks;
use super::fetch::max_size;
use super::log_stream::{Chunk, LogStream, NextPart};
use super::offsets;
use super::outage::Outages;
use super::stopper::Stopper;
use crate::error::{Error, ErrorKind};
use crate::protocol::{ErrorCode, FetchRequest, OffsetsRequest};
use crate::transport::{Deadline, Waits};

/// How often an iteration looks whether it is stopped, while a connection is being opened.
const LOOK_FOR_STOP: Duration = Duration::from_millis(50);

/// How many jumps are kept for a user who does not ask for them.
const CHANGES_KEPT: usize = 1000;

/// What an iteration does about a message that is larger than the fetch size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnTooLarge {
    /// It yields [`ErrorKind::LargerThanFetch`], with the message's offset and size.
    Fail,
    /// It fetches as much more as the message takes, and goes on with the small fetch size.
    Grow {
        /// The largest message, in bytes in the log; one that is larger yields the error.
        max: usize,
    },
}

/// What an iteration does about an offset that the log does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnOutOfRange {
    /// It yields the broker's error.
    #[default]
    Fail,
    /// It goes on at the log's first offset: what was deleted in between is missed.
    Earliest,
    /// It goes on at the log's end: what is before it is missed.
    Latest,
}

/// A jump of an iteration, made because the log did not have the offset it had come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PositionChange {
    /// The offset that the log does not have.
    pub from: i64,
    /// Where the iteration has gone on.
    pub to: i64,
}

/// What an iteration reads from: parts of the log, one after the other.
pub(super) struct LogReader<C> {
    pub(super) client: C,
    pub(super) stream: LogStream,
    pub(super) on_too_large: OnTooLarge,
    pub(super) on_out_of_range: OnOutOfRange,
    pub(super) follow: Option<Duration>,
    pub(super) idle_timeout: Duration,
    pub(super) stopper: Stopper,
    /// Where to go on after all that was processed.
    pub(super) position: i64,
    pub(super) changes: Vec<PositionChange>,
    pub(super) outages: Outages,
    single_page: bool,
    /// Whether something was read since the reading began.
    began: bool,
}

impl<C: AsClient> LogReader<C> {
    pub(super) fn new(client: C, request: FetchRequest) -> Self {
        Self {
            on_too_large: OnTooLarge::Grow { max: client.transport().settings().max_response_size },
            on_out_of_range: OnOutOfRange::default(),
            follow: None,
            idle_timeout: Duration::MAX,
            stopper: Stopper::default(),
            position: request.offset,
            changes: Vec::new(),
            outages: Outages::new(),
            single_page: false,
            began: false,
            client,
            stream: LogStream::new(request),
        }
    }

    /// Ends after one page.
    pub(super) fn read_single_page(&mut self) {
        self.single_page = true;
        self.stream.read_ahead = false;
    }

    /// Topic, partition and page size.
    pub(super) fn request(&self) -> &FetchRequest {
        self.stream.request()
    }

    pub(super) fn broker(&self) -> &Arc<str> {
        self.client.transport().broker()
    }

    /// Begins at `offset`.
    pub(super) fn seek(&mut self, offset: i64) {
        self.began = false;
        self.restart(offset);
    }

    /// Goes on from `offset`, without what was received and not handed out.
    pub(super) fn restart(&mut self, offset: i64) {
        self.position = offset;
        self.stream.restart(self.client.transport(), offset);
    }

    /// The next part of the log; `None` at its end, or when the reading is stopped. After an error
    /// it goes on from the position.
    pub(super) fn next_chunk(&mut self) -> Result<Option<Chunk>, Error> {
        let idle = Deadline::after(self.idle_timeout);
        loop {
            let error = match self.try_next_chunk(idle) {
                Ok(chunk) => return Ok(chunk),
                Err(error) => self.locate(error),
            };
            let settings = self.client.transport().settings();
            if !self.survives_outages()
                || !error.kind().is_lost_connection()
                || !self.outages.lost(&error, settings, idle, &self.stopper)
            {
                return Err(error);
            }
        }
    }

    /// Whether it goes on when the connection is lost.
    fn survives_outages(&self) -> bool {
        self.outages.patience.is_some() || (self.follow.is_some() && !self.single_page)
    }

    /// Goes back to the position, and says where the error happened.
    fn locate(&mut self, error: Error) -> Error {
        self.restart(self.position);
        let FetchRequest { topic, partition, .. } = self.request();
        let error = error.in_call("iteration").on(topic, *partition).at(self.position);
        if error.kind().is_before_sending() { error } else { error.by(self.broker()) }
    }

    /// How many bytes a message may take that lies in several pages.
    pub(super) fn limit(&self) -> usize {
        match self.on_too_large {
            OnTooLarge::Fail => max_size(self.stream.request()),
            OnTooLarge::Grow { max } => max.max(max_size(self.stream.request())),
        }
    }

    fn try_next_chunk(&mut self, idle: Deadline) -> Result<Option<Chunk>, Error> {
        checks::fetch(self.stream.request(), self.client.transport().settings().names)?;
        let limit = self.limit();
        let settings = self.client.transport().settings();
        let mut waits = settings.waits(settings.retries);
        let mut jumped = false;
        loop {
            if self.single_page && self.began && self.stream.is_drained() {
                return Ok(None);
            }
            let next = |this: &mut Self| this.stream.next(this.client.transport_mut(), limit);
            match self.connected_do(&mut waits, next)? {
                None => return Ok(None),
                Some(NextPart::Chunk(chunk)) => {
                    self.began = true;
                    return Ok(Some(chunk));
                }
                Some(NextPart::End) => {
                    if let Some(chunk) = self.stream.take_cut() {
                        return Ok(Some(chunk));
                    }
                    let Some(interval) = self.follow.filter(|_| !self.single_page) else {
                        return match self.stream.cut() {
                            Some((available, size)) => {
                                Err(ErrorKind::CutAtEnd { available, size }.into())
                            }
                            None => Ok(None),
                        };
                    };
                    if idle.has_passed() {
                        return Ok(None);
                    }
                    self.stopper.wait(interval.min(idle.left()));
                }
                Some(NextPart::OutOfRange) => {
                    if jumped {
                        // The log does not have the offset that the broker gave either.
                        let Some(wait) = waits.next() else {
                            return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
                        };
                        self.stopper.wait(wait);
                    }
                    if !self.jump(&mut waits)? {
                        return Ok(None);
                    }
                    jumped = true;
                }
            }
        }
    }

    /// What `act` returns when the connection is open, on new ones where that helps; `None` if the
    /// iteration is stopped.
    fn connected_do<T>(
        &mut self,
        waits: &mut Waits,
        mut act: impl FnMut(&mut Self) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let stopper = self.stopper.clone();
        let within_call = !self.survives_outages();
        waits.retry(
            |error| within_call && error.kind().failed_fast(),
            |wait| stopper.wait(wait),
            || {
                if stopper.is_stopped() {
                    return Ok(None);
                }
                let done = match self.connected() {
                    Ok(false) => return Ok(None),
                    Ok(true) => act(self),
                    Err(error) => Err(error),
                };
                match done {
                    Ok(_) => self.outages.answered(self.client.transport().broker()),
                    Err(_) => self.restart(self.position),
                }
                done.map(Some)
            },
        )
    }

    /// Opens the connection if it is gone; `false` if the iteration is stopped meanwhile.
    fn connected(&mut self) -> Result<bool, Error> {
        let transport = self.client.transport_mut();
        // Answers that are still to come are read first, on the connection that they come on.
        while transport.outstanding() == 0 && !transport.open_by(Deadline::after(LOOK_FOR_STOP))? {
            if self.stopper.is_stopped() {
                transport.give_up_opening();
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Goes to an offset that the log has, as the user chose; `false` if the iteration is stopped.
    fn jump(&mut self, waits: &mut Waits) -> Result<bool, Error> {
        let FetchRequest { topic, partition, .. } = self.stream.request();
        let request = match self.on_out_of_range {
            OnOutOfRange::Fail => {
                return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
            }
            OnOutOfRange::Earliest => OffsetsRequest::earliest(topic.as_str(), *partition),
            OnOutOfRange::Latest => OffsetsRequest::latest(topic.as_str(), *partition),
        };
        let ask = |this: &mut Self| offsets::ask_once(this.client.transport_mut(), &request);
        let Some(offsets) = self.connected_do(waits, ask)? else { return Ok(false) };
        let FetchRequest { topic, partition, .. } = self.stream.request();
        let Some(&to) = offsets.first() else {
            return Err(ErrorKind::Broker(ErrorCode::OffsetOutOfRange).into());
        };
        let change = PositionChange { from: self.position, to };
        event!(
            Warn,
            "topic {}, partition {}: the log of broker {} has no offset {}; going on at {to}",
            topic,
            partition,
            self.broker(),
            change.from
        );
        self.restart(to);
        if self.changes.len() == CHANGES_KEPT {
            self.changes.remove(0);
        }
        self.changes.push(change);
        Ok(true)
    }
}
