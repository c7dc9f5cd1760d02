//! The backups of rotations: listed, verified and pruned.

mod actions;
mod view;

use std::collections::BTreeMap;

use self::actions::BackupSort;
pub use self::actions::{Action, Choice, Job, Listed, Reply};
use crate::error::Kind;
use crate::model::Order;
use crate::service::progress::Progress;
use crate::tui::parts::sorting;
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

/// The sort keys, with the titles of their columns.
const SORTS: &[(BackupSort, &str)] = &[
    (BackupSort::Created, "Created"),
    (BackupSort::Size, "Size"),
    (BackupSort::Verified, "Verified"),
    (BackupSort::Key, "Key"),
    (BackupSort::Database, "Database"),
];

impl Row for Listed {
    type Id = u64;
    /// All backups are read at once.
    type Key = ();
    type Filter = ();
    fn id(&self) -> u64 {
        self.number
    }
    fn cursor_key(&self) {}
}

/// The screen of the backups of rotations.
#[derive(Debug)]
pub struct BackupsScreen {
    list: List<Listed>,
    order: Order<BackupSort>,
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
        let order = Order { sort: BackupSort::Created, descending: true };
        Self { list: List::default(), order, verdicts: BTreeMap::new(), verifying: None }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        cx.query(Job::List);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        let no_backup = || self.list.current().is_none().then_some("there are no backups of rotations".into());
        match action {
            Action::ShowDetails | Action::Prune | Action::Sort | Action::ReverseSort => no_backup(),
            Action::Verify => no_backup().or_else(|| env.task_in_progress()),
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::ShowDetails => {
                self.list.with_current(|row| cx.details(DetailsOverlay::new("Backup", self.details(&row, cx.env.now))));
            }
            Action::Verify => {
                let Some(path) = self.list.current().map(|row| row.backup.path.clone()) else { return };
                if cx.begin(VERIFY, Job::Verify(path.clone())) {
                    self.verifying = Some((path, ProgressMeter::new(cx.env.now)));
                }
            }
            Action::Sort => {
                let keys = SORTS.iter().map(|(sort, title)| (*title, Choice::Sort(*sort)));
                cx.open(sorting::menu(keys, self.sorted().map(|(title, _)| title)));
            }
            Action::ReverseSort => self.sort_by(self.order.reversed()),
            Action::Prune => cx.form(actions::prune_form(cx.env.now)),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(job),
            Choice::Sort(sort) => {
                // The newest come first.
                self.sort_by(self.order.choosing(sort, sort == BackupSort::Created));
            }
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed(rows) => self.show_rows(rows),
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

    fn point(&mut self, pointer: Pointer, cx: &mut Cx<'_>) -> Option<KeyEvent> {
        match self.list.point(pointer) {
            Pointed::Opened => return Some(ENTER),
            Pointed::Title(title) => {
                if let Some((sort, _)) = SORTS.iter().find(|(_, sorted)| *sorted == title) {
                    self.choose(Choice::Sort(*sort), cx);
                }
            }
            Pointed::Moved(_) | Pointed::Nothing => {}
        }
        None
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

impl BackupsScreen {
    /// Shows backups in the present order. All of them are in memory.
    fn show_rows(&mut self, mut rows: Vec<Listed>) {
        rows.sort_by_cached_key(|row| (self.place(row, self.order.sort), row.number));
        if self.order.descending {
            rows.reverse();
        }
        let total = Some(rows.len() as u64);
        self.list.take(&Cursor::FIRST, Page { rows, total });
    }

    fn sort_by(&mut self, order: Order<BackupSort>) {
        self.order = order;
        let rows = self.list.rows().to_vec();
        self.list.restart();
        self.show_rows(rows);
    }

    /// The title of the sort column, and whether the order is descending.
    fn sorted(&self) -> Option<(&'static str, bool)> {
        sorting::sorted_by(SORTS, self.order)
    }
}
