//! The watches that a session has set and that have not fired.

use std::collections::HashMap;
use std::sync::Arc;

use super::events::{EventQueue, NodeChange};
use crate::wire;
use crate::zookeeper::protocol::{Path, SetWatches};

/// What a watch is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Target {
    /// A node, and its data.
    Data,
    /// A path without a node.
    Exist,
    /// The names of a node's children.
    Child,
}

/// All of them, by the paths that servers know.
#[derive(Debug, Default)]
pub(super) struct Watches([HashMap<String, Vec<Arc<EventQueue>>>; 3]);

impl Watches {
    /// Notes a watch that a server has set. A queue gets each event once.
    pub(super) fn add(&mut self, target: Target, path: &str, queue: &Arc<EventQueue>) {
        let queues = self.0[target as usize].entry(path.to_owned()).or_default();
        queues.retain(|one| !one.is_dropped());
        if !queues.iter().any(|one| Arc::ptr_eq(one, queue)) {
            queues.push(Arc::clone(queue));
        }
    }

    /// Takes the watches that fire when this happens.
    pub(super) fn fired(&mut self, path: &str, change: NodeChange) -> Vec<Arc<EventQueue>> {
        let targets: &[Target] = match change {
            NodeChange::Created | NodeChange::DataChanged => &[Target::Data, Target::Exist],
            NodeChange::Deleted => &[Target::Data, Target::Exist, Target::Child],
            NodeChange::ChildrenChanged => &[Target::Child],
        };
        let mut fired: Vec<Arc<EventQueue>> = Vec::new();
        for target in targets {
            for queue in self.0[*target as usize].remove(path).unwrap_or_default() {
                if !fired.iter().any(|one| Arc::ptr_eq(one, &queue)) {
                    fired.push(queue);
                }
            }
        }
        fired
    }

    /// What sets all of them again, in requests of at most `max` bytes (one path is never split).
    pub(super) fn requests(&mut self, relative_zxid: i64, max: usize) -> Vec<SetWatches> {
        let empty = || SetWatches {
            relative_zxid,
            data: Some(Vec::new()),
            exist: Some(Vec::new()),
            child: Some(Vec::new()),
        };
        // Type and number of the request are in front of it.
        let least = wire::encoded_len(&empty()).map_or(0, |size| size + 2 * size_of::<i32>());
        let mut requests = Vec::new();
        let (mut request, mut size) = (empty(), least);
        for target in [Target::Data, Target::Exist, Target::Child] {
            let watches = &mut self.0[target as usize];
            watches.retain(|_, queues| {
                queues.retain(|queue| !queue.is_dropped());
                !queues.is_empty()
            });
            for path in watches.keys() {
                let path = Path(path.clone());
                let more = wire::encoded_len(&path).unwrap_or(0);
                if size + more > max && size > least {
                    requests.push(std::mem::replace(&mut request, empty()));
                    size = least;
                }
                size += more;
                let list = match target {
                    Target::Data => &mut request.data,
                    Target::Exist => &mut request.exist,
                    Target::Child => &mut request.child,
                };
                list.get_or_insert_default().push(path);
            }
        }
        if size > least {
            requests.push(request);
        }
        requests
    }
}

#[cfg(test)]
mod tests {
    use super::super::events::Events;
    use super::*;
    use crate::zookeeper::protocol::{Operation, Request, xid};

    #[test]
    fn a_watch_fires_once_and_a_queue_hears_of_each_change_once() {
        let events = Events::new();
        let mut watches = Watches::default();
        for target in [Target::Data, Target::Child, Target::Data] {
            watches.add(target, "/a", events.queue());
        }
        assert_eq!(watches.fired("/a", NodeChange::Deleted).len(), 1);
        assert!(watches.fired("/a", NodeChange::Deleted).is_empty());
        watches.add(Target::Child, "/a", events.queue());
        assert!(watches.fired("/a", NodeChange::DataChanged).is_empty());
        assert_eq!(watches.fired("/a", NodeChange::ChildrenChanged).len(), 1);
    }

    #[test]
    fn all_are_set_again_in_requests_that_servers_take() {
        let events = Events::new();
        let mut watches = Watches::default();
        for number in 0..3000 {
            watches.add(Target::Data, &format!("/data/{number}"), events.queue());
            watches.add(Target::Exist, &format!("/exist/{number}"), events.queue());
            watches.add(Target::Child, &format!("/child/{number}"), events.queue());
        }
        let requests = watches.requests(7, 10_000);
        assert!(requests.len() > 10);
        let mut paths = 0;
        for request in requests {
            assert_eq!(request.relative_zxid, 7);
            for list in [&request.data, &request.exist, &request.child] {
                paths += list.as_ref().unwrap().len();
            }
            let operation = Operation::SetWatches(request);
            let size = wire::encoded_len(&Request { xid: xid::SET_WATCHES, operation }).unwrap();
            assert!(size <= 10_000, "{size}");
        }
        assert_eq!(paths, 9000);
        let long = Events::new();
        watches.add(Target::Data, &format!("/{}", "x".repeat(20_000)), long.queue());
        assert!(watches.requests(7, 10_000).len() > 10, "one that is too long is alone");
    }

    #[test]
    fn those_that_nobody_waits_for_are_not_set_again() {
        let events = Events::new();
        let mut watches = Watches::default();
        watches.add(Target::Data, "/a", events.queue());
        drop(events);
        assert!(watches.requests(1, 1000).is_empty());
        assert!(watches.0[0].is_empty());
    }
}
