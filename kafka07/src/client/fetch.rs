//! Fetches pages.

use std::borrow::Cow;

use bytes::Bytes;

use super::checks;
use crate::error::{Error, ErrorKind};
use crate::message::MessageSet;
use crate::protocol::{FetchRequest, MultiFetchRequest, ResponseFrame};
use crate::transport::{AnyBody, Transport, TransportSettings};
use crate::wire::{Decode, Reader};

/// How many bytes a fetch returns at most.
pub(super) fn max_size(request: &FetchRequest) -> usize {
    usize::try_from(request.max_size).unwrap_or(0)
}

/// Fetches one page.
pub(super) fn fetch(
    transport: &mut Transport,
    request: &FetchRequest,
) -> Result<MessageSet, Error> {
    let TransportSettings { retries, names, .. } = *transport.settings();
    checks::fetch(request, names)
        .and_then(|()| transport.ask::<MessageSet>(request, max_size(request), retries))
        .map_err(|error| {
            error.in_call("fetch").on(&request.topic, request.partition).at(request.offset)
        })
}

/// Fetches a page for each of the requests.
pub(super) fn multi_fetch(
    transport: &mut Transport,
    requests: &[FetchRequest],
) -> Result<Vec<Result<MessageSet, Error>>, Error> {
    let size = requests.iter().fold(0, |sum: usize, request| {
        sum.saturating_add(<ResponseFrame<MessageSet> as Decode<'_>>::MIN_LEN)
            .saturating_add(max_size(request))
    });
    let request = MultiFetchRequest { fetches: Cow::Borrowed(requests) };
    let TransportSettings { retries, names, .. } = *transport.settings();
    let answer = requests
        .iter()
        .try_for_each(|request| checks::fetch(request, names))
        .and_then(|()| transport.ask::<AnyBody>(&request, size, retries))
        .map_err(|error| error.in_call("multi_fetch"))?;
    Ok(parts(transport, requests, &answer.bytes))
}

/// The parts of an answer, one by one: what is wrong with one does not touch those before it.
fn parts(
    transport: &mut Transport,
    requests: &[FetchRequest],
    bytes: &Bytes,
) -> Vec<Result<MessageSet, Error>> {
    let mut input = Reader::shared(bytes);
    let mut intact = true;
    let mut parts = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        let part = if input.is_empty() || !intact {
            Err(ErrorKind::MissingPart { parts: index })
        } else {
            input.read::<ResponseFrame<MessageSet>>().map_err(ErrorKind::Response)
        };
        intact &= part.is_ok();
        let part = part.and_then(|part| part.response.into_result().map_err(ErrorKind::Broker));
        parts.push(part.map_err(|kind| {
            let error = Error::new(kind).in_call("multi_fetch").by(transport.broker());
            error.on(&request.topic, request.partition).at(request.offset)
        }));
    }
    if !intact || !input.is_empty() {
        event!(Warn, "broker {}: a MultiFetch was not answered part by part", transport.broker());
        transport.discard();
    }
    parts
}
