//! From settings to a running broker.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use super::broker::{Broker, Running};
use super::builder::BrokerBuilder;
use super::connection::Service;
use super::faults::PendingFaults;
use super::housekeeper::Housekeeper;
use super::requests::Logs;
use super::server::Server;
use super::stop::Stop;
use super::storage::{DataDir, LogSettings};
use super::{Error, ErrorKind};
use crate::message::ReadOptions;

impl BrokerBuilder {
    /// Opens the logs, recovers them if the last stop was not a clean one, and listens.
    ///
    /// # Errors
    /// If a setting is invalid, the broker cannot listen on the address, another broker uses the
    /// data directory, or a log in it cannot be opened.
    pub fn start(self) -> Result<Broker, Error> {
        self.check()?;
        let addrs = self.addrs.map_err(|source| ErrorKind::Listen { addrs: Vec::new(), source })?;
        // Before the logs are opened, which a broker that cannot listen had better left alone.
        let listen = || {
            let listener = TcpListener::bind(&*addrs)?;
            Ok((listener.local_addr()?, listener))
        };
        let (addr, listener) =
            listen().map_err(|source| ErrorKind::Listen { addrs: addrs.clone(), source })?;
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
                open: ReadOptions::new()
                    .max_inflated(self.max_request_size.max(ReadOptions::DEFAULT_MAX_INFLATED)),
            },
            handlers: self.handlers,
            faults: PendingFaults::default(),
            stop: Stop::default(),
            max_request_size: self.max_request_size,
            stall: self.stall_timeout,
        });
        let housekeeping = thread::Builder::new()
            .name("kafka07 housekeeper".to_owned())
            .spawn({
                let service = Arc::clone(&service);
                move || service.logs.housekeeper.run(&service.logs.data)
            })
            .map_err(ErrorKind::Thread)?;
        let server = Arc::new(Server::new(Arc::clone(&service), addr, self.max_connections));
        let listening = thread::Builder::new().name("kafka07 listener".to_owned()).spawn({
            let server = Arc::clone(&server);
            move || server.run(&listener)
        });
        let listening = listening.map_err(|source| {
            service.logs.housekeeper.stop();
            ErrorKind::Thread(source)
        })?;
        event!(Info, "broker listens on {addr}, its logs are in {}", path.display());
        let running = Running { listening, housekeeping, temporary };
        Ok(Broker { addr, path, service, server, running: Mutex::new(Some(running)) })
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

/// What a frame's size can say.
const MAX_FRAME: usize = i32::MAX as usize;
