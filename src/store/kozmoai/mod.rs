//! Kozmoai's own database: the code that SQLite and PostgreSQL share, written over a small trait for running statements.
//!
//! Kozmoai compares its models with every table and index of its database at each start (`alembic check`) and refuses to
//! start if there is an additional one, so this program adds nothing to its schema. The administration data (the audit chain,
//! failed sign-ins, the key binding) is in separate tables, created by the first transaction: on PostgreSQL in the schema
//! `kozmoai_admin`, which Kozmoai ignores; on SQLite in a second file, attached under the same name.
//!
//! Kozmoai's code never checks whether an API key is active, so revoking a key deletes it here.

pub(super) mod act;
pub(super) mod cells;
pub(super) mod everyone;
pub(super) mod people;
pub(super) mod schema;
pub(super) mod secrets;
pub(super) mod side;
pub(super) mod unknown_tokens;

pub(super) use cells::{Cell, Row};

use std::io::{Read, Write};
use std::path::Path;

use uuid::Uuid;

use self::side::{State, Work};
use super::audit::AuditStore;
use super::maintenance::MaintenanceStore;
use super::secrets::{KeyGuard, Rewrite, RewriteOptions, SecretStore, UnknownTokens, ValueVisitor};
use super::transaction::{Batch, CommitOutcome, Prepared, TransactionStore};
use super::users::{Flow, ImportSource, Scope, Seek, Usage, UserStore, UserVisitor};
use crate::error::{ChangeError, Error, Result, StoreError};
use crate::fs::account;
use crate::model::{
    AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Capabilities, EncryptedValue, Folder, KeyBinding, SecretLocation,
    SignInFailures, StoreUrl, User, UserFilter, UserId, UserOrder, UserSecrets, VariableId,
};

/// How many values are processed at a time: enough for all cores, few enough for little memory.
pub(super) const VALUES: usize = 4_096;

/// How often a transaction is tried that conflicts with one of Kozmoai's.
const TRIES: usize = 4;

/// A column with encrypted values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) place: fn(Uuid) -> SecretLocation,
}

/// Every column with encrypted values: the inventory of a rotation.
pub(super) const INVENTORY: [Column; 2] = [
    Column { table: "variable", column: "value", place: |id| SecretLocation::Variable(VariableId(id)) },
    Column { table: "user", column: "store_api_key", place: |id| SecretLocation::StoreKey(UserId(id)) },
];

/// A dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The clause that sorts text by its bytes.
    pub(super) const fn bytewise(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " COLLATE \"C\"",
        }
    }

    /// The clause that locks the rows of a `SELECT` until the transaction ends. SQLite has only one writer.
    pub(super) const fn locking(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }
}

/// The result of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Changed {
    /// It changed this many rows.
    Rows(u64),
    /// A unique constraint forbids it.
    UniqueViolation,
}

impl Changed {
    /// Whether it was carried out.
    pub(super) const fn is_done(self) -> bool {
        matches!(self, Self::Rows(_))
    }

    /// The number of rows, or this error for a violated constraint.
    pub(super) fn rows_or(self, violation: impl Into<Error>) -> Result<u64> {
        match self {
            Self::Rows(rows) => Ok(rows),
            Self::UniqueViolation => Err(violation.into()),
        }
    }
}

/// Runs statements inside the current transaction. Parameters are `?1`, `?2` …
pub(super) trait Sql {
    /// Its dialect.
    fn dialect(&self) -> Dialect;

    /// The rows of a query.
    fn rows(&mut self, sql: &str, params: &[Cell]) -> Result<Vec<Row>>;

    /// Carries out a change, unless a unique constraint forbids it.
    fn try_change(&mut self, sql: &str, params: &[Cell]) -> Result<Changed>;

    /// Carries out a change that normally violates no unique constraint, and returns the number of rows.
    fn change(&mut self, sql: &str, params: &[Cell]) -> Result<u64> {
        self.try_change(sql, params)?.rows_or(StoreError::RowsChanged)
    }

    /// The first row of a query.
    fn row(&mut self, sql: &str, params: &[Cell]) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The number that a query returns.
    fn number(&mut self, sql: &str, params: &[Cell]) -> Result<u64> {
        let count = self.row(sql, params)?.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

/// Returns the next row of the query with this number, until there is none.
pub(super) type Next<'a> = &'a mut dyn FnMut(usize) -> Result<Option<Row>>;

/// Changes Kozmoai's tables, and returns the changes of the administration data.
pub(super) type Changes<'a> = &'a mut dyn FnMut(&mut dyn Sql, &State) -> Result<Prepared<Work>>;

/// A backend with a database of Kozmoai's.
pub(super) trait Engine: Send + Sync {
    /// Its dialect.
    const DIALECT: Dialect;
    /// Its address.
    fn url(&self) -> StoreUrl;
    /// Its tables and columns.
    fn layout(&self) -> &schema::Layout;
    /// Reads from Kozmoai's tables, in one snapshot.
    fn read<T>(&self, work: impl FnOnce(&mut dyn Sql) -> Result<T>) -> Result<T>;
    /// Reads the administration data, if it exists.
    fn read_side<T>(&self, work: impl FnOnce(&mut dyn Sql) -> Result<T>) -> Result<Option<T>>;
    /// Runs several queries in one snapshot; `work` takes the next row of any of them.
    fn merge_cursors(&self, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()>;
    /// Commits a transaction durably, or changes nothing. One that conflicts with another is tried this often.
    fn act(&self, tries: usize, changes: Changes<'_>) -> Result<CommitOutcome>;
    /// The same for an import, which has no time limit.
    fn import_users(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.act(1, changes)
    }
    /// See [`MaintenanceStore::read_only`].
    fn read_only(&self) -> Option<String> {
        None
    }
    /// See [`SecretStore::values`].
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()>;
    /// See [`SecretStore::rewrite`].
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>>;
    /// See [`SecretStore::lock_rotation`].
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>>;
    /// See [`SecretStore::preflight`].
    fn preflight(&self) -> Result<()> {
        Ok(())
    }
    /// See [`MaintenanceStore::is_passing`].
    fn is_passing(&self) -> Result<bool>;
    /// See [`MaintenanceStore::active_clients`].
    fn active_clients(&self) -> Result<Option<String>>;
    /// See [`SecretStore::unknown_tokens`].
    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        unknown_tokens::find(self, decrypts)
    }
    /// See [`MaintenanceStore::backup_room`].
    fn backup_room(&self) -> u64 {
        0
    }
    /// See [`MaintenanceStore::back_up`].
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()>;
    /// See [`MaintenanceStore::verify_backup`].
    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()>;
}

/// The database of a backend.
pub(super) struct Kozmoai<E>(pub(super) E);

impl<E: Engine> UserStore for Kozmoai<E> {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.0.read(|db| people::by_id(db, id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        self.0.read(|db| people::by_name(db, username))
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>> {
        if limit == 0 { Ok(Vec::new()) } else { self.0.read(|db| people::window(db, filter, order, seek, limit)) }
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        self.0.read(|db| people::count(db, filter))
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        self.0.read(|db| people::folders(db, user))
    }

    fn usage(&self, user: UserId) -> Result<Usage> {
        self.0.read(|db| people::usage(db, self.0.layout(), user))
    }

    fn flows(&self, user: UserId) -> Result<Vec<Flow>> {
        self.0.read(|db| people::flows(db, self.0.layout(), user))
    }

    fn files(&self, user: UserId) -> Result<Vec<String>> {
        self.0.read(|db| people::files(db, self.0.layout(), user))
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        Ok(self.0.read_side(|db| side::failures(db, username))?.flatten())
    }

    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()> {
        let queries = everyone::queries();
        self.0.merge_cursors(&queries.each_ref().map(String::as_str), &mut |next| everyone::each(next, whom, visit))
    }

    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()> {
        let fill: ImportSource<'_> = &mut |people| {
            // The source of the import must not be read with the rights of this database's owner.
            let _rights = account::step_back();
            fill(people)
        };
        match self.0.import_users(&mut |db, state| everyone::import_users(db, state, marks, fill))? {
            CommitOutcome::Done => Ok(()),
            _ => Err(ChangeError::KeyChanged.into()),
        }
    }
}

impl<E: Engine> SecretStore for Kozmoai<E> {
    fn secrets(&self, user: UserId) -> Result<UserSecrets> {
        self.0.read(|db| secrets::of(db, user))
    }

    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.0.read(|db| secrets::window(db, after, limit))
    }

    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.0.read(|db| secrets::window_before(db, before, limit))
    }

    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        Ok(self.0.read_side(State::read)?.flatten().and_then(|state| state.mark))
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.0.values(visit)
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        self.0.rewrite(work, terms)
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        self.0.lock_rotation()
    }

    fn preflight(&self) -> Result<()> {
        self.0.preflight()
    }

    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        self.0.unknown_tokens(decrypts)
    }

    fn ownerless(&self) -> Result<Vec<String>> {
        self.0.read(people::ownerless)
    }
}

impl<E: Engine> AuditStore for Kozmoai<E> {
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.0.read_side(|db| side::newest(db, filter, before, limit))?.unwrap_or_default())
    }

    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.0.read_side(|db| side::from(db, filter, from, limit))?.unwrap_or_default())
    }

    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        Ok(self.0.read_side(|db| side::links(db, after, limit))?.unwrap_or_default())
    }

    fn audit_state(&self) -> Result<AuditState> {
        let state = self.0.read_side(State::read)?.flatten();
        let known = |state: State| AuditState { identity: Some(state.id.to_string()), head: state.head, noted: 0 };
        Ok(state.map_or_else(AuditState::default, known))
    }

    fn audit_head(&self) -> Result<AuditHead> {
        Ok(self.0.read_side(State::read)?.flatten().map_or_else(AuditHead::default, |state| state.head))
    }
}

impl<E: Engine> TransactionStore for Kozmoai<E> {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.0.act(TRIES, &mut |db, state| act::carry_out(db, self.0.layout(), state, batch))
    }
}

impl<E: Engine> MaintenanceStore for Kozmoai<E> {
    fn url(&self) -> StoreUrl {
        self.0.url()
    }

    fn capabilities(&self) -> Capabilities {
        self.0.layout().capabilities(E::DIALECT)
    }

    fn read_only(&self) -> Option<String> {
        self.0.read_only()
    }

    fn identity(&self) -> Result<String> {
        let state = || Ok::<_, Error>(self.0.read_side(State::read)?.flatten());
        if let Some(state) = state()? {
            return Ok(state.id.to_string());
        }
        // An empty transaction creates the administration data.
        let nothing = Batch { changes: Vec::new(), audit: Vec::new(), keep_a_superuser: true };
        let _done = self.commit(&nothing)?;
        state()?.map(|state| state.id.to_string()).ok_or_else(side::damaged)
    }

    fn is_passing(&self) -> Result<bool> {
        self.0.is_passing()
    }

    fn active_clients(&self) -> Result<Option<String>> {
        self.0.active_clients()
    }

    fn backup_room(&self) -> u64 {
        self.0.backup_room()
    }

    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()> {
        self.0.back_up(beside, out)
    }

    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()> {
        self.0.verify_backup(backup, beside, visit)
    }
}
