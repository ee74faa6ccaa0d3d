//! Request types of the user's own, and what answers them.

use std::collections::HashMap;
use std::fmt;

use bytes::Bytes;

use super::answer::Answer;
use crate::protocol::{
    ErrorCode, FetchRequest, MultiFetchRequest, MultiProduceRequest, OffsetsRequest,
    ProduceRequest, Response, ResponseFrame,
};
use crate::wire::{self, Decode, Encode, NoResponse, Request};

/// What a handler returns for a request whose response is `T`: the response, or a `Result` with an
/// error code in its place.
pub trait IntoResponse<T> {
    /// The response as it is sent.
    fn into_response(self) -> Response<T>;
}

impl<T> IntoResponse<T> for T {
    fn into_response(self) -> Response<T> {
        Response::Ok(self)
    }
}

impl<T> IntoResponse<T> for Result<T, ErrorCode> {
    fn into_response(self) -> Response<T> {
        self.map_or_else(Response::failed, Response::Ok)
    }
}

struct Handler {
    silent: bool,
    call: Box<Call>,
}

type Call = dyn Fn(&Bytes) -> Result<Answer, wire::Error> + Send + Sync;

/// The handlers by request key.
#[derive(Default)]
pub(super) struct Handlers(HashMap<i16, Handler>);

/// The keys of Kafka's own requests.
const KAFKAS_KEYS: [i16; 5] = [
    ProduceRequest::KEY,
    FetchRequest::KEY,
    MultiFetchRequest::KEY,
    MultiProduceRequest::KEY,
    OffsetsRequest::KEY,
];

impl Handlers {
    pub(super) fn insert<R, A>(
        &mut self,
        handler: impl Fn(R) -> A + Send + Sync + 'static,
    ) -> Result<(), String>
    where
        R: Request + for<'a> Decode<'a>,
        R::Response: Encode,
        A: IntoResponse<R::Response>,
    {
        self.insert_raw(R::KEY, false, move |body| {
            let response = handler(wire::from_bytes::<R>(body)?).into_response();
            Ok(Answer::bytes(wire::to_vec(&ResponseFrame { response })?))
        })
    }

    pub(super) fn insert_silent<R>(
        &mut self,
        handler: impl Fn(R) + Send + Sync + 'static,
    ) -> Result<(), String>
    where
        R: Request<Response = NoResponse> + for<'a> Decode<'a>,
    {
        self.insert_raw(R::KEY, true, move |body| {
            handler(wire::from_bytes::<R>(body)?);
            Ok(Answer::default())
        })
    }

    fn insert_raw(
        &mut self,
        key: i16,
        silent: bool,
        handler: impl Fn(&Bytes) -> Result<Answer, wire::Error> + Send + Sync + 'static,
    ) -> Result<(), String> {
        if KAFKAS_KEYS.contains(&key) {
            return Err(format!("key {key} belongs to a request of Kafka itself"));
        }
        match self.0.insert(key, Handler { silent, call: Box::new(handler) }) {
            None => Ok(()),
            Some(_) => Err(format!("there are two handlers for key {key}")),
        }
    }

    /// Answers the request with `key`; `None` if nothing handles it.
    pub(super) fn answer(&self, key: i16, body: &Bytes) -> Option<Result<Answer, wire::Error>> {
        self.0.get(&key).map(|handler| (handler.call)(body))
    }

    /// Whether requests with `key` have no answer.
    pub(super) fn is_silent(&self, key: i16) -> bool {
        self.0.get(&key).is_some_and(|handler| handler.silent)
    }
}

impl fmt::Debug for Handlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
