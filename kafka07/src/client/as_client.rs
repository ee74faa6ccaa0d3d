//! What an iteration reads with.

use crate::transport::Transport;

/// A [`KafkaClient`](crate::KafkaClient) or a mutable reference to one: what a
/// [`MessageIter`](super::MessageIter) reads with.
///
/// The trait is sealed: no other type implements it.
pub trait AsClient: HasTransport {}

impl<C: HasTransport> AsClient for C {}

/// Lends the transport of a client.
pub trait HasTransport {
    #[doc(hidden)]
    fn transport(&self) -> &Transport;
    #[doc(hidden)]
    fn transport_mut(&mut self) -> &mut Transport;
}

impl<C: HasTransport> HasTransport for &mut C {
    fn transport(&self) -> &Transport {
        (**self).transport()
    }

    fn transport_mut(&mut self) -> &mut Transport {
        (**self).transport_mut()
    }
}
