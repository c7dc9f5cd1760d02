//! Users, folders, flows and files.

use super::executor::Executor;
use super::layout::Layout;
use super::rows::Columns;
use super::schema::NO_PASSWORD;
use super::sql_value::{Row, SqlValue};
use crate::error::Result;
use crate::model::user::PasswordHash;
use crate::model::{Folder, FolderId, User, UserId};
use crate::store::users::{Flow, Usage};

/// The columns that a user is read from, in the order of [`user`].
pub(super) const COLUMNS: &str = "u.id, u.username, u.password, u.profile_image, u.is_active, u.is_superuser, u.create_at, u.updated_at, \
                       u.last_login_at";
/// The columns that a folder is read from, in the order of [`folder`].
pub(super) const FOLDERS: &str = "SELECT user_id, id, name, description, parent_id FROM folder";

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

/// The columns of a user.
pub(super) fn values(user: &User) -> [(&'static str, SqlValue); 9] {
    [
        ("id", user.id.0.into()),
        ("username", user.username.as_str().into()),
        ("password", user.password.as_str().unwrap_or(NO_PASSWORD).into()),
        ("profile_image", user.profile_image.clone().into()),
        ("is_active", user.is_active.into()),
        ("is_superuser", user.is_superuser.into()),
        ("create_at", user.create_at.into()),
        ("updated_at", user.updated_at.into()),
        ("last_login_at", user.last_login_at.into()),
    ]
}

pub(super) fn by_id(db: &mut dyn Executor, id: UserId) -> Result<Option<User>> {
    db.row(&format!("SELECT {COLUMNS} FROM \"user\" u WHERE u.id = ?1"), &[id.0.into()])?.as_ref().map(user).transpose()
}

pub(super) fn by_name(db: &mut dyn Executor, username: &str) -> Result<Option<User>> {
    if username.contains('\0') {
        return Ok(None);
    }
    db.row(&format!("SELECT {COLUMNS} FROM \"user\" u WHERE u.username = ?1"), &[username.into()])?.as_ref().map(user).transpose()
}

pub(super) fn folders(db: &mut dyn Executor, user: UserId) -> Result<Vec<Folder>> {
    let sql = format!("{FOLDERS} WHERE user_id = ?1");
    let mut folders: Vec<Folder> = db.rows(&sql, &[user.0.into()])?.iter().map(folder).collect::<Result<_>>()?;
    folders.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(folders)
}

/// The flows of a user, by name.
pub(super) fn flows(db: &mut dyn Executor, layout: &Layout, user: UserId) -> Result<Vec<Flow>> {
    if !layout.has("flow", "user_id") {
        return Ok(Vec::new());
    }
    let sql = format!("{} WHERE user_id = ?1", flow_columns(layout));
    let mut flows: Vec<Flow> = db.rows(&sql, &[user.0.into()])?.iter().map(flow_of).collect::<Result<_>>()?;
    flows.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(flows)
}

/// A flow that has an owner.
pub(super) fn flow(db: &mut dyn Executor, layout: &Layout, id: uuid::Uuid) -> Result<Option<Flow>> {
    let sql = format!("{} WHERE id = ?1 AND user_id IS NOT NULL", flow_columns(layout));
    db.row(&sql, &[id.into()])?.as_ref().map(flow_of).transpose()
}

fn flow_columns(layout: &Layout) -> String {
    let endpoint = if layout.has("flow", "endpoint_name") { "endpoint_name" } else { "NULL" };
    format!("SELECT id, name, user_id, {endpoint} FROM flow")
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
        id: FolderId(row.id(1)?),
        name: row.text(2)?,
        description: row.maybe_text(3)?,
        parent_id: row.maybe_id(4)?.map(FolderId),
        user_id: UserId(row.id(0)?),
    })
}

/// The columns of a folder.
pub(super) fn folder_values(folder: &Folder) -> Columns {
    vec![
        ("id", folder.id.0.into()),
        ("name", folder.name.as_str().into()),
        ("description", folder.description.clone().into()),
        ("parent_id", folder.parent_id.map(|id| id.0).into()),
        ("user_id", folder.user_id.0.into()),
    ]
}

/// The columns of a flow.
pub(super) fn flow_values(layout: &Layout, flow: &Flow) -> Columns {
    let mut values: Columns = vec![("name", flow.name.as_str().into()), ("user_id", flow.user_id.0.into())];
    if layout.has("flow", "endpoint_name") {
        values.push(("endpoint_name", flow.endpoint_name.clone().into()));
    }
    values
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
