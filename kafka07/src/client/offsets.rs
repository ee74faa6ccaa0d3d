//! Asks for offsets.

use super::checks;
use crate::error::{Error, OFFSETS};
use crate::protocol::{OffsetsRequest, OffsetsResponse};
use crate::transport::{SMALL_ANSWER, Transport, TransportSettings};

pub(super) fn offsets(
    transport: &mut Transport,
    request: &OffsetsRequest,
) -> Result<Vec<i64>, Error> {
    let retries = transport.settings().retries;
    ask(transport, request, retries)
}

/// The same on the present connection alone, if there is one.
pub(super) fn ask_once(
    transport: &mut Transport,
    request: &OffsetsRequest,
) -> Result<Vec<i64>, Error> {
    ask(transport, request, 0)
}

fn ask(
    transport: &mut Transport,
    request: &OffsetsRequest,
    retries: u32,
) -> Result<Vec<i64>, Error> {
    let TransportSettings { names, .. } = *transport.settings();
    let answer = checks::offsets(request, names)
        .and_then(|()| transport.ask::<OffsetsResponse>(request, SMALL_ANSWER, retries));
    match answer {
        Ok(OffsetsResponse { offsets }) => Ok(offsets),
        Err(error) => Err(error.in_call(OFFSETS).on(&request.topic, request.partition)),
    }
}

/// The log's end.
pub(super) fn latest(transport: &mut Transport, topic: &str, partition: i32) -> Result<i64, Error> {
    let latest = offsets(transport, &OffsetsRequest::latest(topic, partition))?;
    // A broker that knows no offset has no log of it yet.
    Ok(latest.first().copied().unwrap_or(0))
}
