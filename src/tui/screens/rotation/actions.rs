//! The actions on a rotation, in the wizard and on the secret key screen, their jobs, and the replies to them.

use crate::config::secret_file;
use crate::service::keys::KeyState;
use crate::service::rotation::{Report, Request};
use crate::tui::screen::prelude::*;

actions! {
    Resume "Resume interrupted rotation" ["e"] "" .superuser() .changes() .destructive() .command("rotate status, rotate resume");
    RollBack "Roll back rotation" ["x"] "" .superuser() .changes() .destructive() .command("rotate rollback");
}

/// What is chosen in an overlay.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// Resume the interrupted rotation.
    Resume,
    /// Roll it back.
    RollBack,
    /// Interrupt the running one.
    Interrupt,
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    State,
    /// Reads the keys from their files; without a file, a new key is generated.
    Plan {
        new_key_file: Option<PathBuf>,
        old_key_files: Vec<PathBuf>,
        request: Box<Request>,
    },
    Rotate(Box<Request>),
    Resume,
    RollBack,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    State(KeyState),
    Planned { request: Box<Request>, report: Report },
    Done(Report),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::State => Reply::State(admin.key_state()?),
            Self::Plan { new_key_file, old_key_files, mut request } => {
                request.new_key = new_key_file.as_deref().map(secret_file::line_of_file).transpose()?;
                request.old_keys = old_key_files.iter().map(|path| secret_file::line_of_file(path)).collect::<Result<_>>()?;
                let report = admin.plan_rotation(&request, cx.watch)?;
                Reply::Planned { request, report }
            }
            Self::Rotate(request) => Reply::Done(admin.rotate(&request, cx.watch)?),
            Self::Resume => Reply::Done(admin.resume_rotation(cx.watch)?),
            Self::RollBack => Reply::Done(admin.roll_back_rotation(cx.watch)?),
        })
    }
}
