//! The thread that delivers: takes batches out of the queue, encodes, sends, has them confirmed,
//! sends again what the policy says, and reports every one.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use super::batch::Batch;
use super::report::{OnReport, Outcome};
use super::shared_queue::{Next, SharedQueue};
use super::sizes;
use crate::error::{Error, ErrorKind};
use crate::message::{Compression, MESSAGE_OVERHEAD, MessageSet};
use crate::protocol::ProduceRequest;
use crate::transport::{Transport, Unsent, Waits};
use crate::wire;

/// How many parts the count of a multi-produce can say.
const MAX_PARTS: usize = i16::MAX as usize;

/// A batch that can be sent.
type Encoded = (Batch, ProduceRequest);

/// The settings of a sender.
pub(super) struct SenderSettings {
    /// Whether what may be stored is sent again.
    pub(super) at_least_once: bool,
    /// How often a batch is sent again.
    pub(super) retries: u32,
    pub(super) max_in_flight: usize,
    pub(super) request_bytes: usize,
    pub(super) max_request_size: usize,
    pub(super) max_message_size: usize,
    pub(super) on_report: Option<OnReport>,
}

pub(super) struct Sender {
    shared: Arc<SharedQueue>,
    transport: Transport,
    settings: SenderSettings,
    /// Encoded, but not sent yet.
    encoded: VecDeque<Encoded>,
    /// Sent, and not confirmed yet: the batches of each request.
    in_flight: VecDeque<Vec<Batch>>,
    /// To be sent again, before anything else. Those that may be stored come before those that are
    /// certainly not.
    to_resend: VecDeque<Batch>,
    /// The waits before sending again.
    waits: Waits,
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
            to_resend: VecDeque::new(),
        }
    }

    /// Delivers until the producer is closed and everything is reported.
    pub(super) fn deliver(mut self) {
        self.shared.deliver_here();
        if catch_unwind(AssertUnwindSafe(|| self.run())).is_err() {
            self.abandon();
        }
        self.shared.stop();
    }

    fn run(&mut self) {
        loop {
            if !self.to_resend.is_empty() {
                self.send_again();
            } else if !self.encoded.is_empty() {
                self.send_encoded();
            } else {
                let idle = self.in_flight.is_empty();
                match self.shared.next(idle, MAX_PARTS, self.settings.request_bytes) {
                    Next::Send(batches) => self.encoded = self.encode(batches),
                    Next::Nothing => self.confirm(),
                    Next::Stop => return,
                }
            }
            if self.in_flight.len() >= self.settings.max_in_flight {
                self.confirm();
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
            match self.settings.request(&batch) {
                Ok(request) => encoded.push_back((batch, request)),
                Err(error) => match batch.split() {
                    Ok((front, back)) => {
                        self.shared.count(|stats| stats.split_batches += 1);
                        left.push(back);
                        left.push(front);
                    }
                    Err(single) => self.report(vec![single], &Outcome::Failed(Arc::new(error))),
                },
            }
        }
        encoded
    }

    /// Sends one request with as many of the encoded batches as fit.
    fn send_encoded(&mut self) {
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
        self.send(batches, &produces);
    }

    fn send(&mut self, mut batches: Vec<Batch>, produces: &[ProduceRequest]) {
        for batch in &mut batches {
            batch.attempts += 1;
        }
        match self.transport.produce_ahead(produces) {
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
            Err(Unsent::NotWritten(error)) => self.broken(batches, false, error),
            Err(Unsent::PerhapsWritten(error)) => self.broken(batches, true, error),
        }
    }

    /// Waits until the oldest request on its way is confirmed.
    fn confirm(&mut self) {
        match self.transport.await_confirmation() {
            Ok(()) => {
                self.waits = waits(&self.transport);
                if let Some(batches) = self.in_flight.pop_front() {
                    self.report(batches, &Outcome::Confirmed);
                }
            }
            Err(error) => self.broken(Vec::new(), false, error),
        }
    }

    /// Sends again what failed before.
    ///
    /// What may have been stored goes alone, and is confirmed before anything follows: if one
    /// batch is what the broker closes connections on, it takes no other with it this time.
    fn send_again(&mut self) {
        if self.to_resend.front().is_some_and(|batch| batch.perhaps_stored) {
            let suspect = self.to_resend.pop_front();
            for (batch, produce) in self.encode(suspect) {
                self.send(vec![batch], &[produce]);
                if !self.in_flight.is_empty() {
                    self.confirm();
                }
            }
        } else {
            let again = std::mem::take(&mut self.to_resend);
            let mut encoded = self.encode(again);
            encoded.append(&mut self.encoded);
            self.encoded = encoded;
        }
    }

    /// Decides what becomes of everything on its way, and of `sending`, when the connection broke,
    /// and waits if something is to be sent again; `written` says whether any of `sending` was.
    fn broken(&mut self, mut sending: Vec<Batch>, written: bool, mut error: Error) {
        // A broker that cannot be reached fails everything alike: what waits in line has had its
        // attempt, too. So the queue empties in the time that one batch takes to give up.
        if error.kind().is_unreachable() {
            let waiting = std::mem::take(&mut self.to_resend)
                .into_iter()
                .chain(std::mem::take(&mut self.encoded).into_iter().map(|(batch, _)| batch))
                .chain(self.shared.take_ready());
            sending.extend(waiting.map(|mut batch| {
                batch.attempts += 1;
                batch
            }));
        }
        for batch in &mut sending {
            batch.perhaps_stored |= written;
        }
        let mut lost: Vec<_> = std::mem::take(&mut self.in_flight).into_iter().flatten().collect();
        for batch in &mut lost {
            batch.perhaps_stored = true;
        }
        lost.append(&mut sending);

        if let Some((one, others)) = lost.split_first()
            && others
                .iter()
                .all(|other| other.topic == one.topic && other.partition == one.partition)
        {
            error = error.in_call("send").on(&one.topic, one.partition);
        }
        event!(Warn, "{error:?}; batches not confirmed: {}", lost.len());
        let retriable = error.is_retriable();
        let error = Arc::new(error);
        let (mut unknown, mut failed) = (Vec::new(), Vec::new());
        let mut again = VecDeque::new();
        for batch in lost {
            if retriable && self.settings.may_send_again(&batch) {
                again.push_back(batch);
            } else if batch.perhaps_stored {
                unknown.push(batch);
            } else {
                failed.push(batch);
            }
        }
        self.report(unknown, &Outcome::Unknown(Arc::clone(&error)));
        self.report(failed, &Outcome::Failed(error));
        again.append(&mut self.to_resend);
        self.to_resend = again;
        if !self.to_resend.is_empty()
            && let Some(wait) = self.waits.next()
        {
            thread::sleep(wait);
        }
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
                if catch_unwind(AssertUnwindSafe(|| on_report(&report))).is_err() {
                    event!(Error, "a report callback panicked; what it was told: {report:?}");
                    self.shared.count(|stats| stats.callback_panics += 1);
                }
            }
        }
        self.shared.report(&mut batches, outcome);
    }

    /// Reports all that is left when this thread cannot go on.
    fn abandon(&mut self) {
        self.shared.close();
        let mut left: Vec<_> = std::mem::take(&mut self.in_flight).into_iter().flatten().collect();
        for batch in &mut left {
            batch.perhaps_stored = true;
        }
        left.extend(std::mem::take(&mut self.to_resend));
        left.extend(std::mem::take(&mut self.encoded).into_iter().map(|(batch, _)| batch));
        left.extend(self.shared.take_ready());
        let (unknown, failed) = left.into_iter().partition(|batch| batch.perhaps_stored);
        let cause = Arc::new(Error::new(ErrorKind::ProducerStopped));
        self.report(unknown, &Outcome::Unknown(Arc::clone(&cause)));
        self.report(failed, &Outcome::Failed(Arc::clone(&cause)));
    }
}

/// The waits before sending again, which the number of attempts of each batch puts an end to.
fn waits(transport: &Transport) -> Waits {
    transport.settings().waits(u32::MAX)
}

impl SenderSettings {
    fn may_send_again(&self, batch: &Batch) -> bool {
        batch.attempts <= self.retries && (self.at_least_once || !batch.perhaps_stored)
    }

    /// The batch as a request that the broker takes.
    fn request(&self, batch: &Batch) -> Result<ProduceRequest, Error> {
        let payloads = &batch.payloads;
        let on = |kind| Error::new(kind).in_call("produce").on(&batch.topic, batch.partition);
        let set = MessageSet::compressed(batch.compression, payloads)
            .map_err(|error| on(ErrorKind::Set(error)))?;
        if batch.compression != Compression::None {
            // The broker looks at the wrapper alone.
            let (size, max) = (set.len() - MESSAGE_OVERHEAD, self.max_message_size);
            if size > max {
                return Err(on(ErrorKind::MessageTooLarge { index: 0, size, max }));
            }
        }
        let request = ProduceRequest::new(&*batch.topic, batch.partition, set);
        let length = wire::encoded_len(&request).map_err(|error| on(ErrorKind::Request(error)))?;
        let (size, max) = (sizes::MULTI_PRODUCE + length, self.max_request_size);
        if size > max {
            return Err(on(ErrorKind::RequestTooLarge { size, max }));
        }
        Ok(request)
    }
}
