//! How a table is read.

use crate::model::Timestamp;

/// Whether a table is read on a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// The time, to which others are relative; none where times are printed exactly.
    pub(crate) now: Option<Timestamp>,
}
