//! Transferring flows, folders and variables to another user. API keys stay, since they authenticate their owner; so do
//! uploaded files, which Kozmoai stores under their owner's ID.

use std::collections::BTreeSet;
use std::fmt;

use super::Admin;
use crate::error::{Result, UserError};
use crate::model::{AuditAction, Folder, User, UserId, UserSecrets, Variable};
use crate::store::{Batch, Change, Flow};
use crate::text;

/// The kind of a transferred record, or of a name that changes because the new owner has one like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenamedKind {
    /// A flow.
    Flow,
    /// The endpoint name of a flow.
    Endpoint,
    /// A folder.
    Folder,
    /// A global variable.
    Variable,
}

impl RenamedKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Endpoint => "endpoint",
            Self::Folder => "folder",
            Self::Variable => "variable",
        }
    }
}

/// A record that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Its kind.
    pub kind: RenamedKind,
    /// The previous name.
    pub from: String,
    /// The new name.
    pub to: String,
}

/// The result of a transfer, or of planning one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferReport {
    /// The number of flows.
    pub flows: u64,
    /// The number of folders.
    pub folders: u64,
    /// The number of variables.
    pub variables: u64,
    /// The kinds and previous names of the transferred records.
    pub moved: Vec<(RenamedKind, String)>,
    /// The names of the uploaded files, which stay.
    pub files_left: Vec<String>,
    /// The renamed records.
    pub renamed: Vec<Renamed>,
}

impl TransferReport {
    /// Whether there was anything to transfer.
    pub const fn is_any(&self) -> bool {
        self.flows + self.folders + self.variables > 0
    }
}

impl fmt::Display for TransferReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.flows, "flow"), (self.folders, "folder"), (self.variables, "variable")];
        f.write_str(&counts.map(|(count, noun)| text::count(count, noun)).join(", "))
    }
}

/// The names that are taken.
struct Names<'a> {
    taken: BTreeSet<String>,
    kind: RenamedKind,
    from: &'a str,
}

impl<'a> Names<'a> {
    fn new(kind: RenamedKind, from: &'a str, taken: impl Iterator<Item = String>) -> Self {
        Self { taken: taken.collect(), kind, from }
    }

    /// The name, or a similar one if it is taken, which is reported.
    fn free(&mut self, name: &str, renamed: &mut Vec<Renamed>) -> String {
        let numbered = (2..).map(|n: u32| self.suffixed(name, &format!(" {n}")));
        let mut names = [name.to_owned(), self.suffixed(name, "")].into_iter().chain(numbered);
        let free = names.find(|name| !self.taken.contains(name)).unwrap_or_else(|| name.to_owned());
        self.taken.insert(free.clone());
        if free != name {
            renamed.push(Renamed { kind: self.kind, from: name.to_owned(), to: free.clone() });
        }
        free
    }

    fn suffixed(&self, name: &str, number: &str) -> String {
        if self.kind != RenamedKind::Endpoint {
            return format!("{name} ({}{number})", self.from);
        }
        // Kozmoai allows no other characters in endpoint names.
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
        format!("{name}-{}", format!("{}{number}", self.from).chars().map(plain).collect::<String>())
    }
}

impl Admin<'_> {
    /// Transfers the flows, folders and variables of a user to another one, all or nothing. With `dry_run` it only plans that.
    ///
    /// # Errors
    /// `Usage`: both are the same user; `Conflict`: records were changed concurrently; `Store`.
    pub fn transfer_ownership(&self, from: &User, to: &User, dry_run: bool) -> Result<TransferReport> {
        if from.id == to.id {
            return Err(UserError::TransferToSelf { username: from.username.clone() }.into());
        }
        self.refuse_transfer()?;
        self.commit_retried(|| {
            let mut done = TransferReport { files_left: self.store.files(from.id)?, ..TransferReport::default() };
            let mut changes = self.folder_changes(from, to, &mut done)?;
            changes.extend(self.flow_changes(from, to, &mut done)?);
            changes.extend(self.variable_changes(from, to, &mut done)?);
            if !done.is_any() {
                return Ok((done, None));
            }
            let detail = Some(format!("{done} to {}", to.username));
            let audit = vec![self.entry(AuditAction::OwnershipTransferred, Some(from), detail)];
            let batch = Batch::new(changes, audit);
            if dry_run { self.rehearse(&batch).map(|()| (done, None)) } else { Ok((done, Some(batch))) }
        })
    }

    fn folder_changes(&self, from: &User, to: &User, done: &mut TransferReport) -> Result<Vec<Change>> {
        let taken = self.store.folders(to.id)?.into_iter().map(|folder| folder.name);
        let mut names = Names::new(RenamedKind::Folder, &from.username, taken);
        let folders = self.store.folders(from.id)?;
        done.folders = folders.len() as u64;
        done.moved.extend(folders.iter().map(|folder| (RenamedKind::Folder, folder.name.clone())));
        let change = |before: Folder| {
            let name = names.free(&before.name, &mut done.renamed);
            let after = Folder { name, user_id: to.id, ..before.clone() };
            Change::UpdateFolder { before, after }
        };
        Ok(folders.into_iter().map(change).collect())
    }

    fn flow_changes(&self, from: &User, to: &User, done: &mut TransferReport) -> Result<Vec<Change>> {
        let theirs = self.store.flows(to.id)?;
        let mut names = Names::new(RenamedKind::Flow, &from.username, theirs.iter().map(|flow| flow.name.clone()));
        let endpoints = theirs.into_iter().filter_map(|flow| flow.endpoint_name);
        let mut endpoints = Names::new(RenamedKind::Endpoint, &from.username, endpoints);
        let flows = self.store.flows(from.id)?;
        done.flows = flows.len() as u64;
        done.moved.extend(flows.iter().map(|flow| (RenamedKind::Flow, flow.name.clone())));
        let change = |before: Flow| {
            let name = names.free(&before.name, &mut done.renamed);
            let endpoint_name = before.endpoint_name.as_deref().map(|name| endpoints.free(name, &mut done.renamed));
            let after = Flow { name, endpoint_name, user_id: to.id, ..before.clone() };
            Change::UpdateFlow { before, after }
        };
        Ok(flows.into_iter().map(change).collect())
    }

    /// Variables keep their IDs, so they are removed from one user before they are added to the other.
    fn variable_changes(&self, from: &User, to: &User, done: &mut TransferReport) -> Result<Vec<Change>> {
        let (given, taking) = (self.store.secrets(from.id)?, self.store.secrets(to.id)?);
        done.variables = given.variables.len() as u64;
        if given.variables.is_empty() {
            return Ok(Vec::new());
        }
        let taken = taking.variables.iter().map(|variable| variable.name.clone());
        let mut names = Names::new(RenamedKind::Variable, &from.username, taken);
        let mut taking_after = taking.clone();
        for variable in &given.variables {
            let name = names.free(&variable.name, &mut done.renamed);
            done.moved.push((RenamedKind::Variable, variable.name.clone()));
            taking_after.variables.push(Variable { name, ..variable.clone() });
        }
        taking_after.variables.sort_by(|a, b| a.name.cmp(&b.name));
        let given_after = UserSecrets { variables: Vec::new(), ..given.clone() };
        let update = |user: UserId, before: UserSecrets, after: UserSecrets| Change::UpdateSecrets { user, before, after };
        Ok(vec![update(from.id, given, given_after), update(to.id, taking, taking_after)])
    }
}
