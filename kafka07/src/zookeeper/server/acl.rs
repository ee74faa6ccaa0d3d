//! Who may do what: the schemes `world`, `auth`, `digest` and `ip`.

use std::net::IpAddr;

use crate::zookeeper::protocol::{Acl, Id};

/// The identity that a client has by itself: its address.
pub(super) fn address(addr: IpAddr) -> Id {
    Id { scheme: "ip".to_owned(), id: addr.to_string() }
}

/// The identity that a client proves; `None` if it does not.
pub(super) fn authenticate(scheme: &str, proof: &[u8]) -> Option<Id> {
    match scheme {
        // Whoever comes first with a name and a password is believed: they only have to be the
        // same as in an ACL.
        "digest" => {
            let text = std::str::from_utf8(proof).ok()?;
            let name = text.split(':').next().unwrap_or_default();
            let digest = base64(&sha1_smol::Sha1::from(proof).digest().bytes());
            Some(Id { scheme: scheme.to_owned(), id: format!("{name}:{digest}") })
        }
        _ => None,
    }
}

/// The ACL that a node gets: `auth` stands for whom the client is. `None` if it is invalid.
pub(super) fn resolve(acl: Option<&[Acl]>, client: &[Id]) -> Option<Vec<Acl>> {
    let mut resolved = Vec::new();
    let mut own = Vec::new();
    for entry in acl? {
        let Id { scheme, id } = &entry.id;
        match scheme.as_str() {
            "world" if id == "anyone" => resolved.push(entry.clone()),
            "auth" => {
                let before = own.len();
                let proven = client.iter().filter(|id| id.scheme == "digest");
                own.extend(proven.map(|id| Acl { perms: entry.perms, id: id.clone() }));
                if own.len() == before {
                    return None;
                }
            }
            "digest" if id.split(':').count() == 2 => resolved.push(entry.clone()),
            "ip" if network(id).is_some() => resolved.push(entry.clone()),
            _ => return None,
        }
    }
    resolved.append(&mut own);
    (!resolved.is_empty()).then_some(resolved)
}

/// Whether a client may do what `perm` says.
pub(super) fn permits(acl: &[Acl], perm: i32, client: &[Id]) -> bool {
    acl.is_empty()
        || acl.iter().filter(|entry| entry.perms & perm != 0).any(|entry| {
            let Id { scheme, id } = &entry.id;
            (scheme == "world" && id == "anyone")
                || client
                    .iter()
                    .filter(|own| own.scheme == *scheme)
                    .any(|own| own.id == *id || (scheme == "ip" && is_in_network(&own.id, id)))
        })
}

/// `address` or `address/bits`.
fn network(text: &str) -> Option<(IpAddr, u32)> {
    let (addr, bits) = match text.split_once('/') {
        Some((addr, bits)) => (addr, Some(bits.parse::<u32>().ok()?)),
        None => (text, None),
    };
    let addr: IpAddr = addr.parse().ok()?;
    let width = if addr.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(width);
    (bits <= width).then_some((addr, bits))
}

fn is_in_network(addr: &str, text: &str) -> bool {
    let numbers = |addr: IpAddr| match addr {
        IpAddr::V4(addr) => (32, u128::from(addr.to_bits())),
        IpAddr::V6(addr) => (128, addr.to_bits()),
    };
    let (Ok(addr), Some((network, bits))) = (addr.parse(), network(text)) else { return false };
    let ((width, addr), (other, network)) = (numbers(addr), numbers(network));
    width == other && (bits == 0 || addr >> (width - bits) == network >> (width - bits))
}

/// The alphabet of RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |index| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            if digit <= group.len() {
                let index = (bits >> (18 - 6 * digit)) & 63;
                text.push(char::from(ALPHABET[index as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zookeeper::protocol::perms;

    fn acl(scheme: &str, id: &str) -> Acl {
        let (scheme, id) = (scheme.to_owned(), id.to_owned());
        Acl { perms: perms::READ, id: Id { scheme, id } }
    }

    #[test]
    fn a_digest_is_that_of_the_original() {
        let id = authenticate("digest", b"super:test").unwrap();
        assert_eq!(id.id, "super:D/InIHSb7yEEbrWz8b9l71RjZJU=");
        assert_eq!(authenticate("nope", b"u:p"), None);
    }

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn acls_are_checked_and_auth_is_replaced() {
        let me = authenticate("digest", b"u:p").unwrap();
        let client = [address([127, 0, 0, 1].into()), me.clone()];
        assert_eq!(resolve(None, &client), None);
        assert_eq!(resolve(Some(&[]), &client), None);
        for invalid in [
            acl("world", "nobody"),
            acl("nope", "x"),
            acl("digest", "nocolon"),
            acl("ip", "1.2.3"),
            acl("ip", "1.2.3.4/33"),
        ] {
            assert_eq!(resolve(Some(std::slice::from_ref(&invalid)), &client), None, "{invalid:?}");
        }
        assert_eq!(resolve(Some(&[acl("auth", "")]), &client[..1]), None);
        let resolved = resolve(Some(&[acl("auth", ""), Acl::open()]), &client).unwrap();
        assert_eq!(resolved, [Acl::open(), Acl { perms: perms::READ, id: me }]);
    }

    #[test]
    fn only_those_named_are_permitted() {
        let client = [address([10, 1, 2, 3].into())];
        for (id, permitted) in
            [("10.1.2.3", true), ("10.1.2.4", false), ("10.1.0.0/16", true), ("11.0.0.0/8", false)]
        {
            assert_eq!(permits(&[acl("ip", id)], perms::READ, &client), permitted, "{id}");
        }
        assert!(!permits(&[acl("ip", "10.1.2.3")], perms::WRITE, &client));
        assert!(permits(&[acl("ip", "0.0.0.0/0")], perms::READ, &client));
        assert!(permits(&[Acl::open()], perms::ADMIN, &[]));
    }
}
