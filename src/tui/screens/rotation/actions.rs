//! The actions on a rotation, in the wizard and on the secret key screen, their jobs, and the replies to them.

use crate::config::secret_file;
use crate::error::{Remedy, SecretError};
use crate::service::Admin;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::keys::{self, KeyState};
use crate::service::overview::NewestEvents;
use crate::service::rotation::{Report, Request};
use crate::tui::parts::rotation::MOST_LISTED;
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
    History,
    /// Reads the keys from their files; without a file, a new key is generated.
    Plan {
        new_key_file: Option<PathBuf>,
        old_key_files: Vec<PathBuf>,
        request: Box<Request>,
    },
    /// Checks the file for the previous key.
    CheckPreviousKeyFile(Box<Request>),
    Rotate(Box<Request>),
    Resume,
    RollBack,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    State(KeyState),
    History(NewestEvents),
    PreviousKeyFileChecked,
    Planned { request: Box<Request>, report: Report, named: Vec<String> },
    Done { report: Report, named: Vec<String> },
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::State => Reply::State(admin.key_state()?),
            Self::History => Reply::History(admin.key_history()?),
            Self::Plan { new_key_file, old_key_files, mut request } => {
                request.new_key = new_key_file
                    .as_deref()
                    .map(secret_file::line_of_file)
                    .transpose()
                    .map_err(|error| error.at(Field::NewKey))?;
                request.old_keys.clear();
                for path in &old_key_files {
                    request.old_keys.extend(keys::previous_keys_of_file(path).map_err(|error| error.at(Field::OldKeys))?);
                }
                // What cannot be decrypted is refused here, by owner and variable.
                let allowed = std::mem::replace(&mut request.allow_unreadable, true);
                let report = admin.plan_rotation(&request, cx.watch)?;
                request.allow_unreadable = allowed;
                let mut named = names(&admin, &report.found);
                let number = report.found.unreadable.len() as u64;
                if number > 0 && !allowed {
                    let more = number.saturating_sub(named.len() as u64);
                    named
                        .extend((more > 0).then(|| format!("… and {} more: `kozmoai key check` lists them all.", grouped(more))));
                    let error = Error::from(SecretError::ValuesUndecryptable { count: number });
                    return Err(error.details(named).hint(Remedy::GiveOldKeys));
                }
                Reply::Planned { request, report, named }
            }
            Self::CheckPreviousKeyFile(request) => {
                admin.check_previous_key_file(&request)?;
                Reply::PreviousKeyFileChecked
            }
            Self::Rotate(request) => done(&admin, admin.rotate(&request, cx.watch)?),
            Self::Resume => done(&admin, admin.resume_rotation(cx.watch)?),
            Self::RollBack => done(&admin, admin.roll_back_rotation(cx.watch)?),
        })
    }
}

fn done(admin: &Admin<'_>, report: Report) -> Reply {
    Reply::Done { named: names(admin, &report.found), report }
}

/// The first undecryptable secrets by owner and variable. A rotation does not fail because the database cannot say that now: then
/// by their locations.
fn names(admin: &Admin<'_>, found: &DecryptStats) -> Vec<String> {
    match admin.undecryptable_secrets(found, MOST_LISTED) {
        Ok(named) => named.iter().map(ToString::to_string).collect(),
        Err(_) => found.unreadable.iter().take(MOST_LISTED).map(ToString::to_string).collect(),
    }
}
