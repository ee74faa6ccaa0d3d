//! Any request: what a broker reads.

use bytes::Bytes;

use super::{FetchRequest, MultiFetchRequest, MultiProduceRequest, OffsetsRequest, ProduceRequest};
use crate::wire::{Request, Wire};

/// Key and body of any request.
///
/// ```
/// use kafka07::protocol::{AnyRequest, FetchRequest, RequestFrame};
/// use kafka07::wire;
///
/// let fetch = FetchRequest::new("web", 0, 0, 1024);
/// let frame = wire::to_vec(&RequestFrame::new(&fetch))?;
/// assert_eq!(wire::from_slice::<AnyRequest>(&frame[4..])?, AnyRequest::Fetch(fetch));
/// # Ok::<(), wire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Wire)]
#[wire(tag = i16)]
#[non_exhaustive]
pub enum AnyRequest<'a> {
    /// Key 0.
    #[wire(tag = 0)]
    Produce(ProduceRequest),
    /// Key 1.
    #[wire(tag = 1)]
    Fetch(FetchRequest),
    /// Key 2.
    #[wire(tag = 2)]
    MultiFetch(MultiFetchRequest<'a>),
    /// Key 3.
    #[wire(tag = 3)]
    MultiProduce(MultiProduceRequest<'a>),
    /// Key 4.
    #[wire(tag = 4)]
    Offsets(OffsetsRequest),
    /// Any other key: a request of the user's own.
    #[wire(other)]
    Own {
        /// The key.
        key: i16,
        /// The body.
        #[wire(rest)]
        body: Bytes,
    },
}

impl AnyRequest<'_> {
    /// Whether brokers know this key: that of a produce, a fetch, or another request of Kafka's.
    pub(crate) fn is_kafkas(key: i16) -> bool {
        matches!(
            key,
            ProduceRequest::KEY
                | FetchRequest::KEY
                | MultiFetchRequest::KEY
                | MultiProduceRequest::KEY
                | OffsetsRequest::KEY
        )
    }

    /// The same request, free of the bytes that it was read from.
    pub fn into_owned(self) -> AnyRequest<'static> {
        match self {
            Self::Produce(request) => AnyRequest::Produce(request),
            Self::Fetch(request) => AnyRequest::Fetch(request),
            Self::MultiFetch(MultiFetchRequest { fetches }) => {
                AnyRequest::MultiFetch(MultiFetchRequest { fetches: fetches.into_owned().into() })
            }
            Self::MultiProduce(MultiProduceRequest { produces }) => {
                let produces = produces.into_owned().into();
                AnyRequest::MultiProduce(MultiProduceRequest { produces })
            }
            Self::Offsets(request) => AnyRequest::Offsets(request),
            Self::Own { key, body } => AnyRequest::Own { key, body },
        }
    }
}
