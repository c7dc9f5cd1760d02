//! The global variables: the user's own, or those of all users for a superuser. Values of Credentials are masked.

mod actions;
mod details;
mod forms;
mod jobs;
mod view;

pub use self::actions::{Action, Choice};
pub use self::jobs::{Job, Reply};
use crate::model::VariableId;
use crate::service::VariableRow;
use crate::service::variable_files::VariableImport;
use crate::service::variables::{Revealed, VariableSortKey};
use crate::tui::parts::owned_list::{OwnedList, OwnedRow};
use crate::tui::parts::owner::{self, OwnerField};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

type Cx<'a> = Context<'a, Job, Choice>;

impl Row for VariableRow {
    type Id = VariableId;
    type Key = (UserId, VariableSortKey);
    fn id(&self) -> VariableId {
        self.id
    }
    fn cursor_key(&self) -> (UserId, VariableSortKey) {
        (self.owner.id, self.sort_key())
    }
}

impl OwnedRow for VariableRow {
    fn owner(&self) -> &User {
        &self.owner
    }
}

/// The variables screen.
#[derive(Debug)]
pub struct VariablesScreen {
    owned: OwnedList<VariableRow>,
    search: Search,
    /// Why no value can be decrypted, if so.
    trouble: Option<String>,
}

impl Screen for VariablesScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Variables;

    fn new(env: &Env<'_>) -> Self {
        Self { owned: OwnedList::new(env.user()), search: Search::default(), trouble: None }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        self.query(self.owned.list.reload(), cx);
    }

    fn disabled(&self, action: Action, _env: &Env<'_>) -> Option<Reason> {
        match action {
            Action::Reveal | Action::Copy | Action::Edit | Action::Delete | Action::ShowDetails => {
                self.owned.list.current().is_none().then_some("no variable is selected".into())
            }
            Action::Create | Action::Search | Action::Filter | Action::ClearFilters | Action::Export | Action::Import => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Create => cx.form(forms::create(self.owner_field(&cx.env))),
            Action::Import => cx.form(forms::import(self.owner_field(&cx.env))),
            Action::Export => cx.form(forms::export(self.owned.owner().cloned())),
            Action::Search => self.search.focus(),
            Action::Filter => {
                cx.form(owner::filter_form(self.owned.owner(), |name| Choice::from(Job::FindOwner(name)), Choice::ClearOwner));
            }
            Action::ClearFilters => self.filter_by_owner(None, cx),
            Action::Reveal => self.reveal(false, cx),
            Action::Copy => self.reveal(true, cx),
            Action::Edit => self.owned.with_current(|row| {
                let is_own = cx.env.is_own(row.owner.id);
                cx.form(forms::edit(row, is_own));
            }),
            Action::Delete => self.owned.with_current(|row| {
                let (name, owner) = (text::clean(&row.name), text::clean(&row.owner.username));
                let text = format!("Delete the variable \"{name}\" of \"{owner}\" and its value? This can't be undone.");
                let question = Confirm::new("Delete variable", text, "Delete").dangerous();
                cx.confirm(question, Choice::from(Job::Delete { owner: User::clone(&row.owner), name: row.name.clone() }));
            }),
            Action::ShowDetails => self.owned.with_current(|row| {
                cx.details(DetailsOverlay::new(text::clean(&row.name), details::details(&row)));
            }),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(*job),
            Choice::ClearOwner => self.filter_by_owner(None, cx),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed { cursor, page, trouble } => {
                self.owned.list.take(&cursor, page);
                self.trouble = trouble;
            }
            Reply::OwnerFound(user) => {
                cx.close_form();
                self.filter_by_owner(Some(user), cx);
            }
            Reply::Revealed { revealed, copy: true } => {
                cx.request(Request::Copy(revealed.value));
                if let Some(why) = revealed.unrecorded {
                    cx.fail(why);
                }
            }
            Reply::Revealed { revealed, copy: false } => show(revealed, cx),
            Reply::Exported { path, variables } => {
                cx.close_form();
                let unrecorded = cx.env.info.unrecorded.as_ref().map_or_else(String::new, |why| format!(". {why}"));
                cx.say(format!("Exported {} to {}{unrecorded}", count(variables, "variable"), path.display()));
            }
            Reply::Set { row, is_new } => {
                cx.close_form();
                let done = if is_new { "Created" } else { "Updated" };
                cx.say(format!("{done} variable \"{}\" of \"{}\"", row.name, row.owner.username));
                self.owned.list.update_rows([row]);
                cx.reload();
            }
            Reply::Deleted(name) => {
                cx.say(format!("Deleted variable \"{name}\""));
                cx.reload();
            }
            Reply::Imported(report) => report_import(&report, cx),
        }
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        if !self.search.is_typing() {
            return false;
        }
        if self.search.key(key) {
            self.restart(cx);
        }
        true
    }

    fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        if self.search.is_typing() {
            self.search.paste(text);
            self.restart(cx);
        }
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        if let Some(rows) = self.owned.list.move_by(by) {
            self.query(rows, cx);
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.search.clear() {
            self.restart(cx);
        } else if self.owned.is_filtered() {
            self.filter_by_owner(None, cx);
        }
    }

    fn show_user(&mut self, user: &User, cx: &mut Cx<'_>) {
        self.filter_by_owner(Some(user.clone()), cx);
    }
}

impl VariablesScreen {
    /// Whether a search or a filter is active.
    fn is_filtered(&self) -> bool {
        self.owned.is_filtered() || self.search.text().is_some()
    }

    fn owner_field(&self, env: &Env<'_>) -> OwnerField {
        OwnerField::of(&self.owned, env)
    }

    fn filter_by_owner(&mut self, owner: Option<User>, cx: &mut Cx<'_>) {
        self.search.clear();
        let rows = self.owned.filter_by_owner(owner);
        self.query(rows, cx);
    }

    fn restart(&mut self, cx: &mut Cx<'_>) {
        let rows = self.owned.list.restart();
        self.query(rows, cx);
    }

    fn query(&self, (cursor, limit): Query<VariableRow>, cx: &mut Cx<'_>) {
        let (owner, search) = (self.owned.owner().cloned(), self.search.text());
        cx.query(Job::List { owner, search, cursor, limit });
    }

    fn reveal(&self, copy: bool, cx: &mut Cx<'_>) {
        self.owned.with_current(|row| cx.run(Job::Reveal { owner: User::clone(&row.owner), name: row.name, copy }));
    }
}

fn show(revealed: Revealed, cx: &mut Cx<'_>) {
    let Revealed { variable, value, in_plain_text, unrecorded } = revealed;
    let (name, owner) = (text::clean(&variable.name), text::clean(&variable.owner.username));
    let plain = if in_plain_text { " It is stored in plaintext: set it again to encrypt it." } else { "" };
    let unrecorded = unrecorded.map_or_else(String::new, |why| format!(" {why}"));
    let about = format!("Value of \"{name}\" of \"{owner}\".{plain}{unrecorded}");
    cx.details(DetailsOverlay::revealed(name, &about, value, cx.env.now));
}

fn report_import(report: &VariableImport, cx: &mut Cx<'_>) {
    if report.refused() == 0 {
        cx.close_form();
        cx.say(format!("Imported {}", count(report.rows.len() as u64, "variable")));
        return cx.reload();
    }
    let why = format!("{} can't be imported; nothing was changed.", count(report.refused() as u64, "row"));
    cx.request(Request::RefuseForm(why));
    let rows = report.rows.iter().filter_map(|row| Some((format!("Row {}", row.row), row.result.as_ref().err()?.to_string())));
    cx.details(DetailsOverlay::new("Rows that can't be imported", rows.collect()));
}
