//! Recorded traffic of 0.7.2 clients and brokers goes through the declarations unchanged.

use kafka07::MessageSet;
use kafka07::protocol::{
    AnyRequest, MultiFetchResponse, OffsetsResponse, RequestFrame, Response, ResponseFrame,
};
use kafka07::wire::{self, Decode, Encode, Reader, Wire};
use kafka07_tests::vectors::{self, Row};

/// `size:i32` and an [`AnyRequest`]: what a broker reads.
#[derive(Debug, wire::Wire)]
struct AnyFrame<'a> {
    #[wire(size = i32)]
    request: AnyRequest<'a>,
}

/// All frames in `bytes`.
fn frames<'a, T: Decode<'a>>(name: &str, bytes: &'a [u8]) -> Vec<T> {
    let mut input = Reader::new(bytes);
    let mut frames = Vec::new();
    while !input.is_empty() {
        frames.push(input.read().unwrap_or_else(|error| panic!("{name}: {error}")));
    }
    frames
}

fn encoded(frames: &[impl Encode]) -> Vec<u8> {
    frames.iter().flat_map(|frame| wire::to_vec(frame).unwrap()).collect()
}

/// Decodes every response as `T` and encodes it back.
fn check_responses<T>(row: &Row, requests: usize)
where
    T: for<'a> Wire<'a>,
{
    let response = row.response();
    let decoded: Vec<ResponseFrame<T>> = frames(&row.name, &response);
    assert_eq!(decoded.len(), requests, "{}", row.name);
    assert_eq!(encoded(&decoded), response, "{}", row.name);
}

/// Rows whose response is no frame: a real broker's answer to a negative fetch size.
const BROKEN_FRAMES: [&str; 2] = ["fetch-size-negative", "fetch-size-negative-mid"];

#[test]
fn every_client_request_decodes_and_encodes_back() {
    let mut seen = 0;
    for row in vectors::rows("client") {
        let request = row.request();
        if request.is_empty() {
            assert_eq!(row.name, "produce-utf8-topic", "only this client threw before it sent");
            continue;
        }
        let decoded: Vec<AnyFrame<'_>> = frames(&row.name, &request);
        assert_eq!(encoded(&decoded), request, "{}", row.name);
        seen += decoded.len();
    }
    assert!(seen >= 79, "{seen} requests");
}

#[test]
fn every_client_response_decodes_and_encodes_back() {
    let mut seen = 0;
    for row in vectors::rows("client") {
        let (request, response) = (row.request(), row.response());
        if response.is_empty() || BROKEN_FRAMES.contains(&row.name.as_str()) {
            continue;
        }
        let requests: Vec<AnyFrame<'_>> = frames(&row.name, &request);
        match &requests[0].request {
            AnyRequest::Fetch(_) => check_responses::<MessageSet>(&row, requests.len()),
            AnyRequest::MultiFetch(request) => {
                check_responses::<MultiFetchResponse>(&row, requests.len());
                let mut input = Reader::new(&response);
                let frame: ResponseFrame<MultiFetchResponse> = input.read().unwrap();
                let parts = frame.response.into_result().unwrap().parts;
                assert_eq!(parts.len(), request.fetches.len(), "{}", row.name);
            }
            AnyRequest::Offsets(_) => check_responses::<OffsetsResponse>(&row, requests.len()),
            other => panic!("{}: {other:?} has no response", row.name),
        }
        seen += 1;
    }
    assert!(seen > 40, "{seen} responses");
}

#[test]
fn every_frame_is_refused_when_it_is_cut() {
    for row in vectors::rows("client") {
        let request = row.request();
        if request.is_empty() {
            continue;
        }
        let first = 4 + u32::from_be_bytes(request[..4].try_into().unwrap()) as usize;
        for cut in 0..first {
            let error = wire::from_slice::<AnyFrame<'_>>(&request[..cut]).unwrap_err();
            let missing = error.missing().expect("more input would help");
            assert!(missing >= 1 && cut + missing <= first, "{} at {cut}: {error}", row.name);
        }
    }
}

#[test]
fn a_request_frame_says_its_key_and_size() {
    let request = kafka07::FetchRequest::new("plain", 0, 15, 100_000);
    let row = vectors::rows("client").into_iter().find(|row| row.name == "fetch-plain-from-middle");
    assert_eq!(wire::to_vec(&RequestFrame::new(&request)).unwrap(), row.unwrap().request());
}

#[test]
fn a_failed_response_keeps_its_code() {
    let response = Response::<MessageSet>::failed(kafka07::ErrorCode::WrongPartition);
    assert_eq!(wire::to_vec(&response).unwrap(), [0, 3]);
}
