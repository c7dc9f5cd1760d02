//! Transactions: preconditions are checked against the database, and the changes become one sled batch or, if they are many, a
//! fresh database that replaces the present one.

use super::prelude::*;

/// The number of changed rows that sled writes at once: it needs up to 6 KB of memory for each.
const MOST_AT_ONCE: usize = 50_000;
/// If there are more, the whole database is written, unless it has more users than this for each changed row.
const USERS_PER_ROW: u64 = 8;

/// The maximum number of records of failed sign-ins; the oldest are deleted, so that guessing names can't fill the disk.
const MOST_FAILURES: usize = 10_000;

impl TransactionStore for Embedded {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        let mut db = self.write()?;
        let impersonation = self.lock.rights().within();
        let Changes { rows, newest, users } = match prepare(&db, self.id(), batch)? {
            Prepared::Ready(changes) => changes,
            Prepared::Refused(outcome) => return Ok(outcome),
        };
        let is_large = rows.len() > MOST_AT_ONCE && rows.len() as u64 * USERS_PER_ROW >= users;
        if is_large && swap::preflight(&self.lock).is_ok() {
            drop(impersonation);
            return self.replace_locked(&mut db, |db, fresh| merge(db, fresh, rows)).map(|()| CommitOutcome::Done);
        }
        match db.write_durably(batch_of(rows)) {
            Ok(()) => {}
            Err(WriteError::NotBegun(error)) => return Err(error),
            Err(WriteError::Failed(error)) => {
                self.refuse_further_calls(&error);
                return Err(Error::from(StoreError::WriteUncertain).because(error));
            }
        }
        // The transaction is committed whether or not this succeeds, and the number recorded before stays true.
        drop(high_water_mark::record(self.folder(), newest));
        Ok(CommitOutcome::Done)
    }

    fn rehearse(&self, batch: &Batch) -> Result<CommitOutcome> {
        let db = self.write()?;
        let _impersonation = self.lock.rights().within();
        Ok(match prepare(&db, self.id(), batch)? {
            Prepared::Ready(_) => CommitOutcome::Done,
            Prepared::Refused(outcome) => outcome,
        })
    }
}

/// The new value of each changed key, in order; none deletes it.
type Rows = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What a transaction changes.
struct Changes {
    rows: Rows,
    /// The number of the newest audit event afterwards.
    newest: u64,
    /// The number of users afterwards.
    users: u64,
}

fn batch_of(rows: Rows) -> sled::Batch {
    let mut batch = sled::Batch::default();
    for (key, value) in rows {
        match value {
            Some(value) => batch.insert(key, value),
            None => batch.remove(key),
        }
    }
    batch
}

/// Writes a fresh database: the present one, with the changed rows.
fn merge(db: &Db, fresh: &Path, changed: Rows) -> Result<()> {
    let write = |writer: &mut Writer<'_>| {
        let (mut changed, mut written) = (changed.into_iter().peekable(), 0);
        let mut put = |key: sled::IVec, value: Option<sled::IVec>| match value {
            Some(value) => {
                written += 1;
                writer.row(key, value)
            }
            None => Ok(()),
        };
        for row in db.iter() {
            let (key, value) = row?;
            while let Some((added, value)) = changed.next_if(|(changed, _)| **changed < *key) {
                put(added.into(), value.map(Into::into))?;
            }
            let replaced = changed.next_if(|(changed, _)| **changed == *key);
            put(key, replaced.map_or(Some(value), |(_, value)| value.map(Into::into)))?;
        }
        changed.try_for_each(|(added, value)| put(added.into(), value.map(Into::into)))?;
        Ok(written)
    };
    write_and_verify(fresh, write, |fresh, written| if fresh.count(&[])? == written { Ok(()) } else { Err(damaged()) })
}

fn prepare(db: &Db, id: Uuid, batch: &Batch) -> Result<Prepared<Changes>> {
    let mut writes = WriteSet::on(db, id)?;
    let superusers = writes.counts.with(Some(StatusFilter::Active), Some(true));
    if !batch.changes.iter().any(|change| matches!(change, Change::SetAuditHead { .. })) {
        log::require_newest(db, writes.head)?;
    }
    for change in &batch.changes {
        if let Some(outcome) = writes.apply(change)? {
            return Ok(Prepared::Refused(outcome));
        }
    }
    if batch.keep_a_superuser && superusers > 0 && writes.counts.with(Some(StatusFilter::Active), Some(true)) == 0 {
        return Ok(Prepared::Refused(CommitOutcome::LastSuperuser));
    }
    for entry in &batch.audit {
        let event = AuditEvent::link(writes.head, entry.clone());
        writes.put(keys::event(event.seq), &event)?;
        writes.head = event.head();
    }
    let (newest, users) = (writes.head.seq, writes.counts.with(None, None));
    Ok(Prepared::Ready(Changes { rows: writes.finish()?, newest, users }))
}

/// The database as it will be: the pending writes over the present content.
struct WriteSet<'a> {
    db: &'a Db,
    /// The id of the database, which is part of the hashes of names.
    id: Uuid,
    writes: Rows,
    counts: Counts,
    head: AuditHead,
    /// Whether records of failed sign-ins were added.
    failures_grew: bool,
}

impl<'a> WriteSet<'a> {
    fn on(db: &'a Db, id: Uuid) -> Result<Self> {
        let counts = db.record(keys::COUNTS)?.unwrap_or_default();
        let head = db.record(keys::HEAD)?.unwrap_or_default();
        Ok(Self { db, id, writes: BTreeMap::new(), counts, head, failures_grew: false })
    }

    fn finish(mut self) -> Result<Rows> {
        if self.failures_grew {
            self.delete_oldest_failures()?;
        }
        let (counts, head) = (self.counts, self.head);
        self.put(keys::COUNTS.to_vec(), &counts)?;
        self.put(keys::HEAD.to_vec(), &head)?;
        Ok(self.writes)
    }

    fn get<R: Record>(&self, key: &[u8]) -> Result<Option<R>> {
        match self.writes.get(key) {
            Some(value) => value.as_deref().map(decode).transpose(),
            None => self.db.record(key),
        }
    }

    fn has(&self, key: &[u8]) -> Result<bool> {
        match self.writes.get(key) {
            Some(value) => Ok(value.is_some()),
            None => self.db.contains_key(key),
        }
    }

    fn put<R: Record>(&mut self, key: Vec<u8>, record: &R) -> Result<()> {
        self.writes.insert(key, Some(encode(record)?));
        Ok(())
    }

    fn remove(&mut self, key: Vec<u8>) {
        self.writes.insert(key, None);
    }

    /// Applies one change, or returns why the whole batch is refused.
    fn apply(&mut self, change: &Change) -> Result<Option<CommitOutcome>> {
        match change {
            Change::InsertUser(user) => {
                if self.has(&keys::name(&user.username))? {
                    return Ok(Some(CommitOutcome::NameTaken(user.username.clone())));
                }
                if self.has(&keys::user(user.id))? {
                    return Ok(Some(CommitOutcome::Changed(user.id)));
                }
                self.insert(user)?;
            }
            Change::UpdateUser { before, after } => {
                if self.get(&keys::user(before.id))?.as_ref() != Some(before) || before.id != after.id {
                    return Ok(Some(CommitOutcome::Changed(before.id)));
                }
                if before.username != after.username && self.has(&keys::name(&after.username))? {
                    return Ok(Some(CommitOutcome::NameTaken(after.username.clone())));
                }
                self.remove_from_indexes(before)?;
                self.insert(after)?;
            }
            Change::DeleteUser(user) => {
                if self.get(&keys::user(user.id))?.as_ref() != Some(user) {
                    return Ok(Some(CommitOutcome::Changed(user.id)));
                }
                self.remove_from_indexes(user)?;
                self.remove(keys::user(user.id));
                self.remove(keys::secrets(user.id));
                self.remove(keys::failures(self.id, &user.username));
                self.remove_folders(user.id)?;
            }
            Change::InsertFolder(folder) => self.put::<Folder>(keys::folder(folder.user_id, folder.id), folder)?,
            Change::UpdateFolder { before, after } => {
                let key = keys::folder(before.user_id, before.id);
                if self.get(&key)?.as_ref() != Some(before) || !self.has(&keys::user(after.user_id))? {
                    return Ok(Some(CommitOutcome::Changed(before.user_id)));
                }
                self.remove(key);
                self.put::<Folder>(keys::folder(after.user_id, after.id), after)?;
            }
            // This backend has no flows.
            Change::UpdateFlow { before, .. } => return Ok(Some(CommitOutcome::Changed(before.user_id))),
            Change::UpdateSecrets { user, before, after } => {
                let key = keys::secrets(*user);
                let exists = self.has(&keys::user(*user))?;
                let rebased = self.get::<UserSecrets>(&key)?.unwrap_or_default().rebased(before, after);
                let Some(after) = rebased.filter(|_| exists) else { return Ok(Some(CommitOutcome::Changed(*user))) };
                if after.is_empty() { self.remove(key) } else { self.put(key, &after)? }
            }
            Change::SetKeyBinding { before, after } => {
                if self.get(keys::KEY_BINDING)? != *before {
                    return Ok(Some(CommitOutcome::KeyChanged));
                }
                self.put(keys::KEY_BINDING.to_vec(), after)?;
            }
            Change::SetAuditHead { before, after } => {
                if self.head != *before {
                    return Ok(Some(CommitOutcome::AuditHeadChanged));
                }
                self.head = *after;
            }
            Change::SetSignInFailures { username, failures } => {
                let key = keys::failures(self.id, username);
                match failures {
                    Some(failures) => {
                        self.failures_grew |= !self.has(&key)?;
                        self.put(key, failures)?;
                    }
                    None => self.remove(key),
                }
            }
        }
        Ok(None)
    }

    fn insert(&mut self, user: &User) -> Result<()> {
        refuse_nul(&user.username)?;
        self.put(keys::user(user.id), user)?;
        let entry = Entry::of(user).to_bytes();
        for key in keys::index_keys(user, true) {
            self.writes.insert(key, Some(entry.clone()));
        }
        self.counts.add(user);
        Ok(())
    }

    fn remove_from_indexes(&mut self, user: &User) -> Result<()> {
        for key in keys::index_keys(user, true) {
            self.remove(key);
        }
        self.counts.remove(user).ok_or_else(damaged)
    }

    fn remove_folders(&mut self, user: UserId) -> Result<()> {
        let prefix = keys::folders(user);
        for row in self.db.scan_prefix(&prefix) {
            let (key, _) = row?;
            self.remove(key.to_vec());
        }
        for (_, value) in self.writes.range_mut(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix)) {
            *value = None;
        }
        Ok(())
    }

    fn delete_oldest_failures(&mut self) -> Result<()> {
        let mut last: BTreeMap<Vec<u8>, Timestamp> = BTreeMap::new();
        for row in self.db.scan_prefix(keys::FAILURES) {
            let (key, value) = row?;
            last.insert(key.to_vec(), decode::<SignInFailures>(&value)?.last_at);
        }
        for (key, value) in self.writes.range(keys::FAILURES.to_vec()..).take_while(|(key, _)| key.starts_with(keys::FAILURES)) {
            match value {
                Some(value) => last.insert(key.clone(), decode::<SignInFailures>(value)?.last_at),
                None => last.remove(key),
            };
        }
        let surplus = last.len().saturating_sub(MOST_FAILURES);
        if surplus > 0 {
            let mut oldest: Vec<_> = last.into_iter().map(|(key, last_at)| (last_at, key)).collect();
            oldest.sort_unstable();
            for (_, key) in oldest.into_iter().take(surplus) {
                self.remove(key);
            }
        }
        Ok(())
    }
}
