//! Transactions, and what became of one whose connection was lost during its commit.

use super::prelude::*;

/// A transaction whose commit was sent.
pub(super) struct PendingCommit {
    /// The newest link of the audit chain, including it.
    head: AuditHead,
    /// Whether it adds an event to the chain.
    pub(super) is_recorded: bool,
}

impl PendingCommit {
    /// Whether the audit chain contains its event.
    pub(super) fn is_in_chain(&self, session: &mut Session, access: &Access) -> Result<bool> {
        let mut db = session.writing(access, Length::Short)?;
        if !self.is_recorded || !admin_schema::exists(&mut db)? {
            return Ok(false);
        }
        let sql = "SELECT hash FROM kozmoai_admin.event WHERE seq = ?1";
        let found = db.row(sql, &[self.head.seq.into()])?;
        found.map_or(Ok(false), |row| Ok(row.text(0)? == self.head.hash.to_string()))
    }
}

/// A writing transaction.
pub(super) struct PostgresTransaction<'a> {
    pub(super) db: Transaction<'a>,
    /// Whether the administration data exists.
    has_admin: bool,
    pub(super) pending: Option<PendingCommit>,
}

impl<'a> PostgresTransaction<'a> {
    pub(super) fn begin(session: &'a mut Session, access: &'a Access, length: Length) -> Result<Self> {
        let mut db = session.writing(access, length)?;
        let has_admin = admin_schema::exists(&mut db)?;
        Ok(Self { db, has_admin, pending: None })
    }
}

impl OpenTransaction for PostgresTransaction<'_> {
    fn tables(&mut self) -> &mut dyn Executor {
        &mut self.db
    }

    fn admin(&mut self) -> Option<&mut dyn Executor> {
        self.has_admin.then_some(&mut self.db)
    }

    fn commit(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()> {
        self.write_admin(state, changes)?;
        let head = AdminState::read(&mut self.db)?.map(|state| state.head).unwrap_or_default();
        self.pending = Some(PendingCommit { head, is_recorded: !changes.audit.is_empty() });
        self.db.commit()
    }

    fn rehearse(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()> {
        self.write_admin(state, changes)?;
        self.db.run_deferred()
    }
}

impl PostgresTransaction<'_> {
    /// Changes the administration data, and creates it if it does not exist.
    fn write_admin(&mut self, state: &AdminState, changes: &AdminChanges) -> Result<()> {
        if admin_schema::create(&mut self.db, state, self.has_admin)? {
            admin_db::apply(&mut self.db, changes)
        } else {
            // Without the table, nobody is remembered as deactivated, and nobody can be.
            if changes.remembers_any() {
                checks::refuse_without_table(&mut self.db)?;
            }
            admin_db::apply(&mut self.db, &changes.without_forgetting())
        }
    }
}
