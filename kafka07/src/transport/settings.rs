//! The settings of what goes over the wire to one broker.

use std::time::Duration;

use super::retry::Waits;
use crate::error::{Error, ErrorKind};
use crate::protocol::topic::NameRules;
use crate::protocol::{BrokerVersion, DEFAULT_MAX_REQUEST_SIZE};

/// How long things may take, how large they may be, and how often they are tried again.
#[derive(Clone, Debug)]
pub(crate) struct TransportSettings {
    pub(crate) connect_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) write_timeout: Duration,
    /// Of a frame, without its size field.
    pub(crate) max_request_size: usize,
    /// Of a frame, without its size field.
    pub(crate) max_response_size: usize,
    /// How often connecting and asking are tried again within one call.
    pub(crate) retries: u32,
    pub(crate) first_wait: Duration,
    pub(crate) longest_wait: Duration,
    /// Which topic names may be sent, which depends on the brokers as far as the user says.
    pub(crate) names: NameRules,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            max_request_size: DEFAULT_MAX_REQUEST_SIZE,
            max_response_size: 100 * 1024 * 1024,
            retries: 3,
            first_wait: Duration::from_millis(100),
            longest_wait: Duration::from_secs(2),
            names: NameRules::default(),
        }
    }
}

impl TransportSettings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let Self { connect_timeout, read_timeout, write_timeout, .. } = self;
        if connect_timeout.is_zero() || read_timeout.is_zero() || write_timeout.is_zero() {
            return Err(ErrorKind::Config("timeouts must be more than zero").into());
        }
        Ok(())
    }

    /// Which brokers they are, as far as the user says.
    pub(crate) fn broker_version(&self) -> BrokerVersion {
        self.names.version()
    }

    /// The waits before up to `retries` further attempts.
    pub(crate) fn waits(&self, retries: u32) -> Waits {
        Waits::new(retries, self.first_wait, self.longest_wait)
    }
}
