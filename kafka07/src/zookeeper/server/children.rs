//! The names of a node's children, listed in the order of the original: that of its hash set.
//!
//! So a client that takes the order for sorted, or for that of creation, fails here as it does in
//! production.

use std::collections::HashMap;

/// How many buckets a hash set has at first.
const FIRST_BUCKETS: u64 = 16;

/// Names, each once.
#[derive(Debug)]
pub(super) struct Children {
    /// When each was added.
    names: HashMap<String, u64>,
    added: u64,
    /// It doubles when three quarters are taken, and never shrinks.
    buckets: u64,
}

impl Default for Children {
    fn default() -> Self {
        Self { names: HashMap::new(), added: 0, buckets: FIRST_BUCKETS }
    }
}

impl Children {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Adds a name that is not there yet.
    pub(super) fn add(&mut self, name: &str) {
        self.names.insert(name.to_owned(), self.added);
        self.added += 1;
        if self.names.len() as u64 * 4 > self.buckets * 3 {
            self.buckets *= 2;
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.names.remove(name);
    }

    /// All of them, bucket by bucket.
    pub(super) fn list(&self) -> Vec<&str> {
        let mut list: Vec<_> = self
            .names
            .iter()
            .map(|(name, added)| (bucket(name, self.buckets), *added, name.as_str()))
            .collect();
        list.sort_unstable();
        list.into_iter().map(|(_, _, name)| name).collect()
    }
}

/// In which of `buckets` a name is.
fn bucket(name: &str, buckets: u64) -> u64 {
    let hash = name
        .encode_utf16()
        .fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
    u64::from(hash ^ hash >> 16) & (buckets - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_the_order_of_the_original() {
        let mut children = Children::default();
        for name in ["none", "x", "g333_vm-1795578893811-5b8bacb5"] {
            children.add(name);
        }
        children.remove("g333_vm-1795578893811-5b8bacb5");
        assert_eq!(children.list(), ["x", "none"]);
        children.remove("x");
        children.remove("none");
        children.add("g333_vm-1795578893811-5b8bacb5");
        children.add("g333_vm-1795578898823-c15cef23");
        assert_eq!(
            children.list(),
            ["g333_vm-1795578898823-c15cef23", "g333_vm-1795578893811-5b8bacb5"]
        );
        assert_eq!(children.len(), 2);
    }
}
