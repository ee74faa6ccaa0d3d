//! How large requests are, as their declarations say.

use crate::message::MessageSet;
use crate::protocol::{Keyed, MultiProduceRequest, ProduceRequest};
use crate::wire::{self, Decode};

/// What a multi-produce takes besides its parts.
pub(super) const MULTI_PRODUCE: usize = <Keyed<MultiProduceRequest<'_>> as Decode<'_>>::MIN_LEN;

/// What a multi-produce of one set takes besides the topic's name and the set, without its frame's
/// size field.
pub(super) fn one_set_produce() -> usize {
    let empty = ProduceRequest::new("", 0, MessageSet::default());
    MULTI_PRODUCE + wire::encoded_len(&empty).expect("an empty set can be encoded")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::RequestFrame;

    #[test]
    fn sizes_are_those_of_the_encoded_requests() {
        for sets in [&[][..], &[MessageSet::new(["one"])]] {
            let produces: Vec<_> =
                sets.iter().map(|set| ProduceRequest::new("web", 0, set.clone())).collect();
            let frame = MultiProduceRequest { produces: (&produces).into() };
            let bytes = wire::to_vec(&RequestFrame::new(&frame)).unwrap();
            let size = match sets {
                [set] => one_set_produce() + "web".len() + set.len(),
                _ => MULTI_PRODUCE,
            };
            assert_eq!(bytes[..4], i32::try_from(size).unwrap().to_be_bytes());
        }
    }
}
