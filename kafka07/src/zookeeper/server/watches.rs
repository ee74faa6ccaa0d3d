//! Who wants to be told of what.

use std::collections::{BTreeSet, HashMap, HashSet};

/// The number of a connection.
pub(super) type ConnId = usize;

/// What a watch is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Watched {
    /// A node's data, or its existence.
    Node,
    /// The names of its children.
    Children,
}

/// All watches. Each fires once, and ends with its connection.
#[derive(Debug, Default)]
pub(super) struct Watches {
    by_path: HashMap<(Watched, String), BTreeSet<ConnId>>,
    by_connection: HashMap<ConnId, HashSet<(Watched, String)>>,
    bytes: usize,
}

/// What a watch takes besides its path, roughly.
const WATCH_OVERHEAD: usize = 192;

impl Watches {
    /// Sets a watch; a connection has each once.
    pub(super) fn set(&mut self, connection: ConnId, watched: Watched, path: &str) {
        let key = (watched, path.to_owned());
        if self.by_connection.entry(connection).or_default().insert(key.clone()) {
            self.bytes += cost(path);
            self.by_path.entry(key).or_default().insert(connection);
        }
    }

    /// Takes the watches of a path, and says whose they are.
    pub(super) fn take(&mut self, watched: Watched, path: &str) -> BTreeSet<ConnId> {
        let key = (watched, path.to_owned());
        let connections = self.by_path.remove(&key).unwrap_or_default();
        for connection in &connections {
            if let Some(keys) = self.by_connection.get_mut(connection) {
                keys.remove(&key);
                self.bytes -= cost(path);
            }
        }
        connections
    }

    /// Forgets the watches of a connection.
    pub(super) fn forget(&mut self, connection: ConnId) {
        for key in self.by_connection.remove(&connection).unwrap_or_default() {
            self.bytes -= cost(&key.1);
            if let Some(connections) = self.by_path.get_mut(&key) {
                connections.remove(&connection);
                if connections.is_empty() {
                    self.by_path.remove(&key);
                }
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.by_connection.values().map(HashSet::len).sum()
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

fn cost(path: &str) -> usize {
    WATCH_OVERHEAD + 2 * path.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_taken_once_and_ends_with_its_connection() {
        let mut watches = Watches::default();
        for connection in [1, 2, 1] {
            watches.set(connection, Watched::Node, "/a");
            watches.set(connection, Watched::Children, "/a");
        }
        assert_eq!(watches.len(), 4);
        assert_eq!(watches.take(Watched::Node, "/a"), BTreeSet::from([1, 2]));
        assert!(watches.take(Watched::Node, "/a").is_empty());
        watches.forget(1);
        assert_eq!(watches.take(Watched::Children, "/a"), BTreeSet::from([2]));
        assert_eq!((watches.len(), watches.bytes()), (0, 0));
        watches.forget(2);
        assert!(watches.by_connection.is_empty() && watches.by_path.is_empty());
    }
}
