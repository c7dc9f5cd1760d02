//! The administration file, and the intents in it: changes of a transaction that are applied once it is committed in Kozmoai's
//! file.

use super::prelude::*;

/// The table with at most one intent, beside those of [`ADMIN_TABLES`](crate::store::sql::schema::ADMIN_TABLES).
const INTENT: &str = "CREATE TABLE IF NOT EXISTS kozmoai_admin.intent (witness BIGINT NOT NULL, work TEXT NOT NULL)";

/// Creates the administration file, which only its owner may read.
pub(super) fn create(path: &Path) -> Result<Connection> {
    let admin = admin_path(path);
    if !exists(&admin)? {
        let created = files::create_private(&admin)?;
        private::give_to(Account::owner_of(folder_of(path)), &created);
        durable::sync_folder(folder_of(path))?;
    }
    connection::open_admin(&admin, &Reading::Shared)
}

/// Whether the administration file has tables yet.
pub(super) fn has_tables(admin: &mut dyn Executor) -> Result<bool> {
    Ok(admin.number("SELECT count(*) FROM kozmoai_admin.sqlite_master WHERE name = 'intent'", &[])? > 0)
}

/// Reads from the administration file, unless it has no tables yet.
pub(super) fn read<T>(admin: &Connection, path: &Path, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>> {
    let mut db = SqliteExecutor { db: admin, path };
    if has_tables(&mut db)? { work(&mut db).map(Some) } else { Ok(None) }
}

/// Writes to the administration file durably.
pub(super) fn write(admin: &Connection, path: &Path, work: impl FnOnce(&mut dyn Executor) -> Result<()>) -> Result<()> {
    let transaction = begin(admin, path)?;
    work(&mut SqliteExecutor { db: &transaction, path })?;
    transaction.commit().map_err(|error| failed(path, error))
}

/// Creates missing tables, and the state.
pub(super) fn create_tables(db: &mut dyn Executor, state: &AdminState) -> Result<()> {
    admin_db::create(db, state)?;
    db.change(INTENT, &[]).map(drop)
}

/// Stores what a transaction will change here, before it commits in Kozmoai's file.
pub(super) fn store_intent(db: &mut dyn Executor, witness: i32, changes: &AdminChanges) -> Result<()> {
    let text = serde_json::to_string(changes)
        .map_err(|error| Error::from(StoreError::NotEncodable { what: "A transaction" }).because(error))?;
    let sql = "INSERT INTO kozmoai_admin.intent (witness, work) VALUES (?1, ?2)";
    db.change(sql, &[i64::from(witness).into(), text.into()]).map(drop)
}

/// The stored changes that are neither applied nor discarded yet.
fn intent(db: &mut dyn Executor) -> Result<Option<(i64, AdminChanges)>> {
    let Some(row) = db.row("SELECT witness, work FROM kozmoai_admin.intent", &[])? else { return Ok(None) };
    Ok(Some((row.int(0)?, serde_json::from_str(&row.text(1)?).map_err(|error| damaged().because(error))?)))
}

/// Whether there is an intent.
pub(super) fn has_intent(db: &mut dyn Executor) -> Result<bool> {
    Ok(intent(db)?.is_some())
}

/// Applies an intent if its transaction was committed, as the number in the header of Kozmoai's file tells.
pub(super) fn apply_intent(db: &mut dyn Executor, witness: i32) -> Result<()> {
    let Some((_, changes)) = intent(db)?.filter(|(written, _)| *written == i64::from(witness)) else { return Ok(()) };
    admin_db::apply(db, &changes)?;
    discard_intent(db)
}

/// Deletes an intent.
pub(super) fn discard_intent(db: &mut dyn Executor) -> Result<()> {
    db.change("DELETE FROM kozmoai_admin.intent", &[]).map(drop)
}
