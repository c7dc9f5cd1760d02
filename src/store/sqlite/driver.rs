//! An open database in a SQLite file.

use std::sync::{MutexGuard, RwLock, RwLockWriteGuard, TryLockError};

use super::prelude::*;
use super::writer::witness;

/// How many times a pair of snapshots is tried.
const SNAPSHOTS: usize = 100;

/// How long to wait before asking again whether connections are in use.
const POLLING: Duration = Duration::from_millis(2);

/// An open database of Kozmoai's.
pub(in crate::store) struct Sqlite {
    home: Home,
    layout: Layout,
    main: Reading,
    admin: Reading,
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
    pub(in crate::store) fn open(path: &Path) -> Result<Self> {
        let missing = || StoreError::DatabaseNotFound {
            database: path.display().to_string(),
            creation: Some("Kozmoai creates a new one at its first start."),
        };
        let home = Home::of(path)?.ok_or_else(missing)?;
        let _rights = home.act();
        restore::recover(&home)?;
        if !exists(&home.path)? {
            // A restore of a new database may have been killed.
            restore::clear_up(&home.path);
            return Err(missing().into());
        }
        check_files(&home.path)?;
        let mut obstacle = obstacle(&home.path);
        if obstacle.is_none() {
            restore::clear_up(&home.path);
        }
        let (main, db) = Reading::of(&home.path, |how| connection::open(&home.path, how), obstacle.is_some())?;
        let layout = layout::read(&home.path, &db)?;
        obstacle = obstacle.or(refusal(&db, "main", &home.path)?);
        let beside = admin_path(&home.path);
        let mut admin = Reading::Shared;
        if exists(&beside)? {
            let db;
            (admin, db) = Reading::of(&beside, |how| connection::open_admin(&beside, how), obstacle.is_some())?;
            obstacle = obstacle.or(refusal(&db, "kozmoai_admin", &beside)?);
        }
        let store = Self { home, layout, main, admin, obstacle, pool: RwLock::new(Pool::default()) };
        // Refuses the administration data of a newer version before anything is written.
        let has_intent =
            store.read_admin(Length::Short, |db| AdminState::read(db).and_then(|_| admin_file::has_intent(db)))?.unwrap_or(false);
        if has_intent && store.obstacle.is_none() {
            store.write(Writer::recover)?;
        }
        Ok(store)
    }

    /// Runs `work` with the one writing connection.
    fn write<T>(&self, work: impl FnOnce(&Writer) -> Result<T>) -> Result<T> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        let mut writer = own(&pool.writer);
        let open = match writer.take() {
            Some(open) => open,
            None => Writer::open(&self.home.path)?,
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
    fn reader<T>(&self, pool: &Pool, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = own(&pool.readers).pop();
        let db = match idle {
            Some(db) => db,
            None => connection::open(&self.home.path, &self.main)?,
        };
        let admin = admin_path(&self.home.path);
        // Another process may have created it meanwhile.
        if !connection::has_admin(&db).map_err(|error| failed(&self.home.path, error))? && exists(&admin)? {
            connection::attach_admin(&db, &admin, &self.admin)?;
        }
        let done = in_transaction(&db, "main", &self.home.path, work);
        own(&pool.readers).push(db);
        done
    }

    /// The same for the administration file, if it exists.
    fn admin_reader<T>(&self, pool: &Pool, work: impl FnOnce(&Connection, &Path) -> Result<T>) -> Result<Option<T>> {
        let admin = admin_path(&self.home.path);
        let idle = own(&pool.admin_readers).pop();
        let db = match idle {
            Some(db) => db,
            None if exists(&admin)? => connection::open_admin(&admin, &self.admin)?,
            None => return Ok(None),
        };
        let done = in_transaction(&db, "kozmoai_admin", &admin, |db| work(db, &admin));
        own(&pool.admin_readers).push(db);
        done.map(Some)
    }

    /// Copies both files from snapshots between which no transaction was committed; false if one was.
    fn copy(&self, pool: &Pool, beside: &Path, out: &mut dyn Write) -> Result<bool> {
        self.reader(pool, |main| {
            let mut copy = |admin: Option<&Connection>| {
                let number = |db: &Connection| witness(db, &self.home.path);
                if number(main)? != self.reader(pool, number)? {
                    return Ok(false);
                }
                backup::write(main, admin, beside, out).map(|()| true)
            };
            match self.admin_reader(pool, |admin, _| copy(Some(admin)))? {
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

impl Driver for Sqlite {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read<T>(&self, _length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        self.reader(&pool, |db| work(&mut SqliteExecutor { db, path: &self.home.path }))
    }

    fn read_admin<T>(&self, _length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
        let _rights = self.home.act();
        let pool = self.pool.read().unwrap_or_else(PoisonError::into_inner);
        Ok(self.admin_reader(&pool, |db, path| admin_file::read(db, path, work))?.flatten())
    }

    /// A writer locks the file, so transactions never conflict.
    fn transact(&self, _length: Length, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.write(|writer| writer.transact(changes))
    }

    fn roll_back(&self, _length: Length, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.write(|writer| writer.rehearse(changes))
    }

    fn transact_rewrite(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.write(|writer| writer.rewrite(changes))
    }

    fn lock(&self) -> Result<Box<dyn Send + '_>> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        Ok(Box::new(hold(&self.home, false)?))
    }

    fn lock_to_plan(&self) -> Result<Box<dyn Send + '_>> {
        self.refuse_obstacle()?;
        let _rights = self.home.act();
        Ok(Box::new(hold(&self.home, true)?))
    }

    fn check_rewrite(&self) -> Result<()> {
        self.refuse_obstacle()?;
        let (_rights, path) = (self.home.act(), &self.home.path);
        let db = connection::open(path, &Reading::Shared)?;
        // This transaction is never committed.
        let transaction = begin(&db, path)?;
        super::rewrite::rehearse(&mut SqliteExecutor { db: &transaction, path }, &self.layout)?;
        backup::refuse_damage(&transaction, "main", path, &path.display().to_string())
    }
}

impl MaintenanceStore for Sqlite {
    fn url(&self) -> StoreUrl {
        StoreUrl::Sqlite(self.home.path.clone())
    }

    fn capabilities(&self) -> Capabilities {
        self.layout.capabilities(Residue::FreeSpace)
    }

    fn version(&self) -> Result<String> {
        Ok(format!("SQLite {}", rusqlite::version()))
    }

    fn read_only(&self) -> Option<String> {
        self.obstacle.clone()
    }

    fn identity(&self) -> Result<String> {
        identity(self)
    }

    fn is_volatile(&self) -> Result<bool> {
        Ok(mounts::is_volatile(&self.home.path))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        let _rights = self.home.act();
        let mut pool = self.idle_pool();
        *pool = Pool::default();
        if self.obstacle.is_some() {
            return Ok(named(&holders::holders(&self.home.path)));
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

    fn verify_backup(&self, backup: &mut dyn Read, beside: &Path, visit: BackupVisitor<'_>) -> Result<()> {
        let place = {
            let _rights = self.home.act();
            self.scratch_place(beside)
        };
        backup::verify(backup, place, visit)
    }
}

impl Sqlite {
    /// The connections once none is in use. A waiting writer would let every new reader wait too, as long as the longest read
    /// takes.
    fn idle_pool(&self) -> RwLockWriteGuard<'_, Pool> {
        loop {
            match self.pool.try_write() {
                Ok(pool) => return pool,
                Err(TryLockError::Poisoned(pool)) => return pool.into_inner(),
                Err(TryLockError::WouldBlock) => std::thread::sleep(POLLING),
            }
        }
    }

    /// The path beside which scratch files are created: the database, because opening it deletes leftovers of killed processes;
    /// or `other` if there is no room.
    fn scratch_place<'a>(&'a self, other: &'a Path) -> &'a Path {
        if self.obstacle.is_none() && has_room(&self.home.path) { &self.home.path } else { other }
    }
}
