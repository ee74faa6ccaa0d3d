//! Produces one behind the other: the connection of a [`Producer`](crate::Producer).
//!
//! Behind each request stands a question whose answer confirms it, so several requests can be on
//! their way, and each is confirmed by itself.

use std::fmt;
use std::mem;
use std::net::ToSocketAddrs;
use std::sync::Arc;

use super::address::Target;
use super::buffers::Buffers;
use super::connection::Connection;
use super::{AnyBody, ClientBuilder, SOME};
use crate::error::{Error, ErrorKind};
use crate::protocol::{
    MultiProduceRequest, OffsetsRequest, ProduceRequest, RequestFrame, Response,
};
use crate::wire::{self, Gather, Output, Request};

/// A connection that is opened when it is needed, and left behind after any error.
pub(crate) struct Pipeline {
    config: ClientBuilder,
    target: Target,
    connection: Option<Connection>,
    buffers: Buffers,
    /// The allocation that requests are encoded in.
    scratch: Vec<u8>,
}

/// Without what was sent.
impl fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipeline")
            .field("config", &self.config)
            .field("target", &self.target)
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}

/// Why a request is not on its way.
#[derive(Debug)]
pub(crate) enum Unsent {
    /// No byte of it was written.
    NotWritten(Error),
    /// It may have been written, in part or as a whole.
    PerhapsWritten(Error),
}

impl Pipeline {
    pub(crate) fn connect(
        config: ClientBuilder,
        addresses: impl ToSocketAddrs,
    ) -> Result<Self, Error> {
        let target = Target::found(addresses)?;
        Self::open(config, target)
    }

    pub(crate) fn connect_host(config: ClientBuilder, host: Arc<str>) -> Result<Self, Error> {
        Self::open(config, Target::Host(host))
    }

    fn open(config: ClientBuilder, target: Target) -> Result<Self, Error> {
        config.check()?;
        let connection =
            Connection::open(&target, &config.limits).map_err(|error| error.in_call("connect"))?;
        Ok(Self {
            config,
            target,
            connection: Some(connection),
            buffers: Buffers::default(),
            scratch: Vec::new(),
        })
    }

    /// Writes one request with these produces, and the question behind it. The sets are taken to
    /// be such that the broker takes them.
    pub(crate) fn send(&mut self, produces: &[ProduceRequest]) -> Result<(), Unsent> {
        let Some(last) = produces.last() else { return Ok(()) };
        // Whatever is answered, an error too, says that what stands before was handled.
        let question = OffsetsRequest::latest(&*last.topic, last.partition.max(0));
        match produces {
            [produce] => self.write(produce, &question),
            produces => self.write(&MultiProduceRequest { produces: produces.into() }, &question),
        }
    }

    fn write(&mut self, request: &impl Request, question: &OffsetsRequest) -> Result<(), Unsent> {
        let (request, question) = (RequestFrame::new(request), RequestFrame::new(question));
        let mut frames = Gather::new(mem::take(&mut self.scratch));
        let sent = match frames.write(&request).and_then(|()| frames.write(&question)) {
            Ok(()) => match self.usable() {
                Ok(connection) => {
                    let written = connection.ask(&mut frames.slices(), SOME);
                    written.map_err(|kind| Unsent::PerhapsWritten(self.broken(kind)))
                }
                Err(error) => Err(Unsent::NotWritten(error)),
            },
            Err(error) => Err(Unsent::NotWritten(ErrorKind::Request(error).into())),
        };
        self.scratch = frames.into_buffer();
        sent
    }

    /// Waits for the next answer: the oldest request on its way is confirmed.
    pub(crate) fn confirm(&mut self) -> Result<(), Error> {
        let answer = match &mut self.connection {
            Some(connection) => connection.answer(&mut self.buffers),
            None => Err(ErrorKind::Closed),
        };
        let answer = answer.and_then(|answer| {
            // Garbage confirms nothing; what an answer says is of no account.
            wire::from_bytes::<Response<AnyBody>>(&answer).map_err(ErrorKind::Response)
        });
        answer.map(drop).map_err(|kind| self.broken(kind))
    }

    /// The connection, looked at. One that is gone is opened anew, unless something is on its way
    /// on it, which whoever sent that has to know first.
    fn usable(&mut self) -> Result<&mut Connection, Error> {
        if let Some(connection) = &self.connection
            && !connection.is_usable()
        {
            if connection.outstanding() > 0 {
                return Err(self.broken(ErrorKind::Closed));
            }
            event!(
                Info,
                "broker {} has closed the connection, connecting again",
                connection.broker()
            );
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(Connection::open(&self.target, &self.config.limits)?)),
        }
    }

    /// Leaves the connection behind.
    fn broken(&mut self, kind: ErrorKind) -> Error {
        let error = Error::new(kind);
        match self.connection.take() {
            Some(connection) => error.by(connection.broker()),
            None => error,
        }
    }
}
