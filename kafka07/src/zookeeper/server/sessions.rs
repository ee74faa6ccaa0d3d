//! The sessions: who has one, and when it expires.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::watches::ConnId;
use crate::zookeeper::protocol::PASSWORD_LEN;

/// All sessions.
#[derive(Debug)]
pub(super) struct Sessions {
    by_id: HashMap<i64, SessionState>,
    next_id: i64,
    /// No session expires before.
    next_expiry: Option<Instant>,
}

/// A session.
#[derive(Debug)]
pub(super) struct SessionState {
    pub(super) password: [u8; PASSWORD_LEN],
    pub(super) timeout: Duration,
    pub(super) connection: Option<ConnId>,
    expires: Instant,
}

impl Sessions {
    pub(super) fn new() -> Self {
        // The bits of the time that the original takes, and its sign.
        let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_millis());
        let next_id = (i64::try_from(millis).unwrap_or(0) << 24) >> 8;
        Self { by_id: HashMap::new(), next_id, next_expiry: None }
    }

    pub(super) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn get(&self, id: i64) -> Option<&SessionState> {
        self.by_id.get(&id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, &SessionState)> {
        self.by_id.iter().map(|(id, session)| (*id, session))
    }

    /// Makes a session, and says its number and its password.
    pub(super) fn create(
        &mut self,
        connection: ConnId,
        timeout: Duration,
        now: Instant,
    ) -> (i64, [u8; PASSWORD_LEN]) {
        let id = self.next_id;
        self.next_id += 1;
        let password = random_password();
        let session = SessionState {
            password,
            timeout,
            connection: Some(connection),
            expires: now + timeout,
        };
        self.note_expiry(session.expires);
        self.by_id.insert(id, session);
        (id, password)
    }

    /// Moves a session to another connection.
    pub(super) fn attach(&mut self, id: i64, connection: ConnId, timeout: Duration, now: Instant) {
        if let Some(session) = self.by_id.get_mut(&id) {
            session.connection = Some(connection);
            session.timeout = timeout;
            session.expires = now + timeout;
            let expires = session.expires;
            self.note_expiry(expires);
        }
    }

    /// The connection is gone, and the session is not.
    pub(super) fn detach(&mut self, id: i64, connection: ConnId) {
        if let Some(session) = self.by_id.get_mut(&id)
            && session.connection == Some(connection)
        {
            session.connection = None;
        }
    }

    /// The client lives.
    pub(super) fn touch(&mut self, id: i64, now: Instant) {
        if let Some(session) = self.by_id.get_mut(&id) {
            session.expires = now + session.timeout;
        }
    }

    pub(super) fn remove(&mut self, id: i64) -> Option<SessionState> {
        self.by_id.remove(&id)
    }

    /// The sessions whose clients were silent for too long.
    pub(super) fn expired(&mut self, now: Instant) -> Vec<i64> {
        if self.next_expiry.is_none_or(|next| next > now) {
            return Vec::new();
        }
        let expired = |session: &SessionState| session.expires <= now;
        let mut late: Vec<_> =
            self.iter().filter(|(_, session)| expired(session)).map(|(id, _)| id).collect();
        late.sort_unstable();
        let alive = self.by_id.values().filter(|session| !expired(session));
        self.next_expiry = alive.map(|session| session.expires).min();
        late
    }

    /// When to look for expired ones again.
    pub(super) fn next_expiry(&self) -> Option<Instant> {
        self.next_expiry
    }

    fn note_expiry(&mut self, expires: Instant) {
        self.next_expiry = self.next_expiry.into_iter().chain([expires]).min();
    }
}

/// The keys of a hasher are the random numbers that the standard library has.
fn random_password() -> [u8; PASSWORD_LEN] {
    let mut password = [0; PASSWORD_LEN];
    for part in password.chunks_mut(8) {
        part.copy_from_slice(&RandomState::new().hash_one(()).to_be_bytes()[..part.len()]);
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_expires_when_its_client_is_silent() {
        let mut sessions = Sessions::new();
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let (first, _) = sessions.create(1, second * 4, start);
        let (other, _) = sessions.create(2, second * 9, start);
        assert!(sessions.expired(start + second * 3).is_empty());
        sessions.touch(first, start + second * 3);
        assert!(sessions.expired(start + second * 4).is_empty());
        assert_eq!(sessions.next_expiry(), Some(start + second * 7));
        assert_eq!(sessions.expired(start + second * 7), [first]);
        sessions.remove(first);
        assert_eq!(sessions.expired(start + second * 60), [other]);
        sessions.remove(other);
        assert_eq!((sessions.len(), sessions.next_expiry()), (0, None));
    }

    #[test]
    fn a_lost_connection_does_not_detach_the_next_one() {
        let mut sessions = Sessions::new();
        let (id, password) = sessions.create(1, Duration::from_secs(4), Instant::now());
        sessions.attach(id, 2, Duration::from_secs(5), Instant::now());
        sessions.detach(id, 1);
        let session = sessions.get(id).unwrap();
        assert_eq!((session.connection, session.password), (Some(2), password));
        sessions.detach(id, 2);
        assert_eq!(sessions.get(id).unwrap().connection, None);
    }
}
