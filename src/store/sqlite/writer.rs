//! A transaction over two files, in an order that survives a power cut (see the head of this backend).

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::access::{Reading, is_there};
use super::connection::{self, SqliteExecutor, failed};
use crate::error::Result;
use crate::fs::account::Account;
use crate::fs::{durable, paths, private};
use crate::store::sql::Executor;
use crate::store::sql::admin_db::{self, AdminChanges, AdminState};
use crate::store::{CommitOutcome, Prepared, files};

/// The number in the header of Kozmoai's file that tells whether a transaction was committed.
const WITNESS: &str = "user_version";

/// The writing connections.
pub(super) struct Writer {
    pub(super) path: PathBuf,
    pub(super) main: Connection,
    /// The administration file; none until it exists.
    side: Option<Connection>,
}

impl Writer {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let main = connection::open(path, &Reading::Shared)?;
        // As Kozmoai does at each start. If it fails now, the other journal mode is as safe.
        let _mode: rusqlite::Result<String> = main.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        let side = connection::admin_path(path);
        let side = if is_there(&side)? { Some(connection::open_admin(&side, &Reading::Shared)?) } else { None };
        Ok(Self { path: path.to_owned(), main, side })
    }

    /// Runs a transaction: `work` changes Kozmoai's file, and returns the changes of the administration file.
    pub(super) fn act(
        &mut self,
        work: impl FnOnce(&Connection, &AdminState) -> Result<Prepared<AdminChanges>>,
    ) -> Result<CommitOutcome> {
        let Self { path, main, side } = self;
        let locked = begin(main, path)?;
        let state = match side {
            Some(side) => {
                settle_any(&locked, path, side)?;
                if_made(side, path, AdminState::read)?.flatten()
            }
            None => None,
        };
        let state = state.unwrap_or_else(AdminState::fresh);
        let before = main.total_changes();
        let work = match work(&locked, &state)? {
            Prepared::Ready(work) => work,
            Prepared::Refused(outcome) => return Ok(outcome),
        };
        if let Some(side) = side.as_ref().filter(|_| work.head.is_none()) {
            if_made(side, path, |db| admin_db::require_newest(db, &state))?;
        }
        let side = match side {
            Some(side) => side,
            none => none.insert(create_admin(path)?),
        };
        let beside = connection::admin_path(path);
        if main.total_changes() == before {
            write(side, &beside, |db| {
                admin_db::make(db, &state)?;
                admin_db::apply(db, &work)
            })?;
            return Ok(CommitOutcome::Done);
        }
        let witness = witness(&locked, path)?.checked_add(1).unwrap_or(1);
        write(side, &beside, |db| {
            admin_db::make(db, &state)?;
            admin_db::intend(db, witness.into(), &work)
        })?;
        let failed = |error| failed(path, error);
        locked.pragma_update(None, WITNESS, witness).map_err(failed)?;
        locked.commit().map_err(failed)?;
        // The transaction is committed. If this fails, the next process that opens the pair or writes does it.
        drop(write(side, &beside, |db| match admin_db::intent(db)? {
            Some((written, work)) if written == i64::from(witness) => admin_db::settle(db, &work, true),
            _ => Ok(()),
        }));
        Ok(CommitOutcome::Done)
    }

    /// Settles an interrupted transaction.
    pub(super) fn settle(&mut self) -> Result<()> {
        let locked = begin(&self.main, &self.path)?;
        self.side.as_ref().map_or(Ok(()), |side| settle_any(&locked, &self.path, side))
    }

    /// The state of the database.
    pub(super) fn state(&self) -> Result<AdminState> {
        let side = self.side.as_ref().map_or(Ok(None), |side| if_made(side, &self.path, AdminState::read));
        Ok(side?.flatten().unwrap_or_else(AdminState::fresh))
    }
}

/// Begins a transaction that excludes every other writer, including Kozmoai.
pub(super) fn begin<'a>(db: &'a Connection, path: &Path) -> Result<Transaction<'a>> {
    Transaction::new_unchecked(db, TransactionBehavior::Immediate).map_err(|error| failed(path, error))
}

/// Writes to the administration file durably.
fn write(side: &Connection, path: &Path, work: impl FnOnce(&mut dyn Executor) -> Result<()>) -> Result<()> {
    let transaction = begin(side, path)?;
    work(&mut SqliteExecutor { db: &transaction, path })?;
    transaction.commit().map_err(|error| failed(path, error))
}

/// Settles a stored intent. Kozmoai's file must be locked, so that no transaction is in progress.
fn settle_any(locked: &Transaction<'_>, path: &Path, side: &Connection) -> Result<()> {
    let beside = connection::admin_path(path);
    if !if_made(side, &beside, is_unsettled)?.unwrap_or(false) {
        return Ok(());
    }
    let witness = witness(locked, path)?;
    write(side, &beside, |db| match admin_db::intent(db)? {
        Some((written, work)) => admin_db::settle(db, &work, written == i64::from(witness)),
        None => Ok(()),
    })
}

pub(super) fn witness(db: &Connection, path: &Path) -> Result<i32> {
    db.pragma_query_value(None, WITNESS, |row| row.get(0)).map_err(|error| failed(path, error))
}

/// Whether an intent is not settled yet.
pub(super) fn is_unsettled(db: &mut dyn Executor) -> Result<bool> {
    Ok(admin_db::intent(db)?.is_some())
}

/// Reads from the administration file, unless it has no tables yet.
pub(super) fn if_made<T>(side: &Connection, path: &Path, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
    let mut db = SqliteExecutor { db: side, path };
    let made = db.number("SELECT count(*) FROM kozmoai_admin.sqlite_master WHERE name = 'intent'", &[])?;
    if made == 0 { Ok(None) } else { work(&mut db).map(Some) }
}

/// Creates the administration file, which only its owner may read.
fn create_admin(path: &Path) -> Result<Connection> {
    let side = connection::admin_path(path);
    if !is_there(&side)? {
        let made = files::create_private(&side)?;
        private::give_to(Account::owner_of(paths::folder_of(path)), &made);
        durable::sync_folder(paths::folder_of(path))?;
    }
    connection::open_admin(&side, &Reading::Shared)
}
