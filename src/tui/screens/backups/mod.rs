//! The backups of rotations: listed, verified and pruned.

mod actions;
mod view;

use std::collections::BTreeMap;

pub use self::actions::{Action, Choice, Job, Listed, Reply};
use crate::error::Kind;
use crate::service::progress::Progress;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::progress_meter::ProgressMeter;

type Cx<'a> = Context<'a, Job, Choice>;

const VERIFY: Task = Task {
    name: "Backup check",
    route: Route::Backups,
    keys: "press 4, then B,",
    changes: false,
    on_quit: Task::CHANGES_NOTHING,
};

impl Row for Listed {
    type Id = u64;
    /// All backups are read at once.
    type Key = ();
    fn id(&self) -> u64 {
        self.number
    }
    fn cursor_key(&self) {}
}

/// The screen of the backups of rotations.
#[derive(Debug, Default)]
pub struct BackupsScreen {
    list: List<Listed>,
    /// The backups that were verified, and why they are not intact, if so.
    verdicts: BTreeMap<PathBuf, Option<String>>,
    /// The backup that is being verified.
    verifying: Option<(PathBuf, ProgressMeter)>,
}

impl Screen for BackupsScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Backups;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        cx.query(Job::List);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        let no_backup = || self.list.current().is_none().then_some("there are no backups of rotations".into());
        match action {
            Action::ShowDetails | Action::Prune => no_backup(),
            Action::Verify => no_backup().or_else(|| env.task_in_progress()),
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::ShowDetails => self.list.with_current(|row| cx.details(DetailsOverlay::new("Backup", self.details(&row)))),
            Action::Verify => {
                let Some(path) = self.list.current().map(|row| row.backup.path.clone()) else { return };
                if cx.begin(VERIFY, Job::Verify(path.clone())) {
                    self.verifying = Some((path, ProgressMeter::new(cx.env.now)));
                }
            }
            Action::Prune => cx.form(actions::prune_form()),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(job),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed(rows) => {
                let total = Some(rows.len() as u64);
                self.list.take(&Cursor::FIRST, Page { rows, total });
            }
            Reply::Verified(path) => {
                cx.say(format!("Verified {}: intact", path.display()));
                self.verifying = None;
                self.verdicts.insert(path, None);
            }
            Reply::PrunePlanned(backups) if backups.is_empty() => {
                let why = "Nothing to delete: no backup is beyond these limits. That of an interrupted rotation is kept.";
                cx.request(Request::RefuseForm(why.to_owned()));
            }
            Reply::PrunePlanned(backups) => {
                cx.close_form();
                cx.open(actions::confirm_deletion(backups));
            }
            Reply::Deleted(backups) => {
                cx.say(format!("Deleted {} ({})", actions::described(&backups), actions::freed(&backups)));
                cx.reload();
            }
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if slot == Slot::Task
            && let Some((path, _)) = self.verifying.take()
            && matches!(error.kind(), Kind::Store | Kind::Usage | Kind::NotFound)
        {
            self.verdicts.insert(path, Some(error.to_string()));
        }
        Some(error)
    }

    fn go(&mut self, by: Move, _cx: &mut Cx<'_>) {
        self.list.move_by(by);
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.verifying.is_some() {
            cx.request(Request::CancelTask);
        } else {
            cx.request(Request::Go(Route::SecretKey, None));
        }
    }

    fn progress(&mut self, progress: Progress, now: Timestamp) {
        if let Some((_, meter)) = &mut self.verifying {
            meter.report(progress.done, progress.total, now);
        }
    }
}
