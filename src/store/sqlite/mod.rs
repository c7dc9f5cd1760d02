//! Kozmoai's own database in a SQLite file.
//!
//! # The driver
//!
//! rusqlite, with SQLite itself bundled: it is synchronous as the core is, gives SQLite's own backup and functions of ours,
//! and is the one that is kept closest to SQLite. sqlx would bring a runtime and a thread for each connection.
//!
//! # Two files
//!
//! ```text
//! kozmoai.db             Kozmoai's; of ours it holds no more than a number in its header (`PRAGMA user_version`)
//! kozmoai.db.admin       ours: the audit chain, failed sign-ins, the key's mark
//! kozmoai.db.admin-lock  who rotates or restores
//! kozmoai.db.admin-restore  only while a restoration is unfinished
//! ```
//!
//! A transaction over two files in WAL mode is not atomic across a power cut. So an act that changes both is done in this
//! order, each step on disk before the next:
//!
//! ```text
//! 1  ours      what will be recorded is written down, with the number that the header will have
//! 2  Kozmoai's the changes and the number in the header, in one transaction: from here on the act is done
//! 3  ours      what was written down is recorded
//! ```
//!
//! Whoever opens the pair or acts next, with Kozmoai's file locked against every other writer, finds what was written
//! down and not recorded: if the header has its number the act was done and is recorded now; if not it never was.

mod act;
mod backup;
mod bulk;
mod connection;
mod others;
mod restore;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::Connection;

use self::act::Writer;
use self::connection::{On, failed};
pub(super) use self::restore::restore;
use super::kozmoai::schema::Layout;
use super::kozmoai::{Changes, Engine, Next, Sql};
use super::{Outcome, Rewrite, Terms, files};
use crate::error::{Error, Kind, Result};
use crate::model::{Place, StoreUrl, Value};

/// An open database of Kozmoai's.
pub(super) struct Sqlite {
    path: PathBuf,
    layout: Layout,
    /// Written to only to be alone with the file: then all of it is closed.
    pool: RwLock<Pool>,
}

/// Connections that are open: one that writes, and as many that read as read at once.
#[derive(Default)]
struct Pool {
    readers: Mutex<Vec<Connection>>,
    side_readers: Mutex<Vec<Connection>>,
    writer: Mutex<Option<Writer>>,
}

impl Sqlite {
    /// Opens the file; it must be there.
    ///
    /// # Errors
    /// `Store`: no such file, no database of Kozmoai's, or one that lacks what is needed.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let path = path.canonicalize().map_err(|error| {
            Error::new(Kind::Store, format!("There is no database in {}.", path.display()))
                .hint("Name the right one with --store or KOZMOAI_DATABASE_URL; a new one is made by Kozmoai at its first start.")
                .because(error)
        })?;
        restore::settle(&path)?;
        let layout = layout(&path, &connection::open(&path)?)?;
        let store = Self { path, layout, pool: RwLock::new(Pool::default()) };
        if store.read_side(act::is_unsettled)?.unwrap_or(false) {
            store.write(Writer::settle)?;
        }
        Ok(store)
    }

    /// Does something with the one connection that writes.
    fn write<T>(&self, work: impl FnOnce(&mut Writer) -> Result<T>) -> Result<T> {
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let mut writer = own(&pool.writer);
        let open = match writer.take() {
            Some(open) => open,
            None => Writer::open(&self.path)?,
        };
        work(writer.insert(open))
    }

    /// Does something with a connection that reads, inside a transaction.
    fn with_reader<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let idle = own(&pool.readers).pop();
        let db = match idle {
            Some(db) => db,
            None => connection::open(&self.path)?,
        };
        let done = in_transaction(&db, &self.path, work);
        own(&pool.readers).push(db);
        done
    }
}

fn own<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads at one moment.
fn in_transaction<T>(db: &Connection, path: &Path, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let transaction = db.unchecked_transaction().map_err(|error| failed(path, error))?;
    let done = work(&transaction)?;
    transaction.commit().map_err(|error| failed(path, error))?;
    Ok(done)
}

/// Keeps others from rotating or restoring.
fn hold(path: &Path) -> Result<File> {
    files::lock(&files::with_suffix(path, ".admin-lock"), |holder| {
        Error::new(Kind::Store, format!("The store in {} is being rotated or restored by {holder}.", path.display()))
            .hint("Wait until that has ended, then look at `kozmoai rotate status`.")
    })
}

/// What a file holds, refused if it is nothing of Kozmoai's.
fn layout(path: &Path, db: &Connection) -> Result<Layout> {
    Layout::of(&mut On { db, path }, &path.display().to_string())
}

impl Engine for Sqlite {
    fn url(&self) -> StoreUrl {
        StoreUrl::Sqlite(self.path.clone())
    }

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read<T>(&self, work: impl FnOnce(&mut dyn Sql) -> Result<T>) -> Result<T> {
        self.with_reader(|db| work(&mut On { db, path: &self.path }))
    }

    fn read_side<T>(&self, work: impl FnOnce(&mut dyn Sql) -> Result<T>) -> Result<Option<T>> {
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let side = connection::side_of(&self.path);
        let idle = own(&pool.side_readers).pop();
        let db = match idle {
            Some(db) => db,
            None if side.exists() => connection::open_side(&side)?,
            None => return Ok(None),
        };
        let done = in_transaction(&db, &side, |db| act::if_made(db, &side, work));
        own(&pool.side_readers).push(db);
        done
    }

    fn side_by_side(&self, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()> {
        self.with_reader(|db| connection::side_by_side(db, &self.path, queries, work))
    }

    /// Whoever acts has the file for itself, so no act meets another.
    fn act(&self, _tries: usize, changes: Changes<'_>) -> Result<Outcome> {
        self.write(|writer| writer.act(|db, state| changes(&mut On { db, path: &self.path }, state)))
    }

    fn values(&self, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        self.with_reader(|db| bulk::values(db, &self.path, visit))
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &Terms<'_>) -> Result<Vec<Place>> {
        self.write(|writer| bulk::rewrite(writer, work, terms))
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        Ok(Box::new(hold(&self.path)?))
    }

    fn others(&self) -> Result<Option<String>> {
        let mut pool = self.pool.write().unwrap_or_else(PoisonError::into_inner);
        *pool = Pool::default();
        others::at_work(&self.path)
    }

    fn back_up(&self, out: &mut dyn Write) -> Result<()> {
        self.write(|writer| backup::write(writer, out))
    }

    fn prove(&self, backup: &mut dyn Read, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        backup::prove(&self.path, backup, visit)
    }
}
