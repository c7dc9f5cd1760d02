//! Kozmoai's own database in a SQLite file.
//!
//! # The driver
//!
//! rusqlite, with SQLite bundled: like the core it is synchronous, it supports SQLite's own backup and custom functions, and
//! it stays closest to SQLite. sqlx would need a runtime and a thread for each connection.
//!
//! # Two files
//!
//! ```text
//! kozmoai.db                Kozmoai's; this program only changes a number in its header (`PRAGMA user_version`)
//! kozmoai.db.admin          the administration file: the audit chain, failed sign-ins, the key binding
//! kozmoai.db.admin-lock     the process that rotates or restores
//! kozmoai.db.admin-restore  the plan of an unfinished restore
//! ```
//!
//! Root uses the files of another account with that account's rights ([`access::Home`]). Where nothing can be written,
//! everything can still be read ([`access::Reading`]).
//!
//! A transaction over two files in WAL mode is not atomic across a power cut. So a transaction that changes both takes these
//! steps, each durable before the next:
//!
//! ```text
//! 1  administration file  the intent: its changes, and the number that the header will have
//! 2  Kozmoai's file       the changes and the number in the header, in one transaction: now it is committed
//! 3  administration file  the changes of the intent are applied
//! ```
//!
//! The next process that opens the pair or writes, with Kozmoai's file locked against every other writer, finds an intent that
//! was not applied: if the header has its number, the transaction was committed, and the intent is applied; if not, it is
//! discarded.

mod access;
mod backup;
mod clients;
mod connection;
mod plan;
mod restore;
mod rewrite;
mod writer;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::Connection;

use self::access::{Home, Reading};
use self::connection::{SqliteExecutor, failed};
pub(super) use self::restore::restore;
use self::writer::Writer;
use super::files::LocalFiles;
use super::sql::admin_db::AdminState;
use super::sql::schema::{Layout, WRITTEN};
use super::sql::{Changes, Dialect, Driver, Executor, Next};
use super::{CommitOutcome, Rewrite, RewriteOptions, ValueVisitor, files};
use crate::error::{ChangeError, RestoreError, Result, StoreError};
use crate::fs::account::{self, Account};
use crate::fs::{mounts, paths, private};
use crate::model::{EncryptedValue, SecretLocation, StoreUrl};

/// How many times a pair of snapshots is tried.
const SNAPSHOTS: usize = 100;

/// An open database of Kozmoai's.
pub(super) struct Sqlite {
    home: Home,
    layout: Layout,
    main: Reading,
    side: Reading,
    /// Why nothing can be written.
    obstacle: Option<String>,
    /// Locked for writing only to close all connections.
    pool: RwLock<Pool>,
}

/// The open connections: one writer, and as many readers as read at the same time.
#[derive(Default)]
struct Pool {
    readers: Mutex<Vec<Connection>>,
    admin_readers: Mutex<Vec<Connection>>,
    writer: Mutex<Option<Writer>>,
}

impl Sqlite {
    /// Opens an existing file.
    ///
    /// # Errors
    /// `Store`: the file does not exist, is not a database of Kozmoai's, lacks a required table, or is of a newer version.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let missing = || StoreError::DatabaseNotFound {
            database: path.display().to_string(),
            creation: Some("Kozmoai creates a new one at its first start."),
        };
        let home = Home::of(path)?.ok_or_else(missing)?;
        let _rights = home.act();
        restore::settle(&home)?;
        if !access::is_there(&home.path)? {
            // A restore of a new database may have been killed.
            restore::clear_up(&home.path);
            return Err(missing().into());
        }
        access::check_files(&home.path)?;
        let mut obstacle = access::obstacle(&home.path);
        if obstacle.is_none() {
            restore::clear_up(&home.path);
        }
        let (main, db) = Reading::of(&home.path, |how| connection::open(&home.path, how), obstacle.is_some())?;
        let layout = layout(&home.path, &db)?;
        obstacle = obstacle.or(refusal(&db, "main", &home.path)?);
        let beside = connection::admin_path(&home.path);
        let mut side = Reading::Shared;
        if access::is_there(&beside)? {
            let db;
            (side, db) = Reading::of(&beside, |how| connection::open_admin(&beside, how), obstacle.is_some())?;
            obstacle = obstacle.or(refusal(&db, "kozmoai_admin", &beside)?);
        }
        let store = Self { home, layout, main, side, obstacle, pool: RwLock::new(Pool::default()) };
        // Refuses the administration data of a newer version before anything is written.
        let is_unsettled = store.read_admin(|db| AdminState::read(db).and_then(|_| writer::is_unsettled(db)))?.unwrap_or(false);
        if is_unsettled && store.obstacle.is_none() {
            store.write(Writer::settle)?;
        }
        Ok(store)
    }

    /// Runs `work` with the one writing connection.
    fn write<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T>) -> Result<T> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let mut writer = own(&pool.writer);
        let open = match writer.take() {
            Some(open) => open,
            None => {
                access::check_files(&self.home.path)?;
                Writer::open(&self.home.path)?
            }
        };
        work(writer.insert(open))
    }

    fn refuse_obstacle(&self) -> Result<()> {
        match &self.obstacle {
            Some(why) => Err(ChangeError::DatabaseReadOnly { reason: why.clone() }.into()),
            None => Ok(()),
        }
    }

    /// Runs `work` with a reading connection, inside a transaction.
    fn with_reader<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let _rights = self.home.act();
        self.reader(&self.pool.read().unwrap_or_else(PoisonError::into_inner), work)
    }

    fn reader<T>(&self, pool: &Pool, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = own(&pool.readers).pop();
        let db = match idle {
            Some(db) => db,
            None => connection::open(&self.home.path, &self.main)?,
        };
        let done = in_transaction(&db, "main", &self.home.path, work);
        own(&pool.readers).push(db);
        done
    }

    /// The same for the administration file, if it exists.
    fn admin_reader<T>(&self, pool: &Pool, work: impl FnOnce(&Connection, &Path) -> Result<T>) -> Result<Option<T>> {
        let side = connection::admin_path(&self.home.path);
        let idle = own(&pool.admin_readers).pop();
        let db = match idle {
            Some(db) => db,
            None if access::is_there(&side)? => connection::open_admin(&side, &self.side)?,
            None => return Ok(None),
        };
        let done = in_transaction(&db, "kozmoai_admin", &side, |db| work(db, &side));
        own(&pool.admin_readers).push(db);
        done.map(Some)
    }

    /// Copies both files from snapshots between which no transaction was committed; false if one was.
    fn copy(&self, pool: &Pool, beside: &Path, out: &mut dyn Write) -> Result<bool> {
        self.reader(pool, |main| {
            let mut copy = |side: Option<&Connection>| {
                let witness = |db: &Connection| writer::witness(db, &self.home.path);
                if witness(main)? != self.reader(pool, witness)? {
                    return Ok(false);
                }
                backup::write(main, side, beside, out).map(|()| true)
            };
            match self.admin_reader(pool, |side, _| copy(Some(side)))? {
                Some(done) => Ok(done),
                None => copy(None),
            }
        })
    }
}

/// Why an open file can't be written.
fn refusal(db: &Connection, name: &str, path: &Path) -> Result<Option<String>> {
    let read_only = db.is_readonly(name).map_err(|error| failed(path, error))?;
    let who = || account::name_of(Account::effective().uid());
    Ok(read_only.then(|| format!("{} may not write {}", who(), path.display())))
}

fn own<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads in one snapshot.
fn in_transaction<T>(db: &Connection, name: &str, path: &Path, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let transaction = db.unchecked_transaction().map_err(|error| failed(path, error))?;
    // The first query opens the files and determines the snapshot.
    let begin = transaction.query_row(&format!("SELECT count(*) FROM {name}.sqlite_master"), [], |_| Ok(()));
    begin.map_err(|error| failed(path, error))?;
    let done = work(&transaction)?;
    transaction.commit().map_err(|error| failed(path, error))?;
    Ok(done)
}

/// Locks the database against other rotations and restores.
fn hold(home: &Home) -> Result<File> {
    let path = &home.path;
    let lock = files::with_suffix(path, ".admin-lock");
    let held = files::lock(&lock, |holder| {
        StoreError::RotationLocked { database: path.display().to_string(), holder: holder.to_owned() }.into()
    });
    match held {
        Ok(file) => {
            private::give_to(Some(home.account()), &file);
            Ok(file)
        }
        Err(error) => Err(access::denied(path).filter(|_| access::is_denial(&error)).unwrap_or(error)),
    }
}

/// The layout of a file. Refuses one that is not Kozmoai's, or has views or generated columns instead of its tables.
fn layout(path: &Path, db: &Connection) -> Result<Layout> {
    let sql = format!(
        "SELECT type, name FROM pragma_table_list WHERE schema = 'main' AND type IN ('view', 'virtual') AND name IN ({WRITTEN})
         UNION ALL SELECT 'generated column', t.name || '.' || c.name FROM main.sqlite_master AS t
         JOIN pragma_table_xinfo(t.name) AS c WHERE t.type = 'table' AND c.hidden IN (2, 3)
         AND t.name || '.' || c.name IN ('variable.id', 'variable.value', 'user.id', 'user.store_api_key')"
    );
    let mut db = SqliteExecutor { db, path };
    if let Some(row) = db.row(&sql, &[])? {
        let what = match row.text(0)?.as_str() {
            "view" => "is a view",
            "virtual" => "is a virtual table",
            _ => "is a generated column",
        };
        let (database, table) = (path.display().to_string(), row.text(1)?);
        return Err(StoreError::UnexpectedTable { database, table, what: what.to_owned() }.into());
    }
    Layout::of(&mut db, &path.display().to_string())
}

/// The files of a database: Kozmoai's and ours.
pub(super) fn local_files(path: &Path) -> LocalFiles {
    let suffixes = ["", "-wal", "-shm", "-journal", ".admin", ".admin-wal", ".admin-restore"];
    let files = suffixes.iter().map(|suffix| paths::with_suffix(path, suffix)).collect();
    LocalFiles { shared_folder: Some(paths::folder_of(path).to_owned()), files, ..LocalFiles::default() }
}

impl Driver for Sqlite {
    const DIALECT: Dialect = Dialect::Sqlite;

    fn url(&self) -> StoreUrl {
        StoreUrl::Sqlite(self.home.path.clone())
    }

    fn read_only(&self) -> Option<String> {
        self.obstacle.clone()
    }

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        self.with_reader(|db| work(&mut SqliteExecutor { db, path: &self.home.path }))
    }

    fn read_admin<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        Ok(self.admin_reader(&pool, |db, path| writer::if_made(db, path, work))?.flatten())
    }

    fn merge_cursors(&self, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()> {
        self.with_reader(|db| connection::merge_cursors(db, &self.home.path, queries, work))
    }

    /// A writer locks the file, so transactions never conflict.
    fn act(&self, _tries: usize, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.write(|writer| writer.act(|db, state| changes(&mut SqliteExecutor { db, path: &self.home.path }, state)))
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.with_reader(|db| {
            rewrite::values(db, &self.home.path, &mut |values| {
                let _rights = account::as_root();
                visit(values)
            })
        })
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        self.write(|writer| rewrite::rewrite(writer, &mut SteppedBack(work), terms))
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        Ok(Box::new(hold(&self.home)?))
    }

    fn preflight(&self) -> Result<()> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        let db = connection::open(&self.home.path, &Reading::Shared)?;
        // This transaction is never committed.
        let tried = writer::begin(&db, &self.home.path)?;
        rewrite::try_rewrite(&tried, &self.home.path)?;
        backup::refuse_damage(&tried, "main", &self.home.path, &self.home.path.display().to_string())
    }

    fn is_passing(&self) -> Result<bool> {
        Ok(mounts::is_volatile(&self.home.path))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        let _rights = self.home.act();
        let mut pool = self.pool.write().unwrap_or_else(PoisonError::into_inner);
        *pool = Pool::default();
        if self.obstacle.is_some() {
            return Ok(clients::named(&clients::holders(&self.home.path)));
        }
        clients::at_work(&self.home.path)
    }

    /// A copy of the file, and a second one while the backup is verified.
    fn backup_room(&self) -> u64 {
        fs::metadata(&self.home.path).map_or(0, |found| found.len().saturating_mul(2))
    }

    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()> {
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..SNAPSHOTS {
            if self.copy(&pool, self.scratch_place(beside), out)? {
                return Ok(());
            }
        }
        Err(RestoreError::TooBusy { path: self.home.path.clone() }.into())
    }

    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()> {
        let place = {
            let _rights = self.home.act();
            self.scratch_place(beside)
        };
        backup::verify_backup(backup, place, visit)
    }
}

impl Sqlite {
    /// The path beside which scratch files are created: the database, because opening it deletes leftovers of killed processes;
    /// or `other` if there is no room.
    fn scratch_place<'a>(&'a self, other: &'a Path) -> &'a Path {
        if self.obstacle.is_none() && access::has_room(&self.home.path) { &self.home.path } else { other }
    }
}

/// AdminChanges on values that must not have the rights of the database's owner.
struct SteppedBack<'a>(&'a mut dyn Rewrite);

impl Rewrite for SteppedBack<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        let _rights = account::as_root();
        self.0.change(values)
    }

    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        let _rights = account::as_root();
        self.0.verify(values)
    }

    fn before_commit(&mut self) -> Result<()> {
        let _rights = account::as_root();
        self.0.before_commit()
    }
}
