//! What makes a broker one of a cluster: its settings, its joining and its leaving.

use std::sync::Arc;
use std::time::Duration;

use super::builder::BrokerBuilder;
use super::{Broker, Error, ErrorKind};

impl BrokerBuilder {
    /// The broker's number in the cluster (`brokerid`); not negative, and another for each broker.
    /// [`zookeeper`](Self::zookeeper) needs it.
    pub fn id(mut self, id: i32) -> Self {
        self.cluster.id = Some(id);
        self
    }

    /// Joins the cluster whose nodes are in `ZooKeeper` at `host:port,host:port/chroot`
    /// (`zk.connect`): producers and consumers of that cluster find the broker and its topics there.
    ///
    /// The broker's node is `/brokers/ids/ID`, that of a topic `/brokers/topics/TOPIC/ID`, made when
    /// the broker gets its first partition of it. They are gone when the broker stops, and made
    /// again when its session had expired. A broker does not start while another one has its id.
    ///
    /// ```
    /// use kafka07::broker::Broker;
    /// use kafka07::zookeeper::{Server, Session};
    ///
    /// let zookeeper = Server::start()?;
    /// let broker = Broker::builder().id(1).zookeeper(zookeeper.addr()).start()?;
    ///
    /// let session = Session::connect(zookeeper.addr().to_string())?;
    /// let node = session.get("/brokers/ids/1")?.data.unwrap_or_default();
    /// let port = format!(":127.0.0.1:{}", broker.addr().port());
    /// assert!(String::from_utf8_lossy(&node).ends_with(&port));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "an address, a text: both read well")]
    pub fn zookeeper(mut self, servers: impl ToString) -> Self {
        self.cluster.servers = Some(servers.to_string());
        self
    }

    /// After what silence `ZooKeeper` takes the broker for gone (`zk.sessiontimeout.ms`); 6 seconds
    /// by default.
    pub fn zookeeper_timeout(mut self, timeout: Duration) -> Self {
        self.cluster.timeout = timeout;
        self
    }

    /// The host that clients of the cluster connect to (`hostname`); by default the address that the
    /// broker listens on. It has no colon: clients of 0.7 split the node there, so an address of
    /// IPv6 needs a name.
    pub fn advertised_host(mut self, host: impl Into<String>) -> Self {
        self.cluster.host = Some(host.into());
        self
    }

    /// The port that clients of the cluster connect to; by default the one that the broker listens
    /// on. Another one is for a proxy in between.
    pub fn advertised_port(mut self, port: u16) -> Self {
        self.cluster.port = Some(port);
        self
    }
}

impl Broker {
    /// The broker's number in its cluster; `None` if it is in none.
    pub fn id(&self) -> Option<i32> {
        self.registration.as_ref().map(|registration| registration.id())
    }

    /// Registers, and starts the thread that keeps it so.
    pub(super) fn join_cluster(&self) -> Result<(), Error> {
        let Some(registration) = self.registration.clone() else { return Ok(()) };
        let logs = &self.service.logs;
        for (topic, _) in logs.data.last_partitions() {
            logs.note_topic(&topic);
        }
        let addr = self.addr;
        let membership = registration.join(addr)?;
        registration.set_running(true);
        let running = Arc::clone(&registration);
        let run = move || running.run(addr, membership);
        let started = self.threads.spawn("kafka07 registration".to_owned(), run);
        if started.is_err() {
            registration.set_running(false);
        }
        Ok(started.map_err(ErrorKind::Thread)?)
    }

    /// Removes the broker's nodes, so that clients look for others before it stops.
    pub(super) fn leave_cluster(&self) {
        if let Some(registration) = &self.registration {
            registration.stop();
            // A logger may stop the broker from any of its threads.
            if !self.threads.is_own() {
                registration.wait_stopped();
            }
        }
    }
}
