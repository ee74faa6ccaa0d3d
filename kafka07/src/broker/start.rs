//! From settings to a running broker.

use std::sync::{Arc, Condvar, Mutex};

use tempfile::TempDir;

use super::broker::{Broker, State};
use super::builder::BrokerBuilder;
use super::client::PhaseLimits;
use super::connection::Service;
use super::faults::PendingFaults;
use super::housekeeper::Housekeeper;
use super::inflation::Inflation;
use super::listener::Listener;
use super::memory::RequestMemory;
use super::requests::Logs;
use super::server::{ClientLimits, Server};
use super::stop::Stop;
use super::storage::{DataDir, LogSettings};
use super::threads::Threads;
use super::{Error, ErrorKind};

impl BrokerBuilder {
    /// Opens the logs, recovers them if the last stop was not a clean one, and listens.
    ///
    /// # Errors
    /// If a setting is invalid, the broker cannot listen on the address, another broker uses the
    /// data directory, a log in it cannot be opened, or the broker cannot join its cluster.
    pub fn start(self) -> Result<Broker, Error> {
        self.check()?;
        #[cfg(feature = "zookeeper")]
        let registration = self.cluster.registration()?;
        let request_memory = self
            .max_request_memory
            .unwrap_or_else(|| DEFAULT_REQUEST_MEMORY.max(self.max_request_size));
        let addrs = self.addrs.map_err(|source| ErrorKind::Listen { addrs: Vec::new(), source })?;
        // Before the logs are opened, which a broker that cannot listen had better left alone.
        let (listener, waker) = Listener::bind(&addrs)
            .map_err(|source| ErrorKind::Listen { addrs: addrs.clone(), source })?;
        let addr = listener.addr();
        let (path, temporary) = if let Some(path) = self.data_dir {
            (path, None)
        } else {
            let dir = TempDir::with_prefix("kafka07-").map_err(ErrorKind::Temporary)?;
            (dir.path().to_owned(), Some(dir))
        };
        let settings = LogSettings {
            segment_size: self.segment_size,
            flush_messages: self.flush_messages,
            fsync: self.fsync,
        };
        let data = if self.read_only {
            DataDir::open_read_only(&path, settings)?
        } else {
            DataDir::open(&path, settings)?
        };
        let service = Arc::new(Service {
            logs: Logs {
                data,
                housekeeper: Housekeeper::new(
                    self.flush_interval,
                    self.retention,
                    self.cleanup_interval,
                ),
                partitions: self.partitions,
                partitions_for: self.partitions_for,
                max_message_size: self.max_message_size,
                #[cfg(feature = "zookeeper")]
                registration: registration.clone(),
                inflation: Inflation::new(
                    self.max_inflated.unwrap_or(self.max_request_size),
                    self.max_inflating,
                ),
            },
            handlers: self.handlers,
            faults: PendingFaults::default(),
            stop: Stop::default(),
            memory: RequestMemory::new(request_memory),
            max_request_size: self.max_request_size,
            stall: self.stall_timeout,
        });
        service.logs.warn_of_hidden();
        let threads = Arc::new(Threads::new());
        let limits = ClientLimits {
            max_connections: self.max_connections,
            replace_after: self.replace_after,
            phases: PhaseLimits { request: self.request_timeout, idle: self.idle_timeout },
        };
        let wake = (addr, waker);
        let server = Server::new(Arc::clone(&service), Arc::clone(&threads), wake, limits);
        let server = Arc::new(server);
        // From here on it stops as every broker does, also if a thread cannot be started.
        let broker = Broker {
            addr,
            path,
            service,
            server,
            threads,
            shutdown_timeout: self.shutdown_timeout,
            state: Mutex::new(State::Running(temporary)),
            stopped: Condvar::new(),
            #[cfg(feature = "zookeeper")]
            registration,
        };
        let service = Arc::clone(&broker.service);
        let keep_house = move || service.logs.housekeeper.run(&service.logs.data);
        let server = Arc::clone(&broker.server);
        let listen = move || server.run(listener);
        broker
            .threads
            .spawn("kafka07 housekeeper".to_owned(), keep_house)
            .and_then(|()| broker.threads.spawn("kafka07 listener".to_owned(), listen))
            .map_err(ErrorKind::Thread)?;
        #[cfg(feature = "zookeeper")]
        broker.join_cluster()?;
        event!(Info, "broker listens on {addr}, its logs are in {}", broker.path.display());
        Ok(broker)
    }

    fn check(&self) -> Result<(), Error> {
        let wrong = |name, what: String| Err(ErrorKind::Setting { name, what }.into());
        if self.partitions < 1 {
            return wrong("partitions", format!("{} is below 1", self.partitions));
        }
        for (topic, &count) in &self.partitions_for {
            if let Err(error) = crate::protocol::topic::check_name(topic) {
                return wrong("partitions_for", error.to_string());
            }
            if count < 1 {
                return wrong("partitions_for", format!("{count} for topic {topic} is below 1"));
            }
        }
        if !(1..=MAX_FRAME).contains(&self.max_request_size) {
            let what = format!("{} is not between 1 and {MAX_FRAME}", self.max_request_size);
            return wrong("max_request_size", what);
        }
        if let Some(bytes) = self.max_request_memory.filter(|&bytes| bytes < self.max_request_size)
        {
            let what = format!("{bytes} is below `max_request_size`, {}", self.max_request_size);
            return wrong("max_request_memory", what);
        }
        if self.max_inflating == 0 {
            return wrong("max_inflating", "it must be at least 1".to_owned());
        }
        if self.request_timeout.is_zero() {
            return wrong("request_timeout", "it must be more than zero".to_owned());
        }
        if self.idle_timeout.is_some_and(|time| time.is_zero()) {
            return wrong("idle_timeout", "it must be more than zero".to_owned());
        }
        if self.flush_messages == 0 {
            return wrong("flush_messages", "it must be at least 1".to_owned());
        }
        if self.max_connections == 0 {
            return wrong("max_connections", "it must be at least 1".to_owned());
        }
        if self.stall_timeout.is_zero() {
            return wrong("stall_timeout", "it must be more than zero".to_owned());
        }
        if self.read_only && self.data_dir.is_none() {
            return wrong("read_only", "it needs a `data_dir`".to_owned());
        }
        if self.read_only && self.retention.is_asked_for() {
            return wrong("read_only", "retention deletes; leave one of them out".to_owned());
        }
        if self.cleanup_interval.is_zero() {
            return wrong("cleanup_interval", "it must be more than zero".to_owned());
        }
        match &self.wrong_handler {
            Some(what) => wrong("handle", what.clone()),
            None => Ok(()),
        }
    }
}

/// How much memory requests may take unless one alone may take more.
const DEFAULT_REQUEST_MEMORY: usize = 256 << 20;

/// What a frame's size can say.
const MAX_FRAME: usize = i32::MAX as usize;
