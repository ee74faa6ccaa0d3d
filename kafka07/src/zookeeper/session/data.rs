//! What a node holds.

use bytes::Bytes;

use crate::zookeeper::protocol::Stat;

/// Data for a node: bytes, or null. Null and empty are different, and null is what clients of that
/// time give to nodes that only have children.
///
/// Text and bytes convert into it, and so does the [`data`](Node::data) of another node.
///
/// ```
/// use kafka07::zookeeper::NodeData;
///
/// assert_ne!(NodeData::from(""), NodeData::null());
/// assert_eq!(NodeData::from("x"), NodeData::from(vec![b'x']));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeData(pub(super) Option<Bytes>);

impl NodeData {
    /// Returns null.
    pub fn null() -> Self {
        Self(None)
    }
}

impl From<&[u8]> for NodeData {
    fn from(data: &[u8]) -> Self {
        Self(Some(Bytes::copy_from_slice(data)))
    }
}

impl<const N: usize> From<&[u8; N]> for NodeData {
    fn from(data: &[u8; N]) -> Self {
        data[..].into()
    }
}

impl From<&str> for NodeData {
    fn from(data: &str) -> Self {
        data.as_bytes().into()
    }
}

impl From<String> for NodeData {
    fn from(data: String) -> Self {
        Self(Some(data.into()))
    }
}

impl From<Vec<u8>> for NodeData {
    fn from(data: Vec<u8>) -> Self {
        Self(Some(data.into()))
    }
}

impl From<Bytes> for NodeData {
    fn from(data: Bytes) -> Self {
        Self(Some(data))
    }
}

impl From<Option<Bytes>> for NodeData {
    fn from(data: Option<Bytes>) -> Self {
        Self(data)
    }
}

/// A node: its data and its stat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The data; `None` is null.
    pub data: Option<Bytes>,
    /// Versions, times and more.
    pub stat: Stat,
}

/// The names of a node's children, in no order, and the node's stat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Children {
    /// The names: each is the last part of a path.
    pub names: Vec<String>,
    /// The stat of the parent.
    pub stat: Stat,
}
