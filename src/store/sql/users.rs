//! Users, folders, flows and files.

use super::prelude::*;

/// The table of flows; those of some versions have no names in addresses.
pub(super) fn flow_table(layout: &Layout) -> Table {
    let columns = &["id", "name", "user_id", "endpoint_name"];
    Table { name: "flow", columns: if layout.has("flow", "endpoint_name") { columns } else { &columns[..3] } }
}

/// Reads a user from a row.
pub(super) fn user(row: &Row) -> Result<User> {
    let password = row.text(2)?;
    Ok(User {
        id: UserId(row.id(0)?),
        username: row.text(1)?,
        password: if password == NO_PASSWORD { PasswordHash::none() } else { PasswordHash::new(password) },
        profile_image: row.maybe_text(3)?,
        is_active: row.flag(4)?,
        is_superuser: row.flag(5)?,
        create_at: row.time(6)?,
        updated_at: row.time(7)?,
        last_login_at: row.maybe_time(8)?,
    })
}

/// The row of a user.
pub(super) fn values(user: &User, store_api_key: Option<&str>) -> Vec<SqlValue> {
    vec![
        user.id.0.into(),
        user.username.as_str().into(),
        user.password.as_str().unwrap_or(NO_PASSWORD).into(),
        user.profile_image.clone().into(),
        user.is_active.into(),
        user.is_superuser.into(),
        user.create_at.into(),
        user.updated_at.into(),
        user.last_login_at.into(),
        store_api_key.into(),
    ]
}

pub(super) fn by_id(db: &mut dyn Executor, id: UserId) -> Result<Option<User>> {
    db.row(&USERS.select("WHERE id = ?1"), &[id.0.into()])?.as_ref().map(user).transpose()
}

pub(super) fn by_name(db: &mut dyn Executor, username: &str) -> Result<Option<User>> {
    if username.contains('\0') {
        return Ok(None);
    }
    db.row(&USERS.select("WHERE username = ?1"), &[username.into()])?.as_ref().map(user).transpose()
}

pub(super) fn folders(db: &mut dyn Executor, user: UserId) -> Result<Vec<Folder>> {
    let mut folders: Vec<Folder> =
        db.rows(&FOLDERS.select("WHERE user_id = ?1"), &[user.0.into()])?.iter().map(folder).collect::<Result<_>>()?;
    folders.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(folders)
}

/// The flows of a user, by name.
pub(super) fn flows(db: &mut dyn Executor, layout: &Layout, user: UserId) -> Result<Vec<Flow>> {
    if !layout.has("flow", "user_id") {
        return Ok(Vec::new());
    }
    let sql = flow_table(layout).select("WHERE user_id = ?1");
    let mut flows: Vec<Flow> = db.rows(&sql, &[user.0.into()])?.iter().map(flow_of).collect::<Result<_>>()?;
    flows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(flows)
}

/// A flow that has an owner.
pub(super) fn flow(db: &mut dyn Executor, layout: &Layout, id: Uuid) -> Result<Option<Flow>> {
    let sql = flow_table(layout).select("WHERE id = ?1 AND user_id IS NOT NULL");
    db.row(&sql, &[id.into()])?.as_ref().map(flow_of).transpose()
}

fn flow_of(row: &Row) -> Result<Flow> {
    Ok(Flow { id: row.id(0)?, name: row.text(1)?, user_id: UserId(row.id(2)?), endpoint_name: row.maybe_text(3)? })
}

/// The names of a user's uploaded files.
pub(super) fn files(db: &mut dyn Executor, layout: &Layout, user: UserId) -> Result<Vec<String>> {
    if !layout.has("file", "user_id") {
        return Ok(Vec::new());
    }
    db.rows("SELECT name FROM file WHERE user_id = ?1 ORDER BY 1", &[user.0.into()])?.iter().map(|row| row.text(0)).collect()
}

/// Variables and API keys whose owner does not exist: SQLite does not enforce Kozmoai's foreign keys.
pub(super) fn ownerless(db: &mut dyn Executor) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (table, what) in [("variable", "variable"), ("apikey", "API key")] {
        let sql = format!(
            "SELECT id, name FROM {table} AS owned WHERE NOT EXISTS (SELECT 1 FROM \"user\" WHERE id = owned.user_id) ORDER BY id"
        );
        for row in db.rows(&sql, &[])? {
            found.push(format!("{what} {} ({})", row.maybe_text(1)?.unwrap_or_default(), row.id(0)?));
        }
    }
    Ok(found)
}

/// Reads a folder from a row.
pub(super) fn folder(row: &Row) -> Result<Folder> {
    Ok(Folder {
        id: FolderId(row.id(0)?),
        name: row.text(2)?,
        description: row.maybe_text(3)?,
        parent_id: row.maybe_id(4)?.map(FolderId),
        user_id: UserId(row.id(1)?),
    })
}

/// The row of a folder.
pub(super) fn folder_values(folder: &Folder) -> Vec<SqlValue> {
    let (user, parent) = (folder.user_id.0, folder.parent_id.map(|id| id.0));
    vec![folder.id.0.into(), user.into(), folder.name.as_str().into(), folder.description.clone().into(), parent.into()]
}

/// The row of a flow.
pub(super) fn flow_values(flow: &Flow) -> Vec<SqlValue> {
    vec![flow.id.into(), flow.name.as_str().into(), flow.user_id.0.into(), flow.endpoint_name.clone().into()]
}

/// The number of things that a user owns, which a deletion would delete.
pub(super) fn usage(db: &mut dyn Executor, layout: &Layout, user: UserId) -> Result<Usage> {
    let mut count = |known: bool, sql: &str| if known { db.number(sql, &[user.0.into()]) } else { Ok(0) };
    Ok(Usage {
        folders: count(true, "SELECT count(*) FROM folder WHERE user_id = ?1")?,
        variables: count(true, "SELECT count(*) FROM variable WHERE user_id = ?1")?,
        api_keys: count(true, "SELECT count(*) FROM apikey WHERE user_id = ?1")?,
        flows: count(
            layout.has("flow", "folder_id"),
            "SELECT count(*) FROM flow WHERE folder_id IN (SELECT id FROM folder WHERE user_id = ?1)",
        )?,
        files: count(layout.has("file", "user_id"), "SELECT count(*) FROM file WHERE user_id = ?1")?,
    })
}
