//! The actions on a rotation, in the wizard and on the secret key screen, their jobs, and the replies to them.

use crate::config::secret_file;
use crate::service::backup::Destination;
use crate::service::keys::KeyState;
use crate::service::rotation::{Report, Request};
use crate::tui::screen::prelude::*;

actions! {
    Resume "Resume interrupted rotation" ["e"] "" .superuser() .changes() .command("rotate status, rotate resume");
    RollBack "Roll back rotation" ["x"] "" .superuser() .changes() .command("rotate rollback");
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

/// The keys and options of a rotation.
#[derive(Clone, Debug, Default)]
pub struct RotationOptions {
    /// The file with the new key; without one, a key is generated.
    pub new_key_file: Option<PathBuf>,
    /// Files with additional keys for decryption.
    pub old_key_files: Vec<PathBuf>,
    /// Write the new key to the files that the previous one came from.
    pub update_sources: bool,
    /// Leave values that cannot be decrypted unchanged.
    pub allow_unreadable: bool,
    /// Accept a new key that is derived from a short passphrase.
    pub allow_weak_key: bool,
    /// Rotate while other clients use the database.
    pub online: bool,
}

impl RotationOptions {
    /// The request for the service, with the keys read from their files.
    fn request(self) -> Result<Request> {
        Ok(Request {
            new_key: self.new_key_file.as_deref().map(secret_file::line_of_file).transpose()?,
            old_keys: self.old_key_files.iter().map(|path| secret_file::line_of_file(path)).collect::<Result<_>>()?,
            backup: Destination::default(),
            keep_old_key: None,
            allow_unreadable: self.allow_unreadable,
            allow_weak_key: self.allow_weak_key,
            update_sources: self.update_sources,
            online: self.online,
        })
    }
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    State,
    Plan(RotationOptions),
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
            Self::Plan(options) => {
                let request = Box::new(options.request()?);
                let report = admin.plan_rotation(&request, cx.watch)?;
                Reply::Planned { request, report }
            }
            Self::Rotate(request) => Reply::Done(admin.rotate(&request, cx.watch)?),
            Self::Resume => Reply::Done(admin.resume_rotation(cx.watch)?),
            Self::RollBack => Reply::Done(admin.roll_back_rotation(cx.watch)?),
        })
    }
}
