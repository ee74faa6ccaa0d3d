//! The faults that were asked for.

use std::time::Duration;

use crate::zookeeper::protocol::OpCode;

/// The faults that last, or have not happened yet.
#[derive(Debug, Default)]
pub(super) struct FaultState {
    pub(super) frozen: bool,
    pub(super) refusing: bool,
    pub(super) delay: Option<Duration>,
    /// How many answers to changes are still to get lost.
    pub(super) lost_answers: usize,
}

impl FaultState {
    /// Whether the answer to a request of this type gets lost.
    pub(super) fn loses_answer(&mut self, op_code: OpCode) -> bool {
        let lost = op_code.is_write() && self.lost_answers > 0;
        self.lost_answers -= usize::from(lost);
        lost
    }
}
