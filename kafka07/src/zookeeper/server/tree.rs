//! The nodes, in memory.

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;

use super::children::Children;
use crate::zookeeper::protocol::{Acl, Path, Stat};

/// All nodes.
#[derive(Debug)]
pub(super) struct Tree {
    /// By path; the root's is empty.
    nodes: HashMap<String, Node>,
    /// The paths of each session's ephemeral nodes.
    ephemerals: HashMap<i64, BTreeSet<String>>,
    /// What paths and data take.
    bytes: usize,
}

/// A node.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) data: Option<Bytes>,
    pub(super) acl: Vec<Acl>,
    stat: Stat,
    children: Children,
}

/// Which change it is, and when it happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub(super) zxid: i64,
    /// Milliseconds since 1970.
    pub(super) time: i64,
}

/// Nodes that there always are and that nobody may delete.
const SPECIAL: [&str; 3] = ["", "/zookeeper", "/zookeeper/quota"];

/// Whether it is one of the nodes that there always are.
pub(super) fn is_special(path: &str) -> bool {
    SPECIAL.contains(&key(path))
}

/// What a node takes besides its path and its data, roughly.
const NODE_OVERHEAD: usize = 256;

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Self { nodes: HashMap::new(), ephemerals: HashMap::new(), bytes: 0 };
        for path in SPECIAL {
            let node = Node {
                data: Some(Bytes::new()),
                acl: vec![Acl::open()],
                stat: Stat::default(),
                children: Children::default(),
            };
            tree.insert(path, node);
        }
        tree
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn get(&self, path: &str) -> Option<&Node> {
        self.nodes.get(key(path))
    }

    /// Makes a node, which does not exist yet and whose parent does.
    pub(super) fn create(
        &mut self,
        path: &str,
        data: Option<Bytes>,
        acl: Vec<Acl>,
        owner: Option<i64>,
        Change { zxid, time }: Change,
    ) {
        let stat = Stat {
            czxid: zxid,
            mzxid: zxid,
            pzxid: zxid,
            ctime: time,
            mtime: time,
            ephemeral_owner: owner.unwrap_or(0),
            ..Stat::default()
        };
        if let Some(session) = owner {
            self.ephemerals.entry(session).or_default().insert(path.to_owned());
        }
        self.insert(path, Node { data, acl, stat, children: Children::default() });
        self.note_child_change(path, zxid);
    }

    /// Deletes a node without children.
    pub(super) fn delete(&mut self, path: &str, zxid: i64) {
        let Some(node) = self.nodes.remove(path) else { return };
        self.bytes -= cost(path, node.data.as_ref());
        if let Some(paths) = self.ephemerals.get_mut(&node.stat.ephemeral_owner) {
            paths.remove(path);
            if paths.is_empty() {
                self.ephemerals.remove(&node.stat.ephemeral_owner);
            }
        }
        if let Some((parent, name)) = path.rsplit_once('/')
            && let Some(parent) = self.nodes.get_mut(parent)
        {
            parent.children.remove(name);
        }
        self.note_child_change(path, zxid);
    }

    /// Replaces a node's data.
    pub(super) fn set_data(&mut self, path: &str, data: Option<Bytes>, change: Change) {
        let Some(node) = self.nodes.get_mut(key(path)) else { return };
        self.bytes -= cost(key(path), node.data.as_ref());
        self.bytes += cost(key(path), data.as_ref());
        node.data = data;
        node.stat.mzxid = change.zxid;
        node.stat.mtime = change.time;
        node.stat.version = node.stat.version.wrapping_add(1);
    }

    /// Replaces a node's ACL.
    pub(super) fn set_acl(&mut self, path: &str, acl: Vec<Acl>) {
        let Some(node) = self.nodes.get_mut(key(path)) else { return };
        node.acl = acl;
        node.stat.aversion = node.stat.aversion.wrapping_add(1);
    }

    /// The paths of a session's ephemeral nodes.
    pub(super) fn ephemerals(&self, session: i64) -> Vec<String> {
        self.ephemerals.get(&session).into_iter().flatten().cloned().collect()
    }

    fn insert(&mut self, path: &str, node: Node) {
        self.bytes += cost(path, node.data.as_ref());
        if let Some((parent, name)) = path.rsplit_once('/')
            && let Some(parent) = self.nodes.get_mut(parent)
        {
            parent.children.add(name);
        }
        self.nodes.insert(path.to_owned(), node);
    }

    fn note_child_change(&mut self, path: &str, zxid: i64) {
        if let Some((parent, _)) = path.rsplit_once('/')
            && let Some(parent) = self.nodes.get_mut(parent)
        {
            parent.stat.cversion = parent.stat.cversion.wrapping_add(1);
            parent.stat.pzxid = zxid;
        }
    }
}

impl Node {
    pub(super) fn stat(&self) -> Stat {
        let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Stat {
            data_length: count(self.data.as_ref().map_or(0, Bytes::len)),
            num_children: count(self.children.len()),
            ..self.stat
        }
    }

    /// The names of its children.
    pub(super) fn children(&self) -> Vec<Path> {
        self.children.list().into_iter().map(Path::from).collect()
    }
}

/// The root has two names.
fn key(path: &str) -> &str {
    if path == "/" { "" } else { path }
}

fn cost(path: &str, data: Option<&Bytes>) -> usize {
    NODE_OVERHEAD + 2 * path.len() + data.map_or(0, Bytes::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(zxid: i64) -> Change {
        Change { zxid, time: zxid * 1000 }
    }

    #[test]
    fn versions_and_changes_are_counted() {
        let mut tree = Tree::new();
        tree.create("/a", None, Vec::new(), None, change(1));
        tree.create("/a/b", Some(Bytes::from("x")), Vec::new(), Some(7), change(2));
        tree.set_data("/a", Some(Bytes::from("data")), change(3));
        let stat = tree.get("/a").unwrap().stat();
        assert_eq!((stat.czxid, stat.mzxid, stat.pzxid), (1, 3, 2));
        assert_eq!((stat.version, stat.cversion, stat.aversion), (1, 1, 0));
        assert_eq!((stat.data_length, stat.num_children, stat.mtime), (4, 1, 3000));
        assert_eq!(tree.get("/a/b").unwrap().stat().ephemeral_owner, 7);
        assert_eq!(tree.ephemerals(7), ["/a/b"]);
        tree.delete("/a/b", 4);
        let stat = tree.get("/a").unwrap().stat();
        assert_eq!((stat.pzxid, stat.cversion, stat.num_children), (4, 2, 0));
        assert!(tree.ephemerals(7).is_empty());
    }

    #[test]
    fn the_root_has_two_names_and_is_not_new() {
        let mut tree = Tree::new();
        assert_eq!(tree.get("/").unwrap().stat(), tree.get("").unwrap().stat());
        assert_eq!(tree.get("/").unwrap().children(), [Path::from("zookeeper")]);
        assert!(is_special("/") && is_special("/zookeeper/quota") && !is_special("/a"));
        tree.create("/a", None, Vec::new(), None, change(5));
        let root = tree.get("").unwrap().stat();
        assert_eq!((root.cversion, root.num_children, root.pzxid), (1, 2, 5));
    }

    #[test]
    fn bytes_are_given_back() {
        let mut tree = Tree::new();
        let before = tree.bytes();
        tree.create("/a", Some(Bytes::from("1234")), Vec::new(), None, change(1));
        assert_eq!(tree.bytes(), before + NODE_OVERHEAD + 8);
        tree.set_data("/a", None, change(2));
        tree.delete("/a", 3);
        assert_eq!((tree.bytes(), tree.len()), (before, 3));
    }
}
