//! One connection: requests in, answers out, strictly in order.

use std::io::{self, Read};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::answer::Answer;
use super::client::{Client, Eviction};
use super::faults::{PendingFaults, RequestKind};
use super::frames::{FrameError, Frames};
use super::handlers::Handlers;
use super::memory::RequestMemory;
use super::requests::{Logs, RequestError};
use super::stop::Stop;
use crate::chain::Chain;
use crate::protocol::AnyRequest;
use crate::wire;

/// What all connections of a broker share.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) logs: Logs,
    pub(super) handlers: Handlers,
    pub(super) faults: PendingFaults,
    pub(super) stop: Stop,
    pub(super) memory: RequestMemory,
    pub(super) max_request_size: usize,
    pub(super) stall: Duration,
}

/// Why a broker closes a connection.
#[derive(Debug, thiserror::Error)]
enum CloseReason {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("the request could not be decoded")]
    Decode(#[from] wire::Error),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error("unknown request key {0}")]
    Key(i16),
    #[error("the answer could not be sent")]
    Send(#[source] io::Error),
    #[error(transparent)]
    Evicted(Eviction),
    #[error("a fault for tests asked for it")]
    Fault,
}

/// How long, after the end of a connection, what the client still sends is read and dropped.
const DRAIN_TIME: Duration = Duration::from_secs(1);

impl Service {
    /// Serves one client until either side closes.
    pub(super) fn serve(&self, client: &Arc<Client>) {
        let served = self.answer_all(client);
        let reason = match (client.evicted(), served) {
            (Some(eviction), _) => CloseReason::Evicted(eviction),
            (None, Err(reason)) => reason,
            (None, Ok(())) => return,
        };
        if self.stop.is_given() {
            return;
        }
        let (cause, peer) = (Chain(&reason), client.peer);
        match &reason {
            CloseReason::Request(RequestError::Log(_)) => {
                event!(Error, "connection from {peer} closed: {cause}");
            }
            CloseReason::Request(_)
            | CloseReason::Evicted(_)
            | CloseReason::Frame(FrameError::Memory { .. } | FrameError::Stalled) => {
                event!(Warn, "connection from {peer} closed: {cause}");
            }
            _ => event!(Info, "connection from {peer} closed: {cause}"),
        }
        drain(&client.stream);
    }

    fn answer_all(&self, client: &Arc<Client>) -> Result<(), CloseReason> {
        let stream = &client.stream;
        stream.set_nodelay(true).map_err(CloseReason::Send)?;
        // A client whose machine is gone would otherwise keep its place forever.
        #[cfg(target_os = "linux")]
        rustix::net::sockopt::set_socket_keepalive(stream, true)
            .map_err(|error| CloseReason::Send(error.into()))?;
        stream.set_write_timeout(Some(self.stall)).map_err(CloseReason::Send)?;
        let mut frames = Frames::new(client, &self.memory, self.max_request_size, self.stall);
        // A client that never pauses would not notice that its connection is shut down.
        while !self.stop.is_given() {
            let Some(frame) = frames.next()? else { break };
            let (answer, more) = self.answer(&frame.bytes)?;
            // A client that does not take its answer takes no memory.
            frames.recycle(frame);
            client.begin_answer();
            answer.send(stream, &|| client.note_progress()).map_err(CloseReason::Send)?;
            client.end_answer();
            if !more {
                return Err(CloseReason::Fault);
            }
        }
        Ok(())
    }

    /// What to send, and whether the connection stays open after it.
    fn answer(&self, frame: &Bytes) -> Result<(Answer, bool), CloseReason> {
        // What follows the request inside its frame is ignored, as it was by 0.7.
        let request: AnyRequest<'_> = wire::Reader::shared(frame).read()?;
        let plan = self.faults.plan(self.kind(&request));
        if plan.delay.is_some_and(|time| self.stop.wait(time)) {
            return Err(CloseReason::Fault);
        }
        let mut answer = match plan.answer_with {
            Some(code) => Answer::failed(code)?,
            None if plan.dropped => Answer::default(),
            None => self.handle(request)?,
        };
        if let Some(bytes) = plan.close_after {
            answer.cut(bytes);
        }
        Ok((answer, plan.close_after.is_none()))
    }

    /// What of a fault can happen to a request.
    fn kind(&self, request: &AnyRequest<'_>) -> RequestKind {
        match request {
            AnyRequest::Produce(_) | AnyRequest::MultiProduce(_) => RequestKind::Produce,
            AnyRequest::Own { key, .. } if self.handlers.is_silent(*key) => RequestKind::Silent,
            _ => RequestKind::Answered,
        }
    }

    fn handle(&self, request: AnyRequest<'_>) -> Result<Answer, CloseReason> {
        Ok(match request {
            AnyRequest::Produce(request) => {
                self.logs.produce_all(&[request])?;
                Answer::default()
            }
            AnyRequest::Fetch(request) => self.logs.fetch(&request)?,
            AnyRequest::MultiFetch(request) => self.logs.multi_fetch(&request.fetches)?,
            AnyRequest::MultiProduce(request) => {
                self.logs.produce_all(&request.produces)?;
                Answer::default()
            }
            AnyRequest::Offsets(request) => self.logs.offsets(&request)?,
            AnyRequest::Own { key, body } => {
                self.handlers.answer(key, &body).ok_or(CloseReason::Key(key))??
            }
        })
    }
}

/// Ends a connection so that the client sees its end, and the answers before it: a socket closed
/// with bytes unread would be reset.
fn drain(mut stream: &TcpStream) {
    let end = Instant::now() + DRAIN_TIME;
    let mut dropped = [0; 4096];
    let mut more = stream.shutdown(Shutdown::Write).is_ok();
    while more {
        let left = end.saturating_duration_since(Instant::now());
        more = !left.is_zero()
            && stream.set_read_timeout(Some(left)).is_ok()
            && stream.read(&mut dropped).is_ok_and(|count| count > 0);
    }
}
