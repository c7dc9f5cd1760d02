//! The global variables: the user's own, or those of all users for a superuser. Values of Credentials are masked.

mod actions;
mod forms;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::model::VariableId;
use crate::service::row_files::ImportReport;
use crate::service::sorted::VariableSort;
use crate::service::variables::Revealed;
use crate::service::{ListedValue, VariableRow};
use crate::tui::parts::owned_screen::{OwnedContext, OwnedKind, OwnedScreen};
use crate::tui::screen::prelude::*;

type Cx<'a> = OwnedContext<'a, Variables>;

/// The variables screen.
pub type VariablesScreen = OwnedScreen<Variables>;

/// The global variables.
#[derive(Debug)]
pub enum Variables {}

impl Row for VariableRow {
    type Id = VariableId;
    /// A row without its value.
    type Key = Self;
    type Filter = ();
    fn id(&self) -> VariableId {
        self.id
    }
    fn cursor_key(&self) -> Self {
        Self { value: ListedValue::Hidden, ..self.clone() }
    }
}

impl OwnedKind for Variables {
    type Row = VariableRow;
    type Action = Action;
    type Job = Job;
    type Sort = VariableSort;

    const ROUTE: Route = Route::Variables;
    const COLUMNS: &'static [Column<VariableRow, Timestamp>] = view::COLUMNS;
    const EMPTY: [&'static str; 3] = [
        "No variables yet. Press n to create one, or i to import a file.",
        "No matching variables. Press c to clear search and filter.",
        "This user has no variables. Press n to create one, or c to show those of all users.",
    ];
    const SORTS: &'static [(VariableSort, &'static str)] = &[
        (VariableSort::Owner, "Owner"),
        (VariableSort::Name, "Name"),
        (VariableSort::Type, "Type"),
        (VariableSort::LastSet, "Last set"),
    ];
    const OWN_SORT: VariableSort = VariableSort::Name;
    const OWNER: fn(&VariableRow) -> &User = |row| &row.owner;
    const FIND_OWNER: fn(String) -> Job = Job::FindOwner;

    fn name(row: &VariableRow) -> &str {
        &row.name
    }

    fn details(row: &VariableRow, now: Timestamp) -> Vec<(&'static str, String)> {
        view::details(row, now).into()
    }

    fn list(screen: &VariablesScreen, (cursor, limit): Query<VariableRow>) -> Job {
        Job::List { owner: screen.owner().cloned(), search: screen.search.text(), order: screen.order(), cursor, limit }
    }

    fn count(screen: &VariablesScreen, scope: Option<User>) -> Job {
        Job::Count { scope, search: screen.search.text(), owner: screen.owner().map(|owner| owner.id) }
    }

    fn disabled(action: Action, current: Option<&VariableRow>) -> Option<Reason> {
        match action {
            Action::Reveal | Action::Copy | Action::Edit | Action::Delete | Action::ShowDetails => {
                current.is_none().then_some("no variable is selected".into())
            }
            Action::Create
            | Action::Search
            | Action::Filter
            | Action::ClearFilters
            | Action::Sort
            | Action::ReverseSort
            | Action::Export
            | Action::Import => None,
        }
    }

    fn act(screen: &mut VariablesScreen, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Create => cx.form(forms::create(screen.new_owner(cx.env))),
            Action::Import => cx.form(forms::import(screen.new_owner(cx.env))),
            Action::Export => cx.form(forms::export(screen.owner().cloned())),
            Action::Search => screen.search.focus(),
            Action::Filter => screen.ask_for_owner(cx),
            Action::ClearFilters => screen.filter_by_owner(None, cx),
            Action::Sort => screen.ask_for_order(cx),
            Action::ReverseSort => screen.reverse_order(cx),
            Action::Reveal => reveal(screen, false, cx),
            Action::Copy => reveal(screen, true, cx),
            Action::Edit => screen.list.with_current(|row| {
                let is_own = cx.env.is_own(row.owner.id);
                cx.form(forms::edit(&row, is_own));
            }),
            Action::Delete => screen.list.with_current(|row| {
                let (name, owner) = (text::clean(&row.name), text::clean(&row.owner.username));
                let text = format!("Delete the variable \"{name}\" of \"{owner}\" and its value? This can't be undone.");
                let question = Confirm::new("Delete variable", text, "Delete").dangerous();
                cx.confirm(question, Choice::from(Job::Delete { owner: User::clone(&row.owner), name: row.name.clone() }));
            }),
            Action::ShowDetails => {
                screen
                    .list
                    .with_current(|row| cx.details(DetailsOverlay::new(text::clean(&row.name), view::details(&row, cx.env.now))));
            }
        }
    }

    fn reply(screen: &mut VariablesScreen, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed { cursor, page, trouble } => {
                screen.listed(&cursor, page, cx);
                screen.warning = trouble;
            }
            Reply::Counted(counts) => screen.counted(counts),
            Reply::OwnerFound(user) => screen.owner_found(user, cx),
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
                let done = format!("{done} variable \"{}\" of \"{}\"", row.name, row.owner.username);
                let hidden = screen.select_saved(row, cx);
                cx.say(format!("{done}{hidden}"));
            }
            Reply::Deleted(name) => {
                cx.say(format!("Deleted variable \"{name}\""));
                cx.reload();
            }
            Reply::Imported(report) => report_import(&report, cx),
        }
    }
}

fn reveal(screen: &VariablesScreen, copy: bool, cx: &mut Cx<'_>) {
    screen.list.with_current(|row| cx.run(Job::Reveal { owner: User::clone(&row.owner), name: row.name, copy }));
}

fn show(revealed: Revealed, cx: &mut Cx<'_>) {
    let Revealed { variable, value, in_plain_text, unrecorded } = revealed;
    let (name, owner) = (text::clean(&variable.name), text::clean(&variable.owner.username));
    let plain = if in_plain_text { " It is stored in plaintext: set it again to encrypt it." } else { "" };
    let unrecorded = unrecorded.map_or_else(String::new, |why| format!(" {why}"));
    let about = format!("Value of \"{name}\" of \"{owner}\".{plain}{unrecorded}");
    cx.details(DetailsOverlay::revealed(name, &about, value, cx.env.now));
}

fn report_import(report: &ImportReport, cx: &mut Cx<'_>) {
    if report.refused() == 0 {
        cx.close_form();
        cx.say(format!("Imported {}", count(report.rows.len() as u64, "variable")));
        return cx.reload();
    }
    let why = format!("{} can't be imported; nothing was changed.", count(report.refused() as u64, "row"));
    cx.request(Request::RefuseForm(why));
    let rows = report.rows.iter().filter_map(|row| Some((format!("Row {}", row.row), row.result.as_ref().err()?.to_string())));
    cx.details(DetailsOverlay::new("Rows that can't be imported", rows));
}
