//! `host:port,host:port/chroot`: which servers there are, and where the session's root is.

use crate::zookeeper::protocol::{DEFAULT_PORT, path};
use crate::zookeeper::{Error, ErrorKind};

/// A list of servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Servers {
    /// Host and port of each.
    pub(super) list: Vec<(String, u16)>,
    /// Empty, or a path without a slash at its end.
    pub(super) chroot: String,
}

impl Servers {
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |what: String| Error::from(ErrorKind::Servers { text: text.to_owned(), what });
        let (list, chroot) = match text.find('/') {
            Some(slash) => text.split_at(slash),
            None => (text, ""),
        };
        let chroot = chroot.trim_end().trim_end_matches('/');
        if !chroot.is_empty() {
            path::check(chroot).map_err(|error| wrong(format!("of its chroot, {error}")))?;
        }
        let parse =
            |server| parse_server(server).map_err(|what| wrong(format!("{server}: {what}")));
        let names = list.split(',').map(str::trim).filter(|server| !server.is_empty());
        let list: Vec<_> = names.map(parse).collect::<Result<_, _>>()?;
        if list.is_empty() {
            return Err(wrong("it names no server".to_owned()));
        }
        Ok(Self { list, chroot: chroot.to_owned() })
    }

    /// The path that servers know for one of the session's.
    pub(super) fn full(&self, path: &str) -> String {
        match path {
            "/" if !self.chroot.is_empty() => self.chroot.clone(),
            _ => format!("{}{path}", self.chroot),
        }
    }

    /// The session's path for one that servers know; `None` if it is outside.
    pub(super) fn own(&self, path: &str) -> Option<String> {
        match path.strip_prefix(&self.chroot)? {
            "" => Some("/".to_owned()),
            own if own.starts_with('/') => Some(own.to_owned()),
            _ => None,
        }
    }

    /// The chroot and all nodes above it, from the top.
    pub(super) fn chroot_and_parents(&self) -> impl Iterator<Item = &str> {
        let slashes = self.chroot.match_indices('/').map(|(at, _)| at).skip(1);
        let ends = slashes.chain((!self.chroot.is_empty()).then_some(self.chroot.len()));
        ends.map(|end| &self.chroot[..end])
    }
}

/// `host`, `host:port`, `[address]` or `[address]:port`.
fn parse_server(text: &str) -> Result<(String, u16), String> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or("the bracket is not closed")?;
            match rest.strip_prefix(':') {
                Some(port) => (host, Some(port)),
                None if rest.is_empty() => (host, None),
                None => return Err("a colon must follow the bracket".to_owned()),
            }
        }
        None => match text.split_once(':') {
            Some((_, port)) if port.contains(':') => {
                return Err("write an address of IPv6 in brackets".to_owned());
            }
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err("the host is missing".to_owned());
    }
    let port = match port {
        Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or("the port is invalid")?,
        None => DEFAULT_PORT,
    };
    Ok((host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(text: &str) -> (Vec<String>, String) {
        let servers = Servers::parse(text).unwrap();
        let list = servers.list.iter().map(|(host, port)| format!("{host} {port}")).collect();
        (list, servers.chroot)
    }

    #[test]
    fn servers_and_chroot_are_found() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(servers("zk1"), (list(&["zk1 2181"]), String::new()));
        assert_eq!(
            servers("zk1:1, zk2:2,/kafka"),
            (list(&["zk1 1", "zk2 2"]), "/kafka".to_owned())
        );
        for chroot in ["/a/b", "/a/b/", "/a/b//"] {
            assert_eq!(servers(&format!("h:1{chroot}")).1, "/a/b");
        }
        assert_eq!(servers("h:1/").1, "");
        assert_eq!(servers("[::1]:7,[::1]").0, ["::1 7", "::1 2181"]);
    }

    #[test]
    fn wrong_lists_are_refused() {
        for text in [
            "", ",", "/a", "h:", "h:x", "h:0", "h:65536", ":1", "::1", "[::1", "[::1]x", "h/a//b",
            "h h", "h/..",
        ] {
            let error = Servers::parse(text).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Servers { .. }), "{text:?}: {error}");
        }
    }

    #[test]
    fn paths_are_those_below_the_chroot() {
        let servers = Servers::parse("h/a/b/").unwrap();
        assert_eq!((servers.full("/"), servers.full("/c")), ("/a/b".into(), "/a/b/c".into()));
        assert_eq!(servers.own("/a/b").as_deref(), Some("/"));
        assert_eq!(servers.own("/a/b/c").as_deref(), Some("/c"));
        assert_eq!((servers.own("/a/bc"), servers.own("/")), (None, None));
        assert_eq!(servers.chroot_and_parents().collect::<Vec<_>>(), ["/a", "/a/b"]);
        let bare = Servers::parse("h").unwrap();
        assert_eq!((bare.full("/"), bare.own("/")), ("/".into(), Some("/".into())));
        assert_eq!(bare.own("/x").as_deref(), Some("/x"));
        assert_eq!(bare.chroot_and_parents().count(), 0);
    }
}
