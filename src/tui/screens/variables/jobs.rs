//! The jobs on variables, and the replies to them.

use std::path::PathBuf;

use crate::error::CommandError;
use crate::fs::{input, private};
use crate::secret::Zeroizing;
use crate::service::variable_files::VariableImport;
use crate::service::variables::{Revealed, VariableKey};
use crate::service::{NewValue, VariableFilter, VariableRow};
use crate::tui::parts::owner::Owner;
use crate::tui::screen::prelude::*;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List { filter: VariableFilter, cursor: Cursor<(UserId, VariableKey)>, limit: usize },
    FindOwner(String),
    Set { owner: Owner, new: NewValue },
    Reveal { owner: User, name: String, copy: bool },
    Delete { owner: User, name: String },
    Export { owner: Option<User>, reveal: bool, path: PathBuf },
    Import { owner: Owner, path: PathBuf },
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed { cursor: Cursor<(UserId, VariableKey)>, page: Page<VariableRow>, trouble: Option<String> },
    OwnerFound(User),
    Set { row: VariableRow, is_new: bool },
    Revealed { revealed: Revealed, copy: bool },
    Deleted(String),
    Exported { path: PathBuf, variables: u64 },
    Imported(VariableImport),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (service, actor) = (cx.service, cx.actor()?);
        Ok(match self {
            Self::List { filter, cursor, limit } => {
                let page = service.variables(actor, &filter, &cursor, limit)?;
                let trouble = service.key_trouble().map(|error| error.to_string());
                Reply::Listed { cursor, page, trouble }
            }
            Self::FindOwner(name) => Reply::OwnerFound(service.user_named(actor, &name)?),
            Self::Set { owner, new } => {
                let (row, is_new) = service.set_variable(actor, &owner.find(cx)?, &new)?;
                Reply::Set { row, is_new }
            }
            Self::Reveal { owner, name, copy } => {
                Reply::Revealed { revealed: service.reveal_variable(actor, &owner, &name)?, copy }
            }
            Self::Delete { owner, name } => {
                service.delete_variable(actor, &owner, &name)?;
                Reply::Deleted(name)
            }
            Self::Export { owner, reveal, path } => {
                let mut written = Zeroizing::new(Vec::new());
                let variables = service.export_variables(actor, owner.as_ref(), reveal, &mut *written)?;
                private::create(&path, &written)?;
                Reply::Exported { path, variables }
            }
            Self::Import { owner, path } => {
                let owner = owner.find(cx)?;
                let mut file = input::open(&path).map_err(|error| {
                    Error::from(CommandError::InputUnreadable { path: path.display().to_string() }).because(error)
                })?;
                Reply::Imported(service.import_variables(actor, &owner, &mut file, false)?)
            }
        })
    }
}
