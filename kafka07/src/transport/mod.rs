//! The way to one broker: requests out, answers in, on a connection that is opened when it is
//! needed and given up when it breaks.

mod buffers;
mod connection;
mod deadline;
mod opening;
mod retry;
mod settings;
mod target;

use std::fmt;
use std::mem;
use std::sync::Arc;
use std::thread;

use bytes::Bytes;

pub(crate) use deadline::Deadline;
pub(crate) use retry::Waits;
pub(crate) use settings::TransportSettings;
pub(crate) use target::Target;

use crate::error::{Error, ErrorKind, Unconfirmed, UnconfirmedPart};
use crate::protocol::{
    MultiProduceRequest, OffsetsRequest, ProduceRequest, RequestFrame, Response,
};
use crate::wire::{self, Decode, Gather, Output, Request};
use buffers::Buffers;
use connection::BrokerConnection;
use opening::Opening;

/// How large an answer is taken to be if nothing is known about it.
pub(crate) const SMALL_ANSWER: usize = 4096;

/// Answers that are no longer waited for are read and dropped up to this size; above it a new
/// connection costs less.
const DRAIN_AT_MOST: usize = 4 * 1024 * 1024;

/// Topic, partition and how much is sent there.
pub(crate) type ProducePart<'a> = (&'a str, i32, UnconfirmedPart);

/// All that is between one broker and those who talk to it.
///
/// It knows nothing of other brokers: who talks to several has one of these for each.
///
/// Requests go out in one write each. A broker answers the requests of a connection in order, so
/// any answer confirms the produces that were sent before its request; and it closes the connection
/// on a produce that fails. What was produced on a connection that broke is remembered as lost
/// until [`confirm`](Self::confirm) reports it.
pub struct Transport {
    settings: TransportSettings,
    target: Target,
    /// `None` after an error that left it in the middle of a frame, until the next request.
    connection: Option<BrokerConnection>,
    /// The next connection, if it is being opened in the background.
    opening: Option<Opening>,
    broker: Arc<str>,
    connections: u64,
    buffers: Buffers,
    /// The allocation that requests are encoded in.
    scratch: Vec<u8>,
    /// Produces on connections that are gone.
    lost: Unconfirmed,
    /// Whether the broker has confirmed something compressed with snappy on the last connection: so
    /// it is not a 0.7.0. Another one may answer the next connection.
    decodes_snappy: bool,
}

/// Why a produce is not on its way.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// No byte of it was written.
    NotWritten(Error),
    /// It may have been written, in part or as a whole.
    PerhapsWritten(Error),
}

/// The body of any answer.
#[derive(wire::Wire)]
pub(crate) struct AnyBody {
    #[wire(rest)]
    pub(crate) bytes: Bytes,
}

impl Transport {
    /// Connects, trying each address of the broker once.
    pub(crate) fn connect(settings: TransportSettings, target: Target) -> Result<Self, Error> {
        settings.check()?;
        let connection =
            BrokerConnection::open(&target, &settings).map_err(|error| error.in_call("connect"))?;
        Ok(Self {
            settings,
            target,
            broker: Arc::clone(connection.broker()),
            connection: Some(connection),
            opening: None,
            connections: 1,
            buffers: Buffers::default(),
            scratch: Vec::new(),
            lost: Unconfirmed::default(),
            decodes_snappy: false,
        })
    }

    /// The broker last connected to, as errors name it.
    pub(crate) fn broker(&self) -> &Arc<str> {
        &self.broker
    }

    pub(crate) fn settings(&self) -> &TransportSettings {
        &self.settings
    }

    /// How many connections there have been.
    pub(crate) fn connections(&self) -> u64 {
        self.connections
    }

    /// Sends a request that is not answered.
    pub(crate) fn tell(&mut self, request: &impl Request) -> Result<(), Error> {
        // No answer will be missing if the connection is broken, so opening it is tried again.
        let retries = self.settings.retries;
        self.write(request, None, None, Deadline::NEVER, |this| this.ready(retries))
            .map_err(Unsent::into_error)
    }

    /// Sends a request and reads its answer, on a new connection up to `retries` times more. The
    /// answer's body is expected to have up to `size` bytes.
    pub(crate) fn ask<T: for<'a> Decode<'a>>(
        &mut self,
        request: &impl Request,
        size: usize,
        retries: u32,
    ) -> Result<T, Error> {
        let answer = self.settings.waits(retries).retry(
            |error| error.kind().failed_fast(),
            thread::sleep,
            || {
                self.send(request, size)?;
                self.receive()
            },
        )?;
        self.read(&answer)
    }

    /// Sends a request whose answer is to be [received](Self::receive), after getting rid of all
    /// answers that are still to come.
    pub(crate) fn send(&mut self, request: &impl Request, size: usize) -> Result<(), Error> {
        self.write(request, None, Some(size), Deadline::NEVER, |this| this.ready(0))
            .map_err(Unsent::into_error)
    }

    /// Sends a request while the answers to earlier ones are still to come.
    pub(crate) fn send_ahead(&mut self, request: &impl Request, size: usize) -> Result<(), Error> {
        self.write(request, None, Some(size), Deadline::NEVER, |_| Ok(()))
            .map_err(Unsent::into_error)
    }

    /// How many answers are still to come.
    pub(crate) fn outstanding(&self) -> usize {
        self.connection.as_ref().map_or(0, BrokerConnection::outstanding)
    }

    /// Reads the next answer.
    pub(crate) fn receive(&mut self) -> Result<Bytes, Error> {
        let answer = match &mut self.connection {
            Some(connection) => connection.answer(&mut self.buffers),
            None => Err(ErrorKind::Closed),
        };
        answer.map_err(|kind| self.broken(kind))
    }

    /// Decodes an answer. Any answer, an error too, confirms the produces before it.
    pub(crate) fn read<T: for<'a> Decode<'a>>(&mut self, answer: &Bytes) -> Result<T, Error> {
        let result = match wire::from_bytes::<Response<T>>(answer) {
            Ok(response) => {
                if let Some(connection) = &mut self.connection {
                    self.decodes_snappy |= connection.unconfirmed.total().snappy_sets > 0;
                    connection.unconfirmed.clear();
                }
                response.into_result().map_err(ErrorKind::Broker)
            }
            Err(error) => {
                // A broker that answers so may be out of step for what follows.
                self.discard();
                Err(ErrorKind::Response(error))
            }
        };
        result.map_err(|kind| Error::new(kind).by(&self.broker))
    }

    /// Sends a produce, and remembers that it is not confirmed.
    pub(crate) fn produce(
        &mut self,
        request: &impl Request,
        parts: &[ProducePart<'_>],
    ) -> Result<(), Error> {
        self.tell(request)?;
        if let Some(connection) = &mut self.connection {
            count(&mut connection.unconfirmed, parts, self.decodes_snappy);
        }
        Ok(())
    }

    /// Sends a produce until it is confirmed, on new connections up to `retries` times more.
    pub(crate) fn produce_confirmed(
        &mut self,
        request: &impl Request,
        parts: &[ProducePart<'_>],
        retries: u32,
    ) -> Result<(), Error> {
        let Some((topic, partition, _)) = parts.first() else { return Ok(()) };
        let question = confirmation(topic, *partition);
        let confirmed = self.settings.waits(retries).retry(
            |error| !error.kind().is_before_sending(),
            thread::sleep,
            || {
                let retries = self.settings.retries;
                self.write(request, Some(&question), Some(SMALL_ANSWER), Deadline::NEVER, |this| {
                    this.ready(retries)
                })
                .map_err(Unsent::into_error)?;
                self.await_confirmation()
            },
        );
        confirmed.map_err(|error| {
            if error.kind().is_before_sending() {
                return error;
            }
            let mut unconfirmed = Unconfirmed::default();
            count(&mut unconfirmed, parts, self.decodes_snappy);
            Error::unconfirmed(unconfirmed, Some(error)).by(&self.broker)
        })
    }

    /// Sends produces and, in the same write, a question whose answer confirms them, while the
    /// answers to earlier ones are still to come. Of produces sent so, the caller keeps account.
    ///
    /// What cannot be written by `until` is written when the confirmation is waited for. The
    /// connection has to be [open](Self::open_by), and nothing may be [left](Self::is_writing) of a
    /// request before.
    pub(crate) fn produce_ahead(
        &mut self,
        produces: &[ProduceRequest],
        until: Deadline,
    ) -> Result<(), Unsent> {
        let Some(last) = produces.last() else { return Ok(()) };
        let question = Some(&confirmation(&last.topic, last.partition));
        match produces {
            [produce] => self.write(produce, question, Some(SMALL_ANSWER), until, |_| Ok(())),
            produces => {
                let request = MultiProduceRequest { produces: produces.into() };
                self.write(&request, question, Some(SMALL_ANSWER), until, |_| Ok(()))
            }
        }
    }

    /// Whether the broker of the last connection is known to decode snappy.
    pub(crate) fn decodes_snappy(&self) -> bool {
        self.decodes_snappy
    }

    /// Notes that a produce sent [ahead](Self::produce_ahead) was confirmed, with snappy in it.
    pub(crate) fn has_decoded_snappy(&mut self) {
        self.decodes_snappy = true;
    }

    /// Whether a part of a request is still to be written.
    pub(crate) fn is_writing(&self) -> bool {
        self.connection.as_ref().is_some_and(BrokerConnection::is_writing)
    }

    /// Opens the connection if it is gone, in the background. Whether it is open by `until`.
    pub(crate) fn open_by(&mut self, until: Deadline) -> Result<bool, Error> {
        self.give_up_if_closed()?;
        if self.connection.is_none() {
            let opening =
                self.opening.get_or_insert_with(|| Opening::start(&self.target, &self.settings));
            let Some(opened) = opening.wait(until) else { return Ok(false) };
            self.opening = None;
            self.opened(opened?);
        }
        Ok(true)
    }

    /// Drops the connection that is being opened in the background.
    pub(crate) fn give_up_opening(&mut self) {
        self.opening = None;
    }

    /// Waits for the next confirmation, but not longer than `until`. Whether it has come.
    pub(crate) fn await_confirmation_by(&mut self, until: Deadline) -> Result<bool, Error> {
        let answer = match &mut self.connection {
            Some(connection) => match connection.write_rest(until) {
                Ok(true) => connection.answer_by(&mut self.buffers, until),
                Ok(false) => Ok(None),
                Err(kind) => Err(kind),
            },
            None => Err(ErrorKind::Closed),
        };
        match answer.map_err(|kind| self.broken(kind))? {
            Some(answer) => self.read_confirmation(&answer).map(|()| true),
            None => Ok(false),
        }
    }

    /// Reads the next answer. Any answer, an error too, confirms what was sent before its request.
    fn await_confirmation(&mut self) -> Result<(), Error> {
        let answer = self.receive()?;
        self.read_confirmation(&answer)
    }

    fn read_confirmation(&mut self, answer: &Bytes) -> Result<(), Error> {
        match self.read::<AnyBody>(answer) {
            Err(error) if error.code().is_none() => Err(error),
            _ => Ok(()),
        }
    }

    /// Waits until all produces are confirmed, asking if nothing was asked since. What was lost
    /// is reported, once.
    pub(crate) fn confirm(&mut self) -> Result<(), Error> {
        let cause = self.ask_for_confirmation().err();
        if self.lost.is_empty() {
            return cause.map_or(Ok(()), Err);
        }
        Err(Error::unconfirmed(mem::take(&mut self.lost), cause).by(&self.broker))
    }

    fn ask_for_confirmation(&mut self) -> Result<(), Error> {
        self.settle();
        let Some(connection) = &self.connection else { return Ok(()) };
        // Any of them will do: had the broker refused its topic or partition, it would have closed
        // the connection before it sees the question.
        let Some((topic, partition, _)) = connection.unconfirmed.parts().next() else {
            return Ok(());
        };
        let question = confirmation(topic, partition);
        self.send_ahead(&question, SMALL_ANSWER)?;
        self.await_confirmation()
    }

    /// Whether something was produced that is not confirmed, or lost and not reported.
    pub(crate) fn has_unconfirmed(&self) -> bool {
        let open = self.connection.as_ref().is_some_and(|open| !open.unconfirmed.is_empty());
        open || !self.lost.is_empty()
    }

    /// Closes the connection. What was produced on it and is not confirmed is remembered.
    pub(crate) fn discard(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let unconfirmed = mem::take(&mut connection.unconfirmed);
            if !unconfirmed.is_empty() {
                event!(Warn, "broker {}: {unconfirmed}", self.broker);
                self.lost.merge(&unconfirmed);
            }
        }
    }

    /// Writes the frame of `request`, and that of a `question` after it. An answer of up to `size`
    /// bytes is to come, if there is one; then what is not written by `until` is kept. `prepare`
    /// sees to the connection before.
    fn write(
        &mut self,
        request: &impl Request,
        question: Option<&OffsetsRequest>,
        size: Option<usize>,
        until: Deadline,
        prepare: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Unsent> {
        let (frame, question) = (RequestFrame::new(request), question.map(RequestFrame::new));
        let refused = |kind: ErrorKind| Unsent::NotWritten(kind.into());
        let size_of_frame = wire::encoded_len(&frame.request)
            .map_err(|error| refused(ErrorKind::Request(error)))?;
        let max = self.settings.max_request_size;
        if size_of_frame > max {
            return Err(refused(ErrorKind::RequestTooLarge { size: size_of_frame, max }));
        }
        let mut frames = Gather::new(mem::take(&mut self.scratch));
        let encoded = frames
            .write(&frame)
            .and_then(|()| question.iter().try_for_each(|question| frames.write(question)));
        let written = match encoded {
            Ok(()) => match prepare(self) {
                Ok(()) => self.write_all(&frames, size, until).map_err(Unsent::PerhapsWritten),
                Err(error) => Err(Unsent::NotWritten(error)),
            },
            Err(error) => Err(refused(ErrorKind::Request(error))),
        };
        self.scratch = frames.into_buffer();
        written
    }

    fn write_all(
        &mut self,
        frames: &Gather<'_>,
        size: Option<usize>,
        until: Deadline,
    ) -> Result<(), Error> {
        let written = match &mut self.connection {
            Some(connection) => match size {
                Some(body) => {
                    let size = body.saturating_add(<Response<AnyBody> as Decode<'_>>::MIN_LEN);
                    connection.ask(&mut frames.slices(), size, until)
                }
                None => connection.write(&mut frames.slices()),
            },
            None => Err(ErrorKind::Closed),
        };
        written.map_err(|kind| self.broken(kind))
    }

    /// Makes the connection ready for a new request: open as far as one can see, and no other
    /// answers before the one to the new request. Opening is tried up to `retries` times more.
    fn ready(&mut self, retries: u32) -> Result<(), Error> {
        self.settle();
        self.settings.waits(retries).retry(
            |error| error.kind().failed_fast(),
            thread::sleep,
            || self.usable(),
        )
    }

    /// Gets rid of answers that are no longer waited for: those to the look-aheads of an iterator
    /// that was dropped. They are read if that is cheap, or if produces before them would stay
    /// unconfirmed otherwise.
    fn settle(&mut self) {
        while let Some(connection) = &mut self.connection {
            if connection.outstanding() == 0 {
                return;
            }
            if connection.unconfirmed.is_empty() && connection.outstanding_size() > DRAIN_AT_MOST {
                self.discard();
            } else if let Err(error) = self.await_confirmation() {
                event!(Debug, "broker {}: answers no longer waited for: {error:?}", self.broker);
            }
        }
    }

    /// Looks at the connection, and opens a new one if it is gone.
    fn usable(&mut self) -> Result<(), Error> {
        self.give_up_if_closed()?;
        if self.connection.is_none() {
            let connection = BrokerConnection::open(&self.target, &self.settings)?;
            self.opened(connection);
        }
        Ok(())
    }

    fn opened(&mut self, connection: BrokerConnection) {
        self.broker = Arc::clone(connection.broker());
        self.connection = Some(connection);
        self.connections += 1;
        self.decodes_snappy = false;
    }

    /// Gives up the connection if the broker has closed it. If answers were still to come on it,
    /// that is an error: those who wait for them have to know.
    fn give_up_if_closed(&mut self) -> Result<(), Error> {
        if let Some(connection) = &self.connection
            && !connection.is_usable()
        {
            if connection.outstanding() > 0 {
                return Err(self.broken(ErrorKind::Closed));
            }
            event!(Info, "broker {} has closed the connection, connecting again", self.broker);
            self.discard();
        }
        Ok(())
    }

    /// Gives up the connection: it is in the middle of a frame, or closed.
    fn broken(&mut self, kind: ErrorKind) -> Error {
        let error = Error::new(kind).by(&self.broker);
        event!(Debug, "connection given up: {error:?}");
        self.discard();
        error
    }
}

impl Unsent {
    fn into_error(self) -> Error {
        match self {
            Self::NotWritten(error) | Self::PerhapsWritten(error) => error,
        }
    }
}

/// A question whose answer, an error too, says that everything sent before it was handled.
fn confirmation(topic: &str, partition: i32) -> OffsetsRequest {
    OffsetsRequest::latest(topic, partition.max(0))
}

fn count(unconfirmed: &mut Unconfirmed, parts: &[ProducePart<'_>], decodes_snappy: bool) {
    for (topic, partition, part) in parts {
        let part = if decodes_snappy { part.with_snappy(false) } else { *part };
        unconfirmed.add(topic, *partition, part);
    }
}

/// Without what was sent and fetched.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("broker", &self.broker)
            .field("connected", &self.connection.is_some())
            .field("settings", &self.settings)
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transport_can_be_sent_to_another_thread() {
        fn is_sent<T: Send>() {}
        is_sent::<Transport>();
    }

    #[test]
    fn an_answer_takes_the_error_code_besides_its_body() {
        let answer = Response::Ok(AnyBody { bytes: Bytes::from_static(b"body") });
        let length = wire::to_vec(&answer).unwrap().len();
        assert_eq!(length, <Response<AnyBody> as Decode<'_>>::MIN_LEN + b"body".len());
    }
}
