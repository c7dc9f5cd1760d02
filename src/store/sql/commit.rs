//! One transaction on Kozmoai's tables: its preconditions are checked and its changes are made.

use super::prelude::*;
use super::schema::{Dependent, OnDelete, Owner};
use super::users::{flow_table, flow_values, folder_values};

/// Applies the changes of a batch, and returns the changes of the administration data.
pub(super) fn apply_batch(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    batch: &Batch,
) -> Result<Prepared<AdminChanges>> {
    lock(db, batch)?;
    let superusers = active_superusers(db, batch)?;
    let mut changes = AdminChanges { audit: batch.audit.clone(), ..AdminChanges::default() };
    for change in &batch.changes {
        if let Some(outcome) = apply(db, layout, state, &mut changes, change)? {
            return Ok(Prepared::Refused(outcome));
        }
    }
    if superusers > 0 && active_superusers(db, batch)? == 0 {
        return Ok(Prepared::Refused(CommitOutcome::LastSuperuser));
    }
    let triggers = layout.triggers(db)?;
    if !triggers.is_empty() && !is_as_written(db, layout, batch)? {
        return Err(StoreError::ChangedByTriggers { by: triggers }.into());
    }
    Ok(Prepared::Ready(changes))
}

/// Whether the database contains what was written: the last change of each user, secrets, folder and flow.
fn is_as_written(db: &mut dyn Executor, layout: &Layout, batch: &Batch) -> Result<bool> {
    db.run_deferred()?;
    let (mut users, mut secrets_after, mut folders) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    let mut flows = BTreeMap::new();
    for change in &batch.changes {
        match change {
            Change::InsertUser(user) | Change::UpdateUser { after: user, .. } => {
                users.insert(user.id, Some(user));
            }
            Change::DeleteUser(user) => {
                users.insert(user.id, None);
                secrets_after.remove(&user.id);
                folders.retain(|folder: &&Folder| folder.user_id != user.id);
            }
            Change::InsertFolder(folder) | Change::UpdateFolder { after: folder, .. } => folders.push(folder),
            Change::UpdateSecrets { user, before, after } => {
                secrets_after.insert(*user, (before, after));
            }
            Change::UpdateFlow { after, .. } => {
                flows.insert(after.id, after);
            }
            Change::SetKeyBinding { .. } | Change::SetAuditHead { .. } | Change::SetSignInFailures { .. } => {}
        }
    }
    for (id, wanted) in flows {
        if users::flow(db, layout, id)?.as_ref() != Some(wanted) {
            return Ok(false);
        }
    }
    for (id, wanted) in users {
        let is_written = match wanted {
            Some(user) => users::has_row(db, user)?,
            None => users::row_by_id(db, id)?.is_none(),
        };
        if !is_written {
            return Ok(false);
        }
    }
    for (user, (before, after)) in secrets_after {
        if !secrets::is_written(db, user, before, after)? {
            return Ok(false);
        }
    }
    for folder in folders {
        if !users::folders(db, folder.user_id)?.contains(folder) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Locks the users of the batch against all other clients, including Kozmoai; if it could leave fewer superusers, also all
/// superusers. The order of ids prevents deadlocks.
fn lock(db: &mut dyn Executor, batch: &Batch) -> Result<()> {
    let users: BTreeSet<UserId> = batch.changes.iter().flat_map(|change| concerned(change).0).collect();
    if users.is_empty() { Ok(()) } else { db.lock_users(users.into_iter().collect(), takes_superusers(batch)) }
}

/// Whether a batch could leave no active superuser.
fn takes_superusers(batch: &Batch) -> bool {
    batch.keep_a_superuser && batch.changes.iter().any(|change| concerned(change).1)
}

/// The existing users whom a change concerns, and whether one of them stops being an active superuser.
fn concerned(change: &Change) -> (Vec<UserId>, bool) {
    match change {
        Change::UpdateUser { before, after } => (vec![before.id], before.is_active_superuser() && !after.is_active_superuser()),
        Change::DeleteUser(user) => (vec![user.id], user.is_active_superuser()),
        Change::UpdateSecrets { user, .. } => (vec![*user], false),
        Change::UpdateFolder { before, after } => (vec![before.user_id, after.user_id], false),
        Change::UpdateFlow { before, after } => (vec![before.user_id, after.user_id], false),
        Change::InsertUser(_)
        | Change::InsertFolder(_)
        | Change::SetKeyBinding { .. }
        | Change::SetAuditHead { .. }
        | Change::SetSignInFailures { .. } => (Vec::new(), false),
    }
}

/// The number of active superusers; zero if the batch does not depend on it.
fn active_superusers(db: &mut dyn Executor, batch: &Batch) -> Result<u64> {
    if !takes_superusers(batch) {
        return Ok(0);
    }
    db.number("SELECT count(*) FROM \"user\" WHERE is_active = ?1 AND is_superuser = ?1", &[true.into()])
}

/// Applies one change, or returns why the whole batch is refused.
fn apply(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    changes: &mut AdminChanges,
    change: &Change,
) -> Result<Option<CommitOutcome>> {
    let refused_unless = |is_done: bool, outcome: CommitOutcome| Ok((!is_done).then_some(outcome));
    match change {
        Change::InsertUser(user) => {
            refuse_nul(&user.username)?;
            let taken = db.row(
                "SELECT username FROM \"user\" WHERE username = ?1 OR id = ?2 ORDER BY username <> ?1",
                &[user.username.as_str().into(), user.id.0.into()],
            )?;
            match taken {
                Some(row) if row.text(0)? == user.username => Ok(Some(CommitOutcome::NameTaken(user.username.clone()))),
                Some(_) => Ok(Some(CommitOutcome::Changed(user.id))),
                None => {
                    let inserted = USERS.insert(db, &users::values(user, None))?;
                    changes.deactivated.extend(Deactivation::of(user));
                    refused_unless(inserted, CommitOutcome::NameTaken(user.username.clone()))
                }
            }
        }
        Change::UpdateUser { before, after } => {
            refuse_nul(&after.username)?;
            if !users::has_row(db, before)? || before.id != after.id {
                return Ok(Some(CommitOutcome::Changed(before.id)));
            }
            changes.expect(before);
            changes.deactivated.extend(Deactivation::of(after));
            let is_set = USERS.update(db, &users::values(before, None), &users::values(after, None))?;
            refused_unless(is_set, CommitOutcome::NameTaken(after.username.clone()))
        }
        Change::DeleteUser(user) => {
            if !users::has_row(db, user)? {
                return Ok(Some(CommitOutcome::Changed(user.id)));
            }
            delete(db, layout, user)?;
            changes.expect(user);
            changes.deactivated.push(Deactivation { user: user.id, is_known: false });
            changes.failures.push((state.hash_of_name(&user.username), None));
            Ok(None)
        }
        Change::InsertFolder(folder) => {
            let inserted = FOLDERS.insert(db, &folder_values(folder))?;
            refused_unless(inserted, CommitOutcome::Changed(folder.user_id))
        }
        Change::UpdateFolder { before, after } => {
            let is_current =
                users::folders(db, before.user_id)?.contains(before) && users::row_by_id(db, after.user_id)?.is_some();
            let rows = (folder_values(before), folder_values(after));
            let is_set = is_current && before.id == after.id && FOLDERS.update(db, &rows.0, &rows.1)?;
            refused_unless(is_set, CommitOutcome::Changed(if is_current { after.user_id } else { before.user_id }))
        }
        Change::UpdateFlow { before, after } => {
            let is_current = users::flow(db, layout, before.id)?.as_ref() == Some(before);
            let rows = (flow_values(before), flow_values(after));
            let is_set = is_current && before.id == after.id && flow_table(layout).update(db, &rows.0, &rows.1)?;
            refused_unless(is_set, CommitOutcome::Changed(if is_current { after.user_id } else { before.user_id }))
        }
        Change::UpdateSecrets { user, before, after } => {
            let done = users::row_by_id(db, *user)?.is_some() && secrets::update(db, *user, before, after)?;
            refused_unless(done, CommitOutcome::Changed(*user))
        }
        Change::SetKeyBinding { before, after } => {
            let remembered = changes.binding.as_ref().or(state.binding.as_ref());
            if remembered != before.as_ref() {
                return Ok(Some(CommitOutcome::KeyChanged));
            }
            changes.binding = Some(after.clone());
            Ok(None)
        }
        Change::SetAuditHead { before, after } => {
            changes.head = Some(*after);
            Ok((state.head != *before).then_some(CommitOutcome::AuditHeadChanged))
        }
        Change::SetSignInFailures { username, failures } => {
            changes.failures.push((state.hash_of_name(username), *failures));
            Ok(None)
        }
    }
}

/// Deletes a user with everything that depends on it, as far as this database has it.
fn delete(db: &mut dyn Executor, layout: &Layout, user: &User) -> Result<()> {
    const FOLDERS_OF: &str = "SELECT id FROM folder WHERE user_id = ?1";
    for Dependent { table, column, owner, on_delete } in layout.schema.dependents {
        let is_known = match owner {
            Owner::User | Owner::Folder => true,
            Owner::Flow => layout.has("flow", "folder_id"),
        };
        if !is_known || !layout.has(table, column) {
            continue;
        }
        let owners = match owner {
            Owner::User => format!("{column} = ?1"),
            Owner::Folder => format!("{column} IN ({FOLDERS_OF})"),
            Owner::Flow => format!("{column} IN (SELECT id FROM flow WHERE folder_id IN ({FOLDERS_OF}))"),
        };
        let sql = match on_delete {
            OnDelete::Delete => format!("DELETE FROM \"{table}\" WHERE {owners}"),
            OnDelete::Detach => format!("UPDATE \"{table}\" SET {column} = NULL WHERE {owners}"),
        };
        db.change(&sql, &[user.id.0.into()])?;
    }
    db.change("DELETE FROM \"user\" WHERE id = ?1", &[user.id.0.into()]).map(drop)
}
