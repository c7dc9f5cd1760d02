//! The actions on the settings, their jobs, and the replies to them.

use crate::config::ShownSetting;
use crate::service::doctor::Finding;
use crate::tui::screen::prelude::*;

actions! {
    Examine "Check database, key, settings and files" ["d"] "Doctor" .superuser() .command("doctor");
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List,
    Examine,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed(Vec<ShownSetting>),
    Examined(Vec<Finding>),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        match self {
            Self::List => Ok(Reply::Listed(admin.settings().shown())),
            Self::Examine => Ok(Reply::Examined(admin.examine()?)),
        }
    }
}
