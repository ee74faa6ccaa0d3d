//! Every request and every response: what decodes, encodes to the very bytes it came from.

#![no_main]

use bytes::Bytes;
use kafka07::protocol::{
    AnyRequest, ErrorCode, FetchRequest, Keyed, MultiFetchRequest, MultiFetchResponse,
    MultiProduceRequest, OffsetsRequest, OffsetsResponse, ProduceRequest, RequestFrame,
    ResponseFrame, topic,
};
use kafka07::{MessageSet, Wire};
use kafka07_fuzz::values;
use libfuzzer_sys::fuzz_target;

/// A request as a broker reads it.
#[derive(Debug, PartialEq, Wire)]
struct AnyFrame<'a> {
    #[wire(size = i32)]
    request: AnyRequest<'a>,
}

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let bytes = &Bytes::copy_from_slice(bytes);
    match which {
        0 => values!(AnyFrame<'_>, bytes),
        1 => values!(ResponseFrame<MessageSet>, bytes),
        2 => values!(ResponseFrame<MultiFetchResponse>, bytes),
        3 => values!(ResponseFrame<OffsetsResponse>, bytes),
        4 => values!(RequestFrame<ProduceRequest>, bytes),
        5 => values!(RequestFrame<FetchRequest>, bytes),
        6 => values!(RequestFrame<MultiFetchRequest<'_>>, bytes),
        7 => values!(RequestFrame<MultiProduceRequest<'_>>, bytes),
        8 => values!(RequestFrame<OffsetsRequest>, bytes),
        9 => values!(ErrorCode, bytes),
        10 => values!(Keyed<OffsetsResponse>, bytes),
        11 => {
            if let Ok(name) = std::str::from_utf8(bytes)
                && topic::check(name, -1).is_ok()
            {
                topic::check_name(name).unwrap();
            }
        }
        _ => {}
    }
});
