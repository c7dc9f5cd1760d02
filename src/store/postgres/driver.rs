//! An open database on PostgreSQL.

use super::backup;
use super::commit::{PendingCommit, PostgresTransaction};
use super::prelude::*;
use super::server::rotated_by_another;

/// The advisory lock of a rotation; the number is arbitrary.
const ROTATION: i64 = 0x6b6f_7a6d_6f61_6902;

/// How often a short transaction is tried that conflicts with one of Kozmoai's.
const TRIES: usize = 4;

/// An open database of Kozmoai's.
pub(in crate::store) struct Postgres {
    access: Access,
    layout: Layout,
    /// Why nothing can be written.
    read_only: Option<&'static str>,
    idle: Mutex<Vec<Session>>,
}

impl Postgres {
    /// Opens an existing database.
    ///
    /// # Errors
    /// `Store`: unreachable, access denied, not a database of Kozmoai's, or one that lacks a required table.
    pub(in crate::store) fn open(url: &PostgresUrl) -> Result<Self> {
        let access = Access::to(url);
        let mut session = access.connect()?;
        let (layout, read_only) = inspect(&mut session, &access)?;
        Ok(Self { access, layout, read_only, idle: Mutex::new(vec![session]) })
    }

    /// Runs `work` with a working connection. A connection on which anything failed is not reused.
    fn with_session<T>(&self, work: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let living = std::iter::from_fn(idle).find_map(|mut session| session.is_alive().then_some(session));
        let mut session = match living {
            Some(session) => session,
            None => self.access.connect()?,
        };
        let done = work(&mut session)?;
        session.note_use();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        Ok(done)
    }

    /// Refuses a connection pool that gives each transaction another session.
    fn direct(&self) -> Result<()> {
        let mut session = self.access.connect()?;
        self.with_session(|other| refuse_pool(&self.access, &mut session, other))
    }

    /// Finds out whether a transaction was committed, although the connection was lost.
    fn recover(&self, pending: &PendingCommit, lost: Error) -> Result<CommitOutcome> {
        let unknown = |error: Error| errors::uncertain(&self.access.url).wrapping(error);
        match self.with_session(|session| pending.is_in_chain(session, &self.access)).map_err(unknown)? {
            true => Ok(CommitOutcome::Done),
            false if pending.is_recorded => Err(lost),
            false => Err(unknown(lost)),
        }
    }
}

impl Driver for Postgres {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read<T>(&self, length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        self.with_session(|session| work(&mut session.reading(&self.access, length)?))
    }

    fn read_admin<T>(&self, length: Length, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
        self.read(length, |db| if admin_schema::exists(db)? { work(db).map(Some) } else { Ok(None) })
    }

    fn transact(&self, length: Length, changes: Changes<'_>) -> Result<CommitOutcome> {
        let mut tries = match length {
            Length::Short => TRIES,
            Length::Bulk => 1,
        };
        loop {
            let (mut collided, mut pending) = (false, None);
            let done = self.with_session(|session| {
                let mut transaction = PostgresTransaction::begin(session, &self.access, length)?;
                let done = run_transaction(&mut transaction, changes);
                (collided, pending) = (transaction.db.collided, transaction.pending.take());
                done
            });
            match (done, pending) {
                (Err(_), None) if collided && tries > 1 => tries -= 1,
                (Err(error), Some(pending)) => return self.recover(&pending, error),
                (done, _) => return done,
            }
        }
    }

    fn roll_back(&self, length: Length, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.with_session(|session| rehearse_transaction(PostgresTransaction::begin(session, &self.access, length)?, changes))
    }

    fn lock(&self) -> Result<Box<dyn Send + '_>> {
        let mut session = self.access.connect()?;
        self.with_session(|other| refuse_pool(&self.access, &mut session, other))?;
        // The lock ends with its transaction, and that with its session, which is used for nothing else.
        session.hold(&self.access)?;
        let begin = Instant::now();
        let lock = [self.access.lock(ROTATION).into()];
        // The server needs some time to notice that a holder has disconnected.
        while !session.ask(&self.access, "SELECT pg_try_advisory_xact_lock(?1)", &lock)?.flag(0)? {
            if begin.elapsed() > lock::TIMEOUT {
                return Err(self.read(Length::Short, |db| rotated_by_another(db, &self.access.url, &lock))?);
            }
            std::thread::sleep(lock::RETRY_INTERVAL);
        }
        Ok(Box::new(session))
    }

    fn check_rewrite(&self) -> Result<()> {
        // The transaction is never committed.
        self.with_session(|session| checks::preflight(&mut session.writing(&self.access, Length::Bulk)?, &self.layout))
    }
}

impl MaintenanceStore for Postgres {
    fn url(&self) -> StoreUrl {
        StoreUrl::Postgres(Box::new(self.access.url.clone()))
    }

    fn capabilities(&self) -> Capabilities {
        self.layout.capabilities(Residue::DeadRows)
    }

    fn version(&self) -> Result<String> {
        self.read(Length::Short, server::version)
    }

    fn read_only(&self) -> Option<String> {
        self.read_only.map(str::to_owned)
    }

    fn identity(&self) -> Result<String> {
        identity(self)
    }

    fn has_identity(&self) -> Result<bool> {
        self.read_admin(Length::Short, AdminState::read).map(|state| state.flatten().is_some())
    }

    fn place(&self) -> Result<Option<String>> {
        self.read(Length::Short, server::place).map(Some)
    }

    fn is_volatile(&self) -> Result<bool> {
        Ok(self.read(Length::Short, |db| server::files(db))?.is_some_and(|(folder, identifier)| {
            let mut found = [0; 8];
            let control = folder.join("global/pg_control");
            mounts::is_volatile(&folder)
                && input::open(&control).and_then(|mut file| file.read_exact(&mut found)).is_ok()
                && found == identifier.to_ne_bytes()
        }))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        self.read(Length::Short, |db| active_clients(db, &self.access.name))
    }

    fn lasting_clients(&self) -> Result<Option<String>> {
        server::lasting_clients(|| self.active_clients())
    }

    fn back_up(&self, _beside: &Path, out: &mut dyn Write) -> Result<()> {
        self.direct()?;
        self.with_session(|session| backup::write(&mut session.reading(&self.access, Length::Bulk)?, out))
    }

    fn verify_backup(&self, backup: &mut dyn Read, _beside: &Path, visit: BackupVisitor<'_>) -> Result<()> {
        self.direct()?;
        let may_write = self.read_only.is_none() && self.read(Length::Short, |db| server::may_create_scratch(db))?;
        self.with_session(|session| {
            // The transaction is never committed.
            let mut db = if may_write { session.scratch(&self.access) } else { session.reading(&self.access, Length::Bulk) }?;
            backup::verify(&mut db, self.layout.schema, backup, may_write, visit)
        })
    }
}
