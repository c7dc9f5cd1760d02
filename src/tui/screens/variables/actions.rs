//! The actions on variables, their jobs, and the replies to them.

use crate::error::CommandError;
use crate::fs::{input, private};
use crate::model::Order;
use crate::secret::Zeroizing;
use crate::service::row_files::ImportReport;
use crate::service::sorted::{ListCounts, VariableSort};
use crate::service::variables::Revealed;
use crate::service::{VariableEdit, VariableRow};
use crate::tui::parts::owned_screen::OwnedChoice;
use crate::tui::parts::owner::Owner;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create variable" ["n"] "New" .changes() .command("variables set");
    Search "Search by name" ["/"] "Search" .arranges() .command("variables list");
    Reveal "Reveal value (15 s, audited)" ["v"] "Reveal" .audited() .command("variables get");
    Copy "Copy value (audited)" ["y"] "Copy" .audited() .command("variables get");
    Edit "Edit variable" ["e"] "Edit" .changes() .command("variables set");
    Delete "Delete variable" ["d", "delete"] "Delete" .changes() .destructive() .command("variables delete");
    ShowDetails "Show variable details" ["enter"] "Details";
    Filter "Filter by owner" ["f"] "Owner" .arranges() .superuser() .command("variables list");
    ClearFilters "Clear search and filter" ["c"] "" .arranges();
    Sort "Sort by column" ["o"] "Sort" .arranges();
    ReverseSort "Reverse sort" ["O"] "" .arranges();
    Export "Export variables" ["x"] "" .command("variables export");
    Import "Import variables" ["i"] "" .changes() .command("variables import");
}

/// What is chosen in an overlay.
pub type Choice = OwnedChoice<Job>;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List {
        owner: Option<User>,
        search: Option<String>,
        order: Option<Order<VariableSort>>,
        cursor: Cursor<VariableRow>,
        limit: usize,
    },
    Count {
        scope: Option<User>,
        search: Option<String>,
        owner: Option<UserId>,
    },
    FindOwner(String),
    Set {
        owner: Owner,
        new: VariableEdit,
    },
    Reveal {
        owner: User,
        name: String,
        copy: bool,
    },
    Delete {
        owner: User,
        name: String,
    },
    Export {
        owner: Option<User>,
        reveal: bool,
        path: PathBuf,
    },
    Import {
        owner: Owner,
        path: PathBuf,
    },
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed { cursor: Cursor<VariableRow>, page: Page<VariableRow>, trouble: Option<String> },
    Counted(ListCounts),
    OwnerFound(User),
    Set { row: VariableRow, is_new: bool },
    Revealed { revealed: Revealed, copy: bool },
    Deleted(String),
    Exported { path: PathBuf, variables: u64 },
    Imported(ImportReport),
}

impl RunJob for Job {
    type Reply = Reply;

    fn work(&self) -> Option<Work> {
        match self {
            Self::Import { .. } => Some(Work {
                name: "Import",
                route: Route::Variables,
                on_quit: "It is all or nothing: the console closes, and the program ends once every variable is imported or none. You won't \
                       see which rows are refused.",
            }),
            Self::Export { .. } => Some(Work::export(Route::Variables)),
            Self::List { .. }
            | Self::Count { .. }
            | Self::FindOwner(_)
            | Self::Set { .. }
            | Self::Reveal { .. }
            | Self::Delete { .. } => None,
        }
    }

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (service, actor) = (cx.service, cx.actor()?);
        Ok(match self {
            Self::List { owner, search, order, cursor, limit } => {
                let reader = service.reader(actor, owner.as_ref())?;
                let page = match order {
                    Some(order) => reader.sorted_variables(search.as_deref(), order, &cursor, limit)?,
                    None => {
                        let cursor = cursor.map(|row| (row.owner.id, row.sort_key()));
                        reader.variables(search.as_deref(), &cursor, limit)?
                    }
                };
                let trouble = service.key_trouble().map(|error| error.to_string());
                Reply::Listed { cursor, page, trouble }
            }
            Self::Count { scope, search, owner } => {
                Reply::Counted(service.reader(actor, scope.as_ref())?.count_variables(search.as_deref(), owner, cx.watch)?)
            }
            Self::FindOwner(name) => Reply::OwnerFound(service.admin(actor)?.user_named(&name)?),
            Self::Set { owner, new } => {
                let (row, is_new) = service.owner(actor, &owner.find(cx)?)?.set_variable(&new)?;
                Reply::Set { row, is_new }
            }
            Self::Reveal { owner, name, copy } => {
                Reply::Revealed { revealed: service.owner(actor, &owner)?.reveal_variable(&name)?, copy }
            }
            Self::Delete { owner, name } => {
                service.owner(actor, &owner)?.delete_variable(&name)?;
                Reply::Deleted(name)
            }
            Self::Export { owner, reveal, path } => {
                let mut written = Zeroizing::new(Vec::new());
                let variables = service.reader(actor, owner.as_ref())?.export_variables(reveal, &mut *written)?;
                private::create(&path, &written)?;
                Reply::Exported { path, variables }
            }
            Self::Import { owner, path } => {
                let owner = owner.find(cx)?;
                let mut file = input::open(&path).map_err(|error| {
                    Error::from(CommandError::InputUnreadable { path: path.display().to_string() }).because(error)
                })?;
                Reply::Imported(service.owner(actor, &owner)?.import_variables(&mut file, false)?)
            }
        })
    }
}
