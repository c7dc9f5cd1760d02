//! The jobs of the overview, and the replies to them.

use crate::service::overview::Attention;
use crate::tui::screen::prelude::*;

/// A job.
#[derive(Clone, Debug)]
pub enum Job {
    /// Read what needs attention.
    Read,
}

/// The reply to a job.
#[derive(Debug)]
pub enum Reply {
    /// What needs attention.
    Read(Attention),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        match self {
            Self::Read => Ok(Reply::Read(cx.service.admin(cx.actor()?)?.attention()?)),
        }
    }
}
