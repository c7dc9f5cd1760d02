//! The jobs of the overview, one for each part, and the replies to them.

use crate::model::UserCounts;
use crate::service::doctor::Finding;
use crate::service::overview::{DatabaseOverview, FailedSignIns, KeyOverview, LastBackups, SecretsByKey};
use crate::service::{ChangedUser, FlagChange};
use crate::tui::parts::approval::Reversal;
use crate::tui::screen::prelude::*;

/// A part of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a method of the service")]
pub enum Part {
    Counts,
    Pending,
    SignIns,
    Key,
    Backup,
    Database,
    Clients,
    Findings,
    Secrets,
}

impl Part {
    /// Those whose cost does not grow with the database, in the order in which they are asked for.
    pub(super) const QUICK: [Self; 8] =
        [Self::Counts, Self::Pending, Self::SignIns, Self::Key, Self::Backup, Self::Database, Self::Findings, Self::Clients];

    /// Its number among the parts.
    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// Whether a rotation changes it, so that nothing can be said about it meanwhile.
    pub(super) const fn is_about_secrets(self) -> bool {
        matches!(self, Self::Key | Self::Findings | Self::Secrets)
    }
}

/// A job.
#[derive(Clone, Debug)]
pub enum Job {
    /// Read a part.
    Read(Part),
    /// Read everybody who is pending approval.
    ReadEveryonePending,
    /// Approve users.
    Approve(Vec<User>),
    /// Undo or redo changes of users.
    Reverse(Reversal, Vec<ChangedUser>),
    /// Find a user whose name is known, to be shown on a screen.
    Find {
        /// The name.
        username: String,
        /// The screen.
        route: Route,
    },
}

/// A part that was read, or why it could not be, which is shown in its place.
#[derive(Debug)]
#[expect(missing_docs, reason = "each is the part of its name")]
pub enum PartRead {
    Counts(Result<UserCounts>),
    Pending(Result<Page<User>>),
    SignIns(Result<FailedSignIns>),
    Key(Result<KeyOverview>),
    Backup(Result<LastBackups>),
    Database(Result<DatabaseOverview>),
    Clients(Result<Option<String>>),
    Findings(Result<Vec<Finding>>),
    Secrets(Result<SecretsByKey>),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Read(PartRead),
    EveryonePending(Vec<User>),
    Approved(Vec<ChangedUser>),
    Reversed(Reversal, Vec<ChangedUser>),
    Found { user: User, route: Route },
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::Read(part) => Reply::Read(match part {
                Part::Counts => PartRead::Counts(admin.user_counts()),
                Part::Pending => PartRead::Pending(admin.pending_users()),
                Part::SignIns => PartRead::SignIns(admin.failed_sign_ins()),
                Part::Key => PartRead::Key(admin.key_overview()),
                Part::Backup => PartRead::Backup(admin.last_backup()),
                Part::Database => PartRead::Database(admin.database_overview()),
                Part::Clients => PartRead::Clients(admin.other_clients()),
                Part::Findings => PartRead::Findings(Ok(admin.examine_quickly())),
                Part::Secrets => PartRead::Secrets(admin.secrets_by_key(cx.watch)),
            }),
            Self::ReadEveryonePending => Reply::EveryonePending(admin.everyone_pending()?),
            Self::Approve(users) => Reply::Approved(admin.change_flag(&users, FlagChange::Activate)?),
            Self::Reverse(reversal, changed) => Reply::Reversed(reversal, admin.undo_changes(&changed)?),
            Self::Find { username, route } => Reply::Found { user: admin.user_named(&username)?, route },
        })
    }
}
