//! Kozmoai's own database on PostgreSQL.
//!
//! # The driver
//!
//! `postgres`, the synchronous API of tokio-postgres: the core has no runtime, and this driver hides its own in each
//! connection. It supports binary COPY, and statements without a name, which rotations and connection pools need. sqlx has no
//! synchronous API. TLS is rustls, so that no system library is needed.
//!
//! # Transactions
//!
//! The administration data is in the schema `kozmoai_admin`, which Kozmoai's own schema check ignores, so every operation is
//! one transaction. An advisory lock serializes all of them, on any machine, as the audit chain requires. Kozmoai does not
//! know this lock; row locks protect the users of a transaction from it.
//!
//! A session may be that of a connection pool, which gives each transaction another one. Most operations need no more;
//! those that need their own session check for it first (`direct`).
//!
//! A connection is checked before it is used, and replaced if it is lost. If it is lost during a commit, the audit chain tells
//! whether the commit succeeded.

mod access;
mod auth;
mod backup;
mod certificate;
mod copy_rows;
mod emptied;
mod failures;
mod portals;
mod preflight;
mod rewrite;
mod schema;
mod session;
mod sql_value;
mod tls;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use self::access::Access;
pub(super) use self::backup::restore;
use self::schema::Admin;
use self::session::{Length, Session, Transaction};
use super::sql::admin_db::{self, AdminChanges, AdminState};
use super::sql::schema::Layout;
use super::sql::{self, Dialect, Driver, Executor, Next, SqlValue};
use super::{CommitOutcome, Prepared, Rewrite, RewriteOptions, ValueVisitor, files};
use crate::error::{Error, Result, ServerError, StoreError};
use crate::fs::{input, mounts};
use crate::model::{AuditHead, EncryptedValue, PostgresUrl, SecretLocation, StoreUrl};
use crate::text;

/// The advisory lock that serializes transactions; the number is arbitrary.
const TRANSACTIONS: i64 = 0x6b6f_7a6d_6f61_6901;
/// The advisory lock of a rotation.
const ROTATION: i64 = 0x6b6f_7a6d_6f61_6902;

/// An open database of Kozmoai's.
pub(super) struct Postgres {
    access: Access,
    layout: Layout,
    /// Why nothing can be written.
    read_only: Option<&'static str>,
    idle: Mutex<Vec<Session>>,
}

/// A transaction that is ready to commit.
struct PendingCommit {
    /// The newest link of the audit chain, including it.
    head: AuditHead,
    /// Whether it adds an event to the chain.
    recorded: bool,
}

/// Changes Kozmoai's tables, and returns the changes of the administration data.
type Changes<'a> = &'a mut dyn FnMut(&mut Transaction<'_>, &AdminState) -> Result<Prepared<AdminChanges>>;

impl Postgres {
    /// Opens an existing database.
    ///
    /// # Errors
    /// `Store`: unreachable, access denied, not a database of Kozmoai's, or one that lacks a required table.
    pub(super) fn open(url: &PostgresUrl) -> Result<Self> {
        let access = Access::to(url);
        let mut session = access.connect()?;
        let (layout, read_only) = verify_store(&mut session, &access)?;
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
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        Ok(done)
    }

    /// Refuses a connection pool that gives each transaction another session.
    fn direct(&self) -> Result<()> {
        let mut session = self.access.connect()?;
        self.with_session(|other| refuse_pool(&self.access, &mut session, other))
    }

    /// Runs a transaction: `work` changes Kozmoai's tables, and returns the changes of the administration data. A transaction
    /// that conflicts with another is tried up to `tries` times.
    fn act_with(&self, mut tries: usize, length: Length, work: Changes<'_>) -> Result<CommitOutcome> {
        loop {
            let (mut again, mut kept) = (false, None);
            let done = self.with_session(|session| {
                let mut db = session.acting(&self.access, length)?;
                let prepared = prepare(&mut db, work);
                again = db.collided;
                match prepared? {
                    Prepared::Refused(outcome) => Ok(outcome),
                    Prepared::Ready(act) => {
                        kept = Some(act);
                        db.commit()?;
                        Ok(CommitOutcome::Done)
                    }
                }
            });
            match (done, kept) {
                (Err(_), None) if again && tries > 1 => tries -= 1,
                (Err(error), Some(act)) => return self.look_up(&act, error),
                (done, _) => return done,
            }
        }
    }

    /// Finds out from the audit chain whether a transaction was committed, although the connection was lost.
    fn look_up(&self, act: &PendingCommit, lost: Error) -> Result<CommitOutcome> {
        let unknown = |error: Error| failures::uncertain(&self.access.url).wrapping(error);
        let newest = self.with_session(|session| {
            let mut db = session.acting(&self.access, Length::Short)?;
            let sql = "SELECT hash FROM kozmoai_admin.event WHERE seq = ?1";
            if is_made(&mut db)? { db.row(sql, &[act.head.seq.into()]) } else { Ok(None) }
        });
        match newest.map_err(unknown)? {
            Some(row) if act.recorded && row.text(0)? == act.head.hash.to_string() => Ok(CommitOutcome::Done),
            _ if act.recorded => Err(lost),
            _ => Err(unknown(lost)),
        }
    }
}

/// Runs a transaction up to its commit.
fn prepare(db: &mut Transaction<'_>, work: Changes<'_>) -> Result<Prepared<PendingCommit>> {
    let made = is_made(db)?;
    let remembered = if made { AdminState::read(db)? } else { None };
    let state = remembered.unwrap_or_else(AdminState::fresh);
    let work = match work(db, &state)? {
        Prepared::Ready(work) => work,
        Prepared::Refused(outcome) => return Ok(Prepared::Refused(outcome)),
    };
    if made && work.head.is_none() {
        admin_db::require_newest(db, &state)?;
    }
    make(db, &state, made)?;
    admin_db::apply(db, &work)?;
    let head = AdminState::read(db)?.map(|state| state.head).unwrap_or_default();
    Ok(Prepared::Ready(PendingCommit { head, recorded: !work.audit.is_empty() }))
}

/// Refuses a connection that does not have its own session, which another connection detects.
fn refuse_pool(access: &Access, session: &mut Session, other: &mut Session) -> Result<()> {
    const ME: &str = "SELECT pg_backend_pid()";
    let whose = |session: &mut Session| session.ask(access, ME, &[])?.int(0);
    let first = whose(session)?;
    // While another transaction has a session, the first connection must still have its own.
    let mut db = other.reading(access, Length::Short)?;
    let taken = db.row(ME, &[])?.unwrap_or_default().int(0)?;
    if taken != first && whose(session)? == first {
        return Ok(());
    }
    Err(ServerError::Pooled { url: access.url.to_string() }.into())
}

/// Creates the administration tables if they are missing, and records the schema that they belong to.
fn make(db: &mut Transaction<'_>, state: &AdminState, made: bool) -> Result<()> {
    let admin = db.access.admin.get().cloned();
    if !made {
        let name = db.access.admin_name().to_owned();
        // An account that may not create schemas may still use this one.
        if db.number("SELECT count(to_regnamespace(?1))", &[name.as_str().into()])? == 0 {
            db.run(&format!("CREATE SCHEMA {name}"))?;
        }
        admin_db::make(db, state)?;
    }
    admin.map_or(Ok(()), |admin| admin.mark(db))
}

/// Examines a database: its layout, its administration schema, and why nothing can be written.
fn verify_store(session: &mut Session, access: &Access) -> Result<(Layout, Option<&'static str>)> {
    let mut db = session.reading(access, Length::Short)?;
    schema::refuse_odd_tables(&mut db, &access.url)?;
    let layout = Layout::of(&mut db, &access.url.to_string())?;
    let admin = Admin::of(&mut db)?;
    access.admin.get_or_init(|| admin);
    let sql = "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'";
    let row = db.row(sql, &[])?.unwrap_or_default();
    let (standby, read_only) = (row.flag(0)?, row.flag(1)?);
    // Refuses the administration data of a newer version. A missing privilege to read it is reported when it is needed.
    let _known = if may_read_state(&mut db)? { AdminState::read(&mut db)? } else { None };
    Ok((layout, (standby || read_only).then(|| failures::why_read_only(standby))))
}

/// Whether the administration data exists and this account may read its state.
fn may_read_state(db: &mut dyn Executor) -> Result<bool> {
    // Without the USAGE privilege, even naming the table would be refused.
    let sql = "SELECT CASE WHEN has_schema_privilege(to_regnamespace('kozmoai_admin')::oid, 'USAGE')
                      THEN coalesce(has_table_privilege(to_regclass('kozmoai_admin.state')::oid, 'SELECT'), false)
                      ELSE false END";
    db.row(sql, &[])?.map_or(Ok(false), |row| row.flag(0))
}

/// Whether the administration tables exist.
fn is_made(db: &mut dyn Executor) -> Result<bool> {
    Ok(db.number("SELECT count(to_regclass('kozmoai_admin.state'))", &[])? > 0)
}

impl Driver for Postgres {
    const DIALECT: Dialect = Dialect::Postgres;

    fn url(&self) -> StoreUrl {
        StoreUrl::Postgres(Box::new(self.access.url.clone()))
    }

    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read_only(&self) -> Option<String> {
        self.read_only.map(str::to_owned)
    }

    fn read<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T> {
        self.with_session(|session| work(&mut session.reading(&self.access, Length::Short)?))
    }

    fn read_admin<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
        self.read(|db| if is_made(db)? { work(db).map(Some) } else { Ok(None) })
    }

    fn merge_cursors(&self, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()> {
        self.with_session(|session| portals::merge_cursors(&mut session.reading(&self.access, Length::Bulk)?, queries, work))
    }

    fn act(&self, tries: usize, changes: sql::Changes<'_>) -> Result<CommitOutcome> {
        self.act_with(tries, Length::Short, &mut |db, state| changes(db, state))
    }

    fn import_users(&self, changes: sql::Changes<'_>) -> Result<CommitOutcome> {
        self.act_with(1, Length::Bulk, &mut |db, state| changes(db, state))
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.with_session(|session| rewrite::values(&mut session.reading(&self.access, Length::Bulk)?, visit))
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        rewrite::rewrite(self, work, terms)
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        let mut session = self.access.connect()?;
        self.with_session(|other| refuse_pool(&self.access, &mut session, other))?;
        // The lock ends with its transaction, and that with its session, which is used for nothing else.
        session.hold(&self.access)?;
        let begin = Instant::now();
        let lock = [self.access.lock(ROTATION).into()];
        // The server needs some time to notice that a holder has disconnected.
        while !session.ask(&self.access, "SELECT pg_try_advisory_xact_lock(?1)", &lock)?.flag(0)? {
            if begin.elapsed() > files::PATIENCE {
                return Err(self.read(|db| rotated_by_another(db, &self.access.url, &lock))?);
            }
            std::thread::sleep(files::RETRY);
        }
        Ok(Box::new(session))
    }

    fn preflight(&self) -> Result<()> {
        // The transaction is never committed.
        self.with_session(|session| preflight::run(&mut session.acting(&self.access, Length::Bulk)?))
    }

    fn is_passing(&self) -> Result<bool> {
        Ok(self.read(files_of_server)?.is_some_and(|(folder, identifier)| {
            let mut found = [0; 8];
            let control = folder.join("global/pg_control");
            mounts::is_volatile(&folder)
                && input::open(&control).and_then(|mut file| file.read_exact(&mut found)).is_ok()
                && found == identifier.to_ne_bytes()
        }))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        self.read(|db| active_clients(db, &self.access.name))
    }

    fn back_up(&self, _beside: &Path, out: &mut dyn Write) -> Result<()> {
        self.direct()?;
        self.with_session(|session| backup::write(&mut session.reading(&self.access, Length::Bulk)?, out))
    }

    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        _beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()> {
        self.direct()?;
        if self.read_only.is_some() || !self.read(may_make_scratch)? {
            return self.with_session(|session| {
                backup::prove_by_reading(&mut session.reading(&self.access, Length::Bulk)?, backup, visit)
            });
        }
        // The transaction is never committed.
        self.with_session(|session| backup::verify_backup(&mut session.scratch(&self.access)?, backup, visit))
    }
}

/// Whether this account may create temporary tables.
fn may_make_scratch(db: &mut dyn Executor) -> Result<bool> {
    let sql = "SELECT has_database_privilege(current_database(), 'TEMPORARY')";
    db.row(sql, &[])?.map_or(Ok(false), |row| row.flag(0))
}

/// The error for a rotation by another session.
fn rotated_by_another(db: &mut dyn Executor, url: &PostgresUrl, lock: &[SqlValue]) -> Result<Error> {
    let sql = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (classid::bigint << 32) | objid::bigint = ?1";
    let holder = db.row(sql, lock)?.map_or(Ok(0), |row| row.int(0))?;
    let holder = format!("another session (server process {holder})");
    Ok(StoreError::RotationLocked { database: url.to_string(), holder }.into())
}

/// Sessions of other programs on the database, as text. The server shows the kind and origin of another account's sessions only
/// to accounts that may read its statistics.
fn active_clients(db: &mut dyn Executor, own: &str) -> Result<Option<String>> {
    let sql = "SELECT pid, coalesce(usename::text, 'somebody'),
                      CASE WHEN backend_type IS NULL THEN 'somewhere' ELSE coalesce(host(client_addr), 'this machine') END,
                      coalesce(application_name, '')
               FROM pg_stat_activity WHERE datname = current_database()
               AND (backend_type = 'client backend' OR backend_type IS NULL AND usesysid IS NOT NULL)
               AND pid <> pg_backend_pid() AND application_name IS DISTINCT FROM ?1 ORDER BY pid";
    let found = db.rows(sql, &[own.into()])?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut named = Vec::new();
    for row in found.iter().take(3) {
        let (user, place, program) = (row.text(1)?, row.text(2)?, row.text(3)?);
        let program = if program.is_empty() { String::new() } else { format!(" ({program})") };
        named.push(text::clean(&format!("{user} from {place}{program}, server process {}", row.int(0)?)).into_owned());
    }
    let more = if found.len() > named.len() { ", …" } else { "" };
    let count = text::count(found.len() as u64, "other session");
    Ok(Some(format!("{count} on the database: {}{more}", named.join("; "))))
}

/// The directory of the server's files, and the number at the beginning of its control file; none if this account may not see
/// them.
fn files_of_server(db: &mut dyn Executor) -> Result<Option<(PathBuf, i64)>> {
    let allowed =
        "SELECT pg_has_role('pg_read_all_settings', 'MEMBER') AND has_function_privilege('pg_control_system()', 'EXECUTE')";
    if !db.row(allowed, &[])?.map_or(Ok(false), |row| row.flag(0))? {
        return Ok(None);
    }
    let sql = "SELECT current_setting('data_directory'), (pg_control_system()).system_identifier";
    db.row(sql, &[])?.map(|row| Ok((PathBuf::from(row.text(0)?), row.int(1)?))).transpose()
}
