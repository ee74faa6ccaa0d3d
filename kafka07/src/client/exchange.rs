//! Requests on the connection: opened when needed, looked at before it is used, left behind when it
//! breaks.

use std::mem;
use std::sync::Arc;
use std::thread;

use bytes::Bytes;

use super::builder::DeliveryPolicy;
use super::connection::Connection;
use super::{AnyBody, KafkaClient, SOME};
use crate::error::{Error, ErrorKind, Unconfirmed, UnconfirmedPart};
use crate::protocol::{OffsetsRequest, RequestFrame};
use crate::wire::{self, Gather, Output, Request};

/// Answers that nobody waits for any more are read and dropped up to this size; above it a new
/// connection costs less.
const DRAIN_AT_MOST: usize = 4 * 1024 * 1024;

/// The bytes in front of a frame that its size does not count.
const SIZE_FIELD: usize = size_of::<i32>();

/// Topic, partition and how much is sent there.
pub(super) type Part<'a> = (&'a str, i32, UnconfirmedPart);

impl KafkaClient {
    /// Sends a request and reads its answer, on a new connection up to `retries` times more.
    pub(super) fn exchange<R: Request>(
        &mut self,
        request: &R,
        size: usize,
        retries: u32,
    ) -> Result<Bytes, Error> {
        let mut waits = self.config.waits(retries);
        loop {
            let answer = self.transmit(request, Some(size)).and_then(|()| self.receive());
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let wait = if error.kind().failed_fast() { waits.next() } else { None };
            let Some(wait) = wait else { return Err(error) };
            event!(Warn, "{error:?}; trying again in {wait:.0?}");
            thread::sleep(wait);
        }
    }

    /// Sends a request in one write, with everything before it settled. `answer` is the size its
    /// answer has at most, none if there is none.
    pub(super) fn transmit<R: Request>(
        &mut self,
        request: &R,
        answer: Option<usize>,
    ) -> Result<(), Error> {
        self.with_frame(request, |client, frame| {
            // Only answers that something is asked for tell of a broken connection by themselves.
            client.ready(answer.is_none())?;
            client.write(frame, answer)
        })
    }

    /// Sends a request behind those whose answers are still to come.
    pub(super) fn transmit_behind<R: Request>(
        &mut self,
        request: &R,
        answer: usize,
    ) -> Result<(), Error> {
        self.with_frame(request, |client, frame| client.write(frame, Some(answer)))
    }

    /// Encodes the frame of `request`; whatever is wrong with it, nothing has been sent then.
    fn with_frame<R: Request>(
        &mut self,
        request: &R,
        send: impl FnOnce(&mut Self, &Gather<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let frame = RequestFrame::new(request);
        let length = wire::encoded_len(&frame).map_err(ErrorKind::Request)?;
        let (size, max) = (length - SIZE_FIELD, self.config.max_request_size);
        if size > max {
            return Err(ErrorKind::RequestTooLarge { size, max }.into());
        }
        let mut output = Gather::new(mem::take(&mut self.scratch));
        let result = match output.write(&frame) {
            Ok(()) => send(self, &output),
            Err(error) => Err(ErrorKind::Request(error).into()),
        };
        self.scratch = output.into_buffer();
        result
    }

    fn write(&mut self, frame: &Gather<'_>, answer: Option<usize>) -> Result<(), Error> {
        let Some(connection) = &mut self.connection else {
            return Err(ErrorKind::Closed.into());
        };
        let mut slices = frame.slices();
        let written = match answer {
            Some(size) => connection.ask(&mut slices, size),
            None => connection.write(&mut slices),
        };
        written.map_err(|kind| self.broken(kind))
    }

    /// How many answers are still to come.
    pub(super) fn outstanding(&self) -> usize {
        self.connection.as_ref().map_or(0, Connection::outstanding)
    }

    /// Reads the next answer.
    pub(super) fn receive(&mut self) -> Result<Bytes, Error> {
        let Some(connection) = &mut self.connection else {
            return Err(ErrorKind::Closed.into());
        };
        connection.answer(&mut self.buffers).map_err(|kind| self.broken(kind))
    }

    /// Reads the next answer, whatever it says: it confirms what was sent before it.
    fn receive_any(&mut self) -> Result<(), Error> {
        let answer = self.receive()?;
        match self.read_answer::<AnyBody>(&answer) {
            Err(error) if error.code().is_none() => Err(error),
            _ => Ok(()),
        }
    }

    /// Makes a connection ready for a new request: open as far as one can see, and no answers in
    /// front of that to the new one. With `patience` the opening is tried several times; a caller
    /// that repeats the whole request needs none.
    fn ready(&mut self, patience: bool) -> Result<(), Error> {
        self.settle();
        if self.connection.as_ref().is_some_and(|open| !open.is_usable()) {
            event!(Info, "broker {} has closed the connection, connecting again", self.broker);
            self.discard();
        }
        let mut waits = self.config.waits(if patience { self.config.retries } else { 0 });
        while self.connection.is_none() {
            match Connection::open(&self.target, &self.config.limits) {
                Ok(connection) => {
                    self.broker = Arc::clone(connection.broker());
                    self.connection = Some(connection);
                    self.connected += 1;
                }
                Err(error) => {
                    let wait = if error.kind().failed_fast() { waits.next() } else { None };
                    let Some(wait) = wait else { return Err(error) };
                    event!(Warn, "{error:?}; trying again in {wait:.0?}");
                    thread::sleep(wait);
                }
            }
        }
        Ok(())
    }

    /// Gets rid of answers that nobody waits for any more: those to the look-aheads of an iterator
    /// that was dropped. They are read if that is cheap, or if produces before them would stay
    /// unconfirmed otherwise.
    fn settle(&mut self) {
        while let Some(connection) = &mut self.connection {
            if connection.outstanding() == 0 {
                return;
            }
            if connection.unconfirmed.is_empty() && connection.outstanding_size() > DRAIN_AT_MOST {
                self.discard();
            } else if let Err(error) = self.receive_any() {
                event!(Debug, "broker {}: answers that nobody waits for: {error:?}", self.broker);
            }
        }
    }

    /// Leaves the connection behind: it stands in the middle of a frame, or is closed.
    fn broken(&mut self, kind: ErrorKind) -> Error {
        let error = Error::new(kind).by(&self.broker);
        event!(Debug, "connection left behind: {error:?}");
        self.discard();
        error
    }

    /// Closes the connection. What was produced on it and is not confirmed is remembered.
    pub(super) fn discard(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let unconfirmed = mem::take(&mut connection.unconfirmed);
            if !unconfirmed.is_empty() {
                event!(Warn, "broker {}: {unconfirmed}", self.broker);
                self.lost.merge(&unconfirmed);
            }
        }
    }

    /// Sends a produce as the policy says.
    pub(super) fn deliver<R: Request>(
        &mut self,
        request: &R,
        parts: &[Part<'_>],
    ) -> Result<(), Error> {
        let DeliveryPolicy::AtLeastOnce { retries } = self.config.delivery else {
            self.transmit(request, None)?;
            if let Some(connection) = &mut self.connection {
                for (topic, partition, part) in parts {
                    connection.unconfirmed.add(topic, *partition, *part);
                }
            }
            return Ok(());
        };
        let Some((topic, partition, _)) = parts.first() else { return Ok(()) };
        let behind = OffsetsRequest::latest(*topic, (*partition).max(0));
        let mut waits = self.config.waits(retries);
        loop {
            let handled = self
                .transmit(request, None)
                .and_then(|()| self.transmit_behind(&behind, SOME))
                .and_then(|()| self.receive_any());
            let error = match handled {
                Ok(()) => return Ok(()),
                Err(error) if error.kind().is_before_sending() => return Err(error),
                Err(error) => error,
            };
            let Some(wait) = waits.next() else {
                let mut unconfirmed = Unconfirmed::default();
                for (topic, partition, part) in parts {
                    unconfirmed.add(topic, *partition, *part);
                }
                return Err(Error::unconfirmed(unconfirmed, Some(error)));
            };
            event!(Warn, "{error:?}; sending again in {wait:.0?}");
            thread::sleep(wait);
        }
    }

    /// Waits for an answer to something behind all produces on the present connection, if there
    /// are any that have none. A failure leaves them in `lost`.
    pub(super) fn await_answer_behind(&mut self) -> Result<(), Error> {
        self.settle();
        let Some(connection) = &self.connection else { return Ok(()) };
        // Any of them will do: had the broker refused its topic or partition, it would have closed
        // the connection before it sees the question.
        let Some((topic, partition, _)) = connection.unconfirmed.parts().next() else {
            return Ok(());
        };
        let behind = OffsetsRequest::latest(topic, partition.max(0));
        self.transmit_behind(&behind, SOME)?;
        self.receive_any()
    }
}
