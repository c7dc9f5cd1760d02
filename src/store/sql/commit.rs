//! One transaction on Kozmoai's tables: its preconditions are checked and its changes are made.

use std::collections::{BTreeMap, BTreeSet};

use super::admin_db::{AdminChanges, AdminState};
use super::schema::{Layout, triggers};
use super::{Dialect, Executor, SqlValue, secrets, users};
use crate::error::{Result, StoreError};
use crate::model::{Folder, User, UserId};
use crate::store::{Batch, Change, CommitOutcome, Flow, Prepared, refuse_nul};

/// Applies the changes of a batch, and returns the changes of the administration data.
pub(in crate::store) fn carry_out(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    batch: &Batch,
) -> Result<Prepared<AdminChanges>> {
    lock(db, batch)?;
    let superusers = active_superusers(db, batch)?;
    let mut work = AdminChanges { audit: batch.audit.clone(), ..AdminChanges::default() };
    for change in &batch.changes {
        if let Some(outcome) = make(db, layout, state, &mut work, change)? {
            return Ok(Prepared::Refused(outcome));
        }
    }
    if superusers > 0 && active_superusers(db, batch)? == 0 {
        return Ok(Prepared::Refused(CommitOutcome::LastSuperuser));
    }
    let rewriting = triggers(db)?;
    if !rewriting.is_empty() && !is_as_written(db, layout, batch)? {
        return Err(StoreError::ChangedByTriggers { by: rewriting }.into());
    }
    Ok(Prepared::Ready(work))
}

/// Runs deferred triggers now.
pub(super) fn end_deferral(db: &mut dyn Executor) -> Result<()> {
    match db.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => db.change("SET CONSTRAINTS ALL IMMEDIATE", &[]).map(drop),
    }
}

/// Whether the database contains what was written: the last change of each user, secrets, folder and flow.
fn is_as_written(db: &mut dyn Executor, layout: &Layout, batch: &Batch) -> Result<bool> {
    end_deferral(db)?;
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
        if users::by_id(db, id)?.as_ref() != wanted {
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
    if db.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let users = batch.changes.iter().flat_map(|change| match change {
        Change::UpdateUser { before: user, .. } | Change::DeleteUser(user) => vec![user.id],
        Change::UpdateSecrets { user, .. } => vec![*user],
        Change::UpdateFolder { before, after } => vec![before.user_id, after.user_id],
        Change::UpdateFlow { before, after } => vec![before.user_id, after.user_id],
        Change::InsertUser(_)
        | Change::InsertFolder(_)
        | Change::SetKeyBinding { .. }
        | Change::SetAuditHead { .. }
        | Change::SetSignInFailures { .. } => vec![],
    });
    let users: BTreeSet<UserId> = users.collect();
    let users: Vec<SqlValue> = users.into_iter().map(|user| user.0.into()).collect();
    if users.is_empty() {
        return Ok(());
    }
    let superusers = if takes_superusers(batch) { " OR (is_active AND is_superuser)" } else { "" };
    let locking = db.dialect().locking();
    let sql = format!("SELECT id FROM \"user\" WHERE id = ANY(?1){superusers} ORDER BY id{locking}");
    db.rows(&sql, &[SqlValue::List(users)]).map(drop)
}

/// Whether a batch could leave no active superuser.
fn takes_superusers(batch: &Batch) -> bool {
    batch.keep_a_superuser
        && batch.changes.iter().any(|change| match change {
            Change::UpdateUser { before, after } => before.is_active_superuser() && !after.is_active_superuser(),
            Change::DeleteUser(user) => user.is_active_superuser(),
            _ => false,
        })
}

/// The number of active superusers; zero if the batch does not depend on it.
fn active_superusers(db: &mut dyn Executor, batch: &Batch) -> Result<u64> {
    if !takes_superusers(batch) {
        return Ok(0);
    }
    db.number("SELECT count(*) FROM \"user\" WHERE is_active = ?1 AND is_superuser = ?1", &[true.into()])
}

/// Applies one change, or returns why the whole batch is refused.
fn make(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    work: &mut AdminChanges,
    change: &Change,
) -> Result<Option<CommitOutcome>> {
    let still = |done: bool, outcome: CommitOutcome| Ok((!done).then_some(outcome));
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
                    let made = secrets::insert(db, "\"user\"", users::cells(user).into())?;
                    still(made, CommitOutcome::NameTaken(user.username.clone()))
                }
            }
        }
        Change::UpdateUser { before, after } => {
            refuse_nul(&after.username)?;
            if users::by_id(db, before.id)?.as_ref() != Some(before) || before.id != after.id {
                return Ok(Some(CommitOutcome::Changed(before.id)));
            }
            let pairs = users::cells(before).into_iter().zip(users::cells(after));
            let changed = pairs.filter(|(old, new)| old != new).map(|(_, new)| new).collect();
            let set = secrets::set(db, "\"user\"", after.id.0, changed)?;
            still(set, CommitOutcome::NameTaken(after.username.clone()))
        }
        Change::DeleteUser(user) => {
            if users::by_id(db, user.id)?.as_ref() != Some(user) {
                return Ok(Some(CommitOutcome::Changed(user.id)));
            }
            remove(db, layout, user)?;
            work.failures.push((state.hash_of_name(&user.username), None));
            Ok(None)
        }
        Change::InsertFolder(folder) => {
            let made = secrets::insert(db, "folder", folder_values(folder))?;
            still(made, CommitOutcome::Changed(folder.user_id))
        }
        Change::UpdateFolder { before, after } => {
            let is_so = users::folders(db, before.user_id)?.contains(before) && users::by_id(db, after.user_id)?.is_some();
            let pairs = folder_values(before).into_iter().zip(folder_values(after));
            let changed = pairs.filter(|(old, new)| old != new).map(|(_, new)| new).collect();
            let set = is_so && before.id == after.id && secrets::set(db, "folder", after.id.0, changed)?;
            still(set, CommitOutcome::Changed(if is_so { after.user_id } else { before.user_id }))
        }
        Change::UpdateFlow { before, after } => {
            let is_so = users::flow(db, layout, before.id)?.as_ref() == Some(before);
            let pairs = flow_values(layout, before).into_iter().zip(flow_values(layout, after));
            let changed = pairs.filter(|(old, new)| old != new).map(|(_, new)| new).collect();
            let set = is_so && before.id == after.id && secrets::set(db, "flow", after.id, changed)?;
            still(set, CommitOutcome::Changed(if is_so { after.user_id } else { before.user_id }))
        }
        Change::UpdateSecrets { user, before, after } => {
            let done = users::by_id(db, *user)?.is_some() && secrets::update(db, *user, before, after)?;
            still(done, CommitOutcome::Changed(*user))
        }
        Change::SetKeyBinding { before, after } => {
            let remembered = work.binding.as_ref().or(state.binding.as_ref());
            if remembered != before.as_ref() {
                return Ok(Some(CommitOutcome::KeyChanged));
            }
            work.binding = Some(after.clone());
            Ok(None)
        }
        Change::SetAuditHead { before, after } => {
            work.head = Some(*after);
            Ok((state.head != *before).then_some(CommitOutcome::AuditHeadChanged))
        }
        Change::SetSignInFailures { username, failures } => {
            work.failures.push((state.hash_of_name(username), *failures));
            Ok(None)
        }
    }
}

/// Deletes a user as Kozmoai does: with API keys, variables and folders, and with all flows in those folders, whoever owns
/// them, their builds and transactions. Messages are kept without their flow, and the user's flows in no folder or in another
/// user's without an owner. The rows of files, which Kozmoai forgets, are deleted too; the files themselves are kept.
fn remove(db: &mut dyn Executor, layout: &Layout, user: &User) -> Result<()> {
    const FOLDERS: &str = "(SELECT id FROM folder WHERE user_id = ?1)";
    let flows = format!("(SELECT id FROM flow WHERE folder_id IN {FOLDERS})");
    let steps = [
        (("transaction", "flow_id"), format!("DELETE FROM \"transaction\" WHERE flow_id IN {flows}")),
        (("vertex_build", "flow_id"), format!("DELETE FROM vertex_build WHERE flow_id IN {flows}")),
        (("message", "flow_id"), format!("UPDATE message SET flow_id = NULL WHERE flow_id IN {flows}")),
        (("flow", "folder_id"), format!("DELETE FROM flow WHERE folder_id IN {FOLDERS}")),
        (("flow", "user_id"), "UPDATE flow SET user_id = NULL WHERE user_id = ?1".to_owned()),
        (("file", "user_id"), "DELETE FROM file WHERE user_id = ?1".to_owned()),
        (("apikey", "user_id"), "DELETE FROM apikey WHERE user_id = ?1".to_owned()),
        (("variable", "user_id"), "DELETE FROM variable WHERE user_id = ?1".to_owned()),
        (("folder", "parent_id"), format!("UPDATE folder SET parent_id = NULL WHERE parent_id IN {FOLDERS}")),
        (("folder", "user_id"), "DELETE FROM folder WHERE user_id = ?1".to_owned()),
        (("user", "id"), "DELETE FROM \"user\" WHERE id = ?1".to_owned()),
    ];
    let knows_flows = layout.has("flow", "folder_id");
    for ((table, column), sql) in steps {
        if layout.has(table, column) && (knows_flows || !sql.contains(&flows)) {
            db.change(&sql, &[user.id.0.into()])?;
        }
    }
    Ok(())
}

fn flow_values(layout: &Layout, flow: &Flow) -> secrets::Columns {
    let mut cells: secrets::Columns = vec![("name", flow.name.as_str().into()), ("user_id", flow.user_id.0.into())];
    if layout.has("flow", "endpoint_name") {
        cells.push(("endpoint_name", flow.endpoint_name.clone().into()));
    }
    cells
}

pub(super) fn folder_values(folder: &Folder) -> Vec<(&'static str, SqlValue)> {
    vec![
        ("id", folder.id.0.into()),
        ("name", folder.name.as_str().into()),
        ("description", folder.description.clone().into()),
        ("parent_id", folder.parent_id.map(|id| id.0).into()),
        ("user_id", folder.user_id.0.into()),
    ]
}
