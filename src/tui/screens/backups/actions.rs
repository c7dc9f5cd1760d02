//! The actions on the backups of rotations, their jobs, and the replies to them.

use std::path::Path;

use crate::service::backups::{Prune, StoredBackup};
use crate::tui::screen::prelude::*;

actions! {
    ShowDetails "Show backup details" ["enter"] "Details" .superuser() .command("backups list");
    Verify "Verify that the backup is intact" ["v"] "Verify" .superuser();
    Prune "Delete old backups" ["p"] "Prune" .superuser() .changes() .destructive() .command("backups prune");
    Sort "Sort by column" ["o"] "Sort" .arranges() .superuser();
    ReverseSort "Reverse sort" ["O"] "" .arranges() .superuser();
}

/// How many backups a question lists by name.
const BACKUPS_NAMED: usize = 500;

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Sort by this.
    Sort(BackupSort),
}

/// What backups can be sorted by; ties are sorted by creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupSort {
    /// The time of creation.
    Created,
    /// The size.
    Size,
    /// Damaged, verified when written, intact.
    Verified,
    /// The fingerprint of the key.
    Key,
    /// The database.
    Database,
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List,
    Verify(PathBuf),
    /// Finds what would be deleted by limits as they are typed.
    PlanPrune {
        keep: String,
        older_than: String,
    },
    Delete(Vec<StoredBackup>),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed(Vec<Listed>),
    Verified(PathBuf),
    PrunePlanned(Vec<StoredBackup>),
    Deleted(Vec<StoredBackup>),
}

/// A backup in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The backup.
    pub backup: StoredBackup,
    /// The number of older ones.
    pub number: u64,
    /// Whether it is encrypted with the active key.
    pub has_active_key: bool,
    /// Whether it is the backup of an interrupted rotation, and so never pruned.
    pub is_in_use: bool,
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::List => {
                let (backups, active, in_use) = (admin.backups()?, admin.active_fingerprint(), admin.backup_in_use()?);
                let in_use = in_use.as_deref().and_then(Path::file_name);
                let listed = |(number, backup): (u64, StoredBackup)| {
                    let key = backup.facts.as_ref().and_then(|facts| facts.fingerprint.as_ref());
                    let has_active_key = key.is_some() && key == active.as_ref();
                    let is_in_use = in_use.is_some() && in_use == backup.path.file_name();
                    Listed { number, has_active_key, is_in_use, backup }
                };
                Reply::Listed((0..backups.len() as u64).rev().zip(backups).map(listed).collect())
            }
            Self::Verify(path) => {
                admin.check_backup(&path, cx.watch)?;
                Reply::Verified(path)
            }
            Self::PlanPrune { keep, older_than } => {
                Reply::PrunePlanned(admin.prunable_backups(Prune::parse(&keep, &older_than, admin.now())?)?)
            }
            Self::Delete(backups) => Reply::Deleted(admin.delete_backups(backups)?),
        })
    }
}

/// The form for what to delete.
pub(super) fn prune_form(now: Timestamp) -> FormOverlay<Choice> {
    // One of them is enough.
    let is_valid = move |keep: &str, older_than: &str| match (keep.trim(), older_than.trim()) {
        ("", "") => Ok(()),
        _ => Prune::parse(keep, older_than, now).map(drop),
    };
    let fields = [
        FormField::text("Keep the newest", "").reports(Field::Keep).checked(move |keep, _| is_valid(keep.value(), "")),
        FormField::text("Older than", "").reports(Field::OlderThan).checked(move |age, _| is_valid("", age.value())),
    ];
    let form = Form::new(fields, ["Cancel", "Continue"], |[keep, older_than]| {
        Choice::Run(Job::PlanPrune { keep: keep.value().to_owned(), older_than: older_than.value().to_owned() })
    });
    let form = form.note(
        "A number of backups, an age such as 30d or a date, or both: what neither keeps is deleted. You confirm before anything is deleted.",
    );
    FormOverlay::new("Delete old backups", form).small()
}

/// Asks before a deletion, with every backup that is deleted.
pub(super) fn confirm_deletion(backups: Vec<StoredBackup>) -> Overlay<Choice> {
    let named = backups.iter().take(BACKUPS_NAMED).map(|backup| {
        let created = backup.facts.as_ref().map_or_else(|| "damaged".to_owned(), |facts| short_time(Some(facts.created_at)));
        let database = backup.facts.as_ref().map(|facts| format!(", {}", text::clean(&facts.store))).unwrap_or_default();
        (format!("· {created}, {}{database}", text::size(backup.bytes)), false)
    });
    let rest = backups.len().saturating_sub(BACKUPS_NAMED) as u64;
    let more = (rest > 0).then(|| (format!("· and {} more", grouped(rest)), false));
    let text = format!("Delete {}? This frees {} and can't be undone.", described(&backups), freed(&backups));
    let question = Confirm::new("Delete old backups", text, "Delete").with_list(named.chain(more).collect()).dangerous();
    Overlay::Confirm(question, Choice::Run(Job::Delete(backups)))
}

/// The number of backups, as a sentence names them.
pub(super) fn described(backups: &[StoredBackup]) -> String {
    count(backups.len() as u64, "backup")
}

/// The size of all of them.
pub(super) fn freed(backups: &[StoredBackup]) -> String {
    text::size(backups.iter().map(|backup| backup.bytes).sum())
}
