//! The thread that delivers: takes batches out of the queue, encodes, sends, has them confirmed,
//! sends again what the policy says, and reports every one.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::report::Outcome;
use super::sender_settings::SenderSettings;
use super::shared_queue::{Next, SharedQueue};
use super::sizes;
use crate::error::{Error, ErrorKind};
use crate::guard::{drop_payloads, guarded};
use crate::message::Compression;
use crate::protocol::ProduceRequest;
use crate::transport::{Deadline, Transport, Unsent, Waits};
use crate::wire;

/// How many parts the count of a multi-produce can say.
const MAX_PARTS: usize = i16::MAX as usize;

/// How long the thread waits for a broker before it looks whether something else is to be done:
/// whether messages have run out of time, or the producer is aborted.
const STEP: Duration = Duration::from_millis(50);

/// A batch that can be sent.
type Encoded = (Batch, ProduceRequest);

pub(super) struct Sender {
    shared: Arc<SharedQueue>,
    transport: Transport,
    settings: SenderSettings,
    /// Encoded, but not sent yet.
    encoded: VecDeque<Encoded>,
    /// Sent, and not confirmed yet: the batches of each request, but those that ran out of time.
    in_flight: VecDeque<Vec<Batch>>,
    /// Whether what is in flight has to be confirmed before anything else is sent.
    alone: bool,
    /// To be sent again, before anything else. Those that may be stored come before those that are
    /// certainly not.
    to_resend: VecDeque<Batch>,
    /// The waits before sending again, and the one that has begun.
    waits: Waits,
    pause: Option<Deadline>,
    /// Not later than when the oldest of all these batches was opened.
    oldest: Option<Instant>,
    /// What broke the last connection, if no request was confirmed since.
    trouble: Option<Arc<Error>>,
}

impl Sender {
    pub(super) fn new(
        shared: Arc<SharedQueue>,
        transport: Transport,
        settings: SenderSettings,
    ) -> Self {
        Self {
            shared,
            waits: waits(&transport),
            transport,
            settings,
            encoded: VecDeque::new(),
            in_flight: VecDeque::new(),
            alone: false,
            to_resend: VecDeque::new(),
            pause: None,
            oldest: None,
            trouble: None,
        }
    }

    /// Delivers until the producer is closed and everything is reported.
    pub(super) fn deliver(mut self) {
        self.shared.deliver_here();
        if guarded(|| self.run()).is_none() {
            self.shared.close();
            self.give_up(ErrorKind::ProducerStopped);
        }
        for batch in self.shared.stop() {
            drop_payloads(batch.payloads);
        }
        // It may own what panics when it is dropped.
        let on_report = self.settings.on_report.take();
        guarded(|| drop(on_report));
    }

    fn run(&mut self) {
        loop {
            self.expire();
            // Asked after the reports: a callback may have aborted.
            if self.shared.is_aborted() {
                return self.give_up(ErrorKind::ProducerAborted);
            }
            if self.shared.is_finished() {
                return;
            }
            if !self.step(Deadline::after(STEP)) {
                return;
            }
        }
    }

    /// Does what is to be done next, and waits for it until `until`. Whether there may be more.
    fn step(&mut self, until: Deadline) -> bool {
        if let Some(pause) = self.pause {
            if !pause.has_passed() {
                self.shared.pause(pause.min(until));
                return true;
            }
            self.pause = None;
        }
        if self.may_send() {
            if !self.to_resend.is_empty() || !self.encoded.is_empty() {
                self.send_next(until);
                return true;
            }
            let idle = self.in_flight.is_empty();
            match self.shared.next(idle, MAX_PARTS, self.settings.request_bytes) {
                Next::Send(batches) => {
                    self.encoded = self.encode(batches);
                    return true;
                }
                Next::Stop => return false,
                Next::Nothing => {}
            }
        }
        if !self.in_flight.is_empty() {
            self.confirm(until);
        }
        true
    }

    fn may_send(&self) -> bool {
        match self.in_flight.len() {
            0 => true,
            requests => {
                requests < self.settings.max_in_flight
                    && !self.alone
                    && !self.transport.is_writing()
            }
        }
    }

    /// Encodes batches, in parts where they are too large as a whole, and reports what no splitting
    /// helps.
    fn encode(&mut self, batches: impl IntoIterator<Item = Batch>) -> VecDeque<Encoded> {
        let mut encoded = VecDeque::new();
        let mut left: Vec<_> = batches.into_iter().collect();
        left.reverse();
        while let Some(batch) = left.pop() {
            self.oldest = self.oldest.into_iter().chain([batch.opened]).min();
            match self.settings.request(&batch) {
                Ok(request) => encoded.push_back((batch, request)),
                Err(error) => match batch.split() {
                    Ok((front, back)) => {
                        self.shared.count(|stats| stats.split_batches += 1);
                        left.push(back);
                        left.push(front);
                    }
                    Err(single) => self.report_undelivered(vec![single], error),
                },
            }
        }
        encoded
    }

    /// Sends the next request, on a new connection if there is none.
    ///
    /// What may have been stored goes alone, and is confirmed before anything follows: if one
    /// batch is what the broker closes connections on, it takes no other with it this time.
    fn send_next(&mut self, until: Deadline) {
        match self.transport.open_by(until) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) if error.kind().is_unreachable() => return self.unreachable(error),
            Err(error) => return self.lost(error),
        }
        if self.to_resend.front().is_some_and(|batch| batch.perhaps_stored) {
            let suspect = self.to_resend.pop_front();
            let mut parts = self.encode(suspect);
            let first = parts.pop_front();
            for (batch, _) in parts.into_iter().rev() {
                self.to_resend.push_front(batch);
            }
            if let Some((batch, produce)) = first {
                self.send(vec![batch], &[produce], until);
                self.alone = !self.in_flight.is_empty();
            }
            return;
        }
        let again = std::mem::take(&mut self.to_resend);
        let mut encoded = self.encode(again);
        encoded.append(&mut self.encoded);
        self.encoded = encoded;
        self.send_encoded(until);
    }

    /// Sends one request with as many of the encoded batches as fit.
    fn send_encoded(&mut self, until: Deadline) {
        let (mut batches, mut produces) = (Vec::new(), Vec::new());
        let mut size = sizes::MULTI_PRODUCE;
        while let Some((_, next)) = self.encoded.front() {
            size += wire::encoded_len(next).expect("it was measured when it was made");
            if !batches.is_empty()
                && (size > self.settings.max_request_size || batches.len() == MAX_PARTS)
            {
                break;
            }
            let (batch, produce) = self.encoded.pop_front().expect("there is one in front");
            batches.push(batch);
            produces.push(produce);
        }
        if !batches.is_empty() {
            self.send(batches, &produces, until);
        }
    }

    /// Sends these batches, unless the producer was aborted meanwhile: by another thread, or in the
    /// report of a batch that could not be encoded.
    fn send(&mut self, mut batches: Vec<Batch>, produces: &[ProduceRequest], until: Deadline) {
        if self.shared.is_aborted() {
            batches.extend(std::mem::take(&mut self.to_resend));
            self.to_resend = batches.into();
            return;
        }
        for batch in &mut batches {
            batch.attempts += 1;
        }
        match self.transport.produce_ahead(produces, until) {
            Ok(()) => {
                let resent = batches.iter().filter(|batch| batch.attempts > 1).count();
                let bytes: usize = produces.iter().map(|produce| produce.set.len()).sum();
                self.shared.count(|stats| {
                    stats.requests += 1;
                    stats.resent_batches += resent as u64;
                    stats.set_bytes += bytes as u64;
                });
                self.in_flight.push_back(batches);
            }
            Err(Unsent::NotWritten(error)) => self.undelivered(batches, error),
            Err(Unsent::PerhapsWritten(error)) => {
                self.in_flight.push_back(batches);
                self.lost(error);
            }
        }
    }

    /// Waits until the oldest request on its way is confirmed.
    fn confirm(&mut self, until: Deadline) {
        match self.transport.await_confirmation_by(until) {
            Ok(false) => {}
            Ok(true) => {
                (self.waits, self.alone, self.trouble) = (waits(&self.transport), false, None);
                if let Some(batches) = self.in_flight.pop_front() {
                    if batches.iter().any(holds_snappy) {
                        self.transport.has_decoded_snappy();
                    }
                    self.report(batches, &Outcome::Confirmed);
                }
            }
            Err(error) => self.lost(error),
        }
    }

    /// Decides what becomes of everything on its way when the connection broke.
    fn lost(&mut self, error: Error) {
        let mut batches: Vec<_> =
            std::mem::take(&mut self.in_flight).into_iter().flatten().collect();
        self.alone = false;
        for batch in &mut batches {
            batch.perhaps_stored = true;
        }
        let version = self.transport.settings().broker_version();
        let on_snappy = version.may_refuse(Compression::Snappy)
            && !self.transport.decodes_snappy()
            && error.kind().is_closed_connection();
        let (snappy, others): (Vec<_>, Vec<_>) =
            batches.iter().partition(|batch| on_snappy && holds_snappy(batch));
        if snappy.is_empty() {
            return self.undelivered(batches, error);
        }
        let refused = Error::new(ErrorKind::ClosedOnSnappy).by(self.transport.broker());
        let refused = Arc::new(place(refused, snappy));
        let error = place(error, others).caused_by(Arc::clone(&refused));
        event!(Warn, "{error:?}; batches not confirmed: {}", batches.len());
        let retriable = error.is_retriable();
        self.trouble = Some(Arc::clone(&refused));
        let (snappy, others) =
            self.again_or_over(batches, retriable).into_iter().partition(holds_snappy);
        self.report_undelivered(snappy, refused);
        self.report_undelivered(others, error);
    }

    /// Decides what becomes of everything that waits when there is no connection: a broker that
    /// cannot be reached fails everything alike, so what waits in line has had its attempt, too. So
    /// the queue empties in the time that one batch takes to give up.
    fn unreachable(&mut self, error: Error) {
        let mut batches: Vec<_> = std::mem::take(&mut self.to_resend)
            .into_iter()
            .chain(std::mem::take(&mut self.encoded).into_iter().map(|(batch, _)| batch))
            .chain(self.shared.take_ready())
            .collect();
        for batch in &mut batches {
            batch.attempts += 1;
            self.oldest = self.oldest.into_iter().chain([batch.opened]).min();
        }
        self.undelivered(batches, error);
    }

    /// Decides what becomes of batches that were not confirmed, all for the same reason.
    fn undelivered(&mut self, batches: Vec<Batch>, error: Error) {
        let error = Arc::new(place(error, &batches));
        event!(Warn, "{error:?}; batches not confirmed: {}", batches.len());
        self.trouble = Some(Arc::clone(&error));
        let over = self.again_or_over(batches, error.is_retriable());
        self.report_undelivered(over, error);
    }

    /// Keeps what is to be sent again, and begins to wait if there is something; returns the rest.
    fn again_or_over(&mut self, batches: Vec<Batch>, retriable: bool) -> Vec<Batch> {
        let (mut again, mut over) = (VecDeque::new(), Vec::new());
        for batch in batches {
            if retriable && self.settings.may_send_again(&batch) {
                again.push_back(batch);
            } else {
                over.push(batch);
            }
        }
        again.append(&mut self.to_resend);
        self.to_resend = again;
        if !self.to_resend.is_empty() {
            self.pause = self.waits.next().map(Deadline::after);
        }
        over
    }

    /// Reports what has run out of time.
    fn expire(&mut self) {
        let timeout = self.settings.delivery_timeout;
        let Some(limit) = Instant::now().checked_sub(timeout) else { return };
        let mut expired = self.shared.take_expired(limit);
        if self.oldest.is_some_and(|oldest| oldest <= limit) {
            for batches in &mut self.in_flight {
                expired.extend(batches.extract_if(.., |batch| batch.opened <= limit).map(
                    |mut batch| {
                        batch.perhaps_stored = true;
                        batch
                    },
                ));
            }
            let is_over = |batch: &Batch| batch.opened <= limit;
            let over: VecDeque<_>;
            (over, self.to_resend) =
                std::mem::take(&mut self.to_resend).into_iter().partition(is_over);
            expired.extend(over);
            let over: VecDeque<_>;
            (over, self.encoded) = std::mem::take(&mut self.encoded)
                .into_iter()
                .partition(|(batch, _)| is_over(batch));
            expired.extend(over.into_iter().map(|(batch, _)| batch));
            let waiting = self.to_resend.iter().chain(self.encoded.iter().map(|(batch, _)| batch));
            let left = self.in_flight.iter().flatten().chain(waiting);
            self.oldest = left.map(|batch| batch.opened).min();
        }
        if self.to_resend.is_empty() {
            self.pause = None;
        }
        if !expired.is_empty() {
            let error = self.because(ErrorKind::DeliveryTimeout { after: timeout });
            self.report_undelivered(expired, error);
        }
    }

    /// Reports all that is left when this thread does not go on.
    fn give_up(&mut self, kind: ErrorKind) {
        let mut left: Vec<_> = std::mem::take(&mut self.in_flight).into_iter().flatten().collect();
        for batch in &mut left {
            batch.perhaps_stored = true;
        }
        left.extend(std::mem::take(&mut self.to_resend));
        left.extend(std::mem::take(&mut self.encoded).into_iter().map(|(batch, _)| batch));
        left.extend(self.shared.take_ready());
        let error = self.because(kind);
        self.report_undelivered(left, error);
    }

    /// An error of this broker, with what broke the last connection as its cause.
    fn because(&self, kind: ErrorKind) -> Error {
        match &self.trouble {
            Some(trouble) => Error::new(kind).caused_by(Arc::clone(trouble)),
            None => Error::new(kind).by(self.transport.broker()),
        }
    }

    /// Reports batches that are not sent again: unknown if they may have been stored, else failed.
    fn report_undelivered(&mut self, batches: Vec<Batch>, error: impl Into<Arc<Error>>) {
        let error = error.into();
        let (unknown, failed) = batches.into_iter().partition(|batch| batch.perhaps_stored);
        self.report(unknown, &Outcome::Unknown(Arc::clone(&error)));
        self.report(failed, &Outcome::Failed(error));
    }

    /// Reports what became of these batches.
    fn report(&mut self, mut batches: Vec<Batch>, outcome: &Outcome) {
        if batches.is_empty() {
            return;
        }
        if let Some(error) = outcome.error() {
            let messages: usize = batches.iter().map(|batch| batch.payloads.len()).sum();
            let Batch { topic, partition, .. } = &batches[0];
            event!(
                Error,
                "{error:?}; messages not confirmed: {messages}, in {} batches, the first of them for \
                 topic {topic}, partition {partition}",
                batches.len()
            );
        }
        for batch in &batches {
            if let Some(on_report) = &mut self.settings.on_report {
                let report = batch.as_report(outcome);
                if guarded(|| on_report(&report)).is_none() {
                    event!(Error, "a report callback panicked; what it was told: {report:?}");
                    self.shared.count(|stats| stats.callback_panics += 1);
                }
            }
        }
        self.shared.report(&mut batches, outcome);
        let panics: u64 = batches.into_iter().map(|batch| drop_payloads(batch.payloads)).sum();
        if panics > 0 {
            event!(Error, "payloads whose owners panicked when they were dropped: {panics}");
            self.shared.count(|stats| stats.payload_panics += panics);
        }
    }
}

/// Names topic and partition in the error if all batches have the same.
fn place<'b>(error: Error, batches: impl IntoIterator<Item = &'b Batch>) -> Error {
    let mut batches = batches.into_iter();
    let Some(one) = batches.next() else { return error };
    let is_alike = |other: &Batch| other.topic == one.topic && other.partition == one.partition;
    if batches.all(is_alike) { error.in_call("send").on(&one.topic, one.partition) } else { error }
}

fn holds_snappy(batch: &Batch) -> bool {
    batch.compression == Compression::Snappy
}

/// The waits before sending again, which the number of attempts of each batch puts an end to.
fn waits(transport: &Transport) -> Waits {
    transport.settings().waits(u32::MAX)
}
