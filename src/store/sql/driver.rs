//! What a backend provides. Every driver is a store: the traits of the store are implemented once for all of them.

use super::prelude::*;

/// Changes Kozmoai's tables, and returns the changes of the administration data.
pub(in crate::store) type Changes<'a> = &'a mut dyn FnMut(&mut dyn Executor, &AdminState) -> Result<Prepared<AdminChanges>>;

/// The expected duration of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Length {
    /// A short one, for which a person waits. One that conflicts with another client's is tried again.
    Short,
    /// One that depends on the number of rows, without a time limit.
    Bulk,
}

/// A backend with a database of Kozmoai's.
pub(in crate::store) trait Driver: MaintenanceStore + Send + Sync {
    /// Its tables and columns.
    fn layout(&self) -> &Layout;

    /// Reads from Kozmoai's tables, in one snapshot.
    fn read<T>(&self, length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T>;

    /// Reads the administration data, if it exists.
    fn read_admin<T>(&self, length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>>;

    /// Commits a transaction durably, or changes nothing.
    fn transact(&self, length: Length, changes: Changes<'_>) -> Result<CommitOutcome>;

    /// Makes the changes of a transaction and rolls them back. Returns what its commit would.
    fn roll_back(&self, length: Length, changes: Changes<'_>) -> Result<CommitOutcome>;

    /// Commits the transaction of a rewrite durably, or changes nothing. As far as the backend can, nothing remains of the values
    /// that it replaced.
    fn transact_rewrite(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.transact(Length::Bulk, changes)
    }

    /// Locks the database against rotations and restores of other processes, until the result is dropped.
    fn lock(&self) -> Result<Box<dyn Send + '_>>;

    /// The same for a plan, which leaves no file.
    fn lock_to_plan(&self) -> Result<Box<dyn Send + '_>> {
        self.lock()
    }

    /// Checks what a rewrite will need at its end, without changing anything.
    fn check_rewrite(&self) -> Result<()>;
}

/// A transaction that has begun and excludes those of every other process with this program. Dropping it rolls it back.
pub(in crate::store) trait OpenTransaction {
    /// Kozmoai's tables.
    fn tables(&mut self) -> &mut dyn Executor;

    /// The administration data, if it exists.
    fn admin(&mut self) -> Option<&mut dyn Executor>;

    /// Changes the administration data, creates it if it does not exist, and commits everything.
    fn commit(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()>;

    /// Does what can be rolled back of a commit, to find out whether it would succeed.
    fn rehearse(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()>;
}

/// Makes the changes and commits them, unless they are refused.
pub(in crate::store) fn run_transaction(transaction: &mut dyn OpenTransaction, changes: Changes<'_>) -> Result<CommitOutcome> {
    match prepare(transaction, changes)? {
        Prepared::Ready((state, changes)) => transaction.commit(&state, &changes).map(|()| CommitOutcome::Done),
        Prepared::Refused(outcome) => Ok(outcome),
    }
}

/// Makes the changes and rolls them back.
pub(in crate::store) fn rehearse_transaction(
    mut transaction: impl OpenTransaction,
    changes: Changes<'_>,
) -> Result<CommitOutcome> {
    match prepare(&mut transaction, changes)? {
        Prepared::Ready((state, changes)) => transaction.rehearse(&state, &changes).map(|()| CommitOutcome::Done),
        Prepared::Refused(outcome) => Ok(outcome),
    }
}

/// Makes the changes of Kozmoai's tables, and returns the state and the changes of the administration data.
fn prepare(transaction: &mut dyn OpenTransaction, changes: Changes<'_>) -> Result<Prepared<(AdminState, AdminChanges)>> {
    let state = transaction.admin().map_or(Ok(None), AdminState::read)?.unwrap_or_else(AdminState::fresh);
    let changes = match changes(transaction.tables(), &state)? {
        Prepared::Ready(changes) => changes,
        Prepared::Refused(outcome) => return Ok(Prepared::Refused(outcome)),
    };
    if let Some(user) = changes.changed(transaction.admin())? {
        return Ok(Prepared::Refused(CommitOutcome::Changed(user)));
    }
    if changes.head.is_none()
        && let Some(admin) = transaction.admin()
    {
        admin_db::require_newest(admin, &state)?;
    }
    Ok(Prepared::Ready((state, changes)))
}
