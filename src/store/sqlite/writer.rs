//! Transactions over two files, in an order that survives a power cut (see the head of this backend).

use std::cell::OnceCell;

use rusqlite::Transaction;

use super::admin_file::{apply_intent, create_tables, discard_intent, has_intent, has_tables, store_intent};
use super::prelude::*;

/// The number in the header of Kozmoai's file that tells whether a transaction was committed.
const WITNESS: &str = "user_version";

/// The writing connections.
pub(super) struct Writer {
    path: PathBuf,
    admin_path: PathBuf,
    main: Connection,
    /// The administration file; none until it exists.
    admin: OnceCell<Connection>,
}

impl Writer {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let main = connection::open(path, &Reading::Shared)?;
        let (admin_path, admin) = (admin_path(path), OnceCell::new());
        if exists(&admin_path)? {
            // The cell is empty.
            let _new = admin.set(connection::open_admin(&admin_path, &Reading::Shared)?);
        }
        Ok(Self { path: path.to_owned(), admin_path, main, admin })
    }

    /// Runs a transaction.
    pub(super) fn transact(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.enter_wal_mode();
        run_transaction(&mut self.begin()?, changes)
    }

    /// Changes the journal mode as Kozmoai does at each start: readers exclude no writer in it.
    fn enter_wal_mode(&self) {
        // If it fails now, the other journal mode is as safe.
        let _mode: rusqlite::Result<String> = self.main.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
    }

    /// Runs a transaction and rolls it back.
    pub(super) fn rehearse(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        rehearse_transaction(self.begin()?, changes)
    }

    /// Runs the transaction of a rewrite, and overwrites what it replaced.
    pub(super) fn rewrite(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        // Replaced values are overwritten, not only unlinked.
        self.main.pragma_update(None, "secure_delete", true).map_err(|error| failed(&self.path, error))?;
        let done = self.transact(changes);
        // The write-ahead log must not keep them either. If another client is reading, a later checkpoint does this.
        drop(self.main.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        done
    }

    /// Completes or discards an interrupted transaction.
    pub(super) fn recover(&self) -> Result<()> {
        self.begin().map(drop)
    }

    /// Begins a transaction. No other one can be in progress, so an interrupted one is completed or discarded first.
    fn begin(&self) -> Result<WriterTransaction<'_>> {
        let locked = begin(&self.main, &self.path)?;
        let mut admin = self.admin.get().map(|db| SqliteExecutor { db, path: &self.admin_path });
        if let Some(db) = &mut admin
            && !has_tables(db)?
        {
            admin = None;
        }
        if let Some(admin) = &mut admin
            && has_intent(admin)?
        {
            let witness = witness(&locked, &self.path)?;
            admin_file::write(admin.db, admin.path, |db| {
                apply_intent(db, witness)?;
                discard_intent(db)
            })?;
        }
        let (tables, changes) = (SqliteExecutor { db: &self.main, path: &self.path }, self.main.total_changes());
        Ok(WriterTransaction { writer: self, locked, changes, tables, admin })
    }
}

/// A transaction that excludes every other writer, including Kozmoai.
struct WriterTransaction<'a> {
    writer: &'a Writer,
    locked: Transaction<'a>,
    /// How many changes its connection had made before it.
    changes: u64,
    tables: SqliteExecutor<'a>,
    /// The administration file, if it has tables.
    admin: Option<SqliteExecutor<'a>>,
}

impl OpenTransaction for WriterTransaction<'_> {
    fn tables(&mut self) -> &mut dyn Executor {
        &mut self.tables
    }

    fn admin(&mut self) -> Option<&mut dyn Executor> {
        self.admin.as_mut().map(|admin| admin as &mut dyn Executor)
    }

    fn commit(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()> {
        let Writer { path, admin_path, main, admin } = self.writer;
        let admin = match admin.get() {
            Some(admin) => admin,
            None => {
                let created = admin_file::create(path)?;
                admin.get_or_init(|| created)
            }
        };
        if main.total_changes() == self.changes {
            return admin_file::write(admin, admin_path, |db| {
                create_tables(db, state)?;
                admin_db::apply(db, changes)
            });
        }
        let witness = witness(&self.locked, path)?.checked_add(1).unwrap_or(1);
        admin_file::write(admin, admin_path, |db| {
            create_tables(db, state)?;
            // A reader that sees the changed users sees that they were deactivated.
            admin_db::remember(db, changes)?;
            store_intent(db, witness, changes)
        })?;
        let failed = |error| failed(path, error);
        self.locked.pragma_update(None, WITNESS, witness).map_err(failed)?;
        self.locked.execute_batch("COMMIT").map_err(failed)?;
        // The transaction is committed. If this fails, the next process that opens the pair or writes does it.
        drop(admin_file::write(admin, admin_path, |db| apply_intent(db, witness)));
        Ok(())
    }

    /// The administration file is another database, which a transaction changes only after this one is durable.
    fn rehearse(&mut self, _state: &AdminState, _changes: &AdminChanges) -> Result<()> {
        Ok(())
    }
}

pub(super) fn witness(db: &Connection, path: &Path) -> Result<i32> {
    db.pragma_query_value(None, WITNESS, |row| row.get(0)).map_err(|error| failed(path, error))
}
