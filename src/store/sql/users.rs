//! Users, folders, flows and files.

use super::prelude::*;

/// The table of flows; those of some versions have no names in addresses.
pub(super) fn flow_table(layout: &Layout) -> Table {
    let columns = &["id", "name", "user_id", "endpoint_name"];
    Table { name: "flow", columns: if layout.has("flow", "endpoint_name") { columns } else { &columns[..3] } }
}

/// What is remembered of the users `u` of a query.
pub(super) struct Deactivations {
    /// The join that follows the table of users.
    pub(super) join: String,
    /// Whether a user was deactivated.
    pub(super) known: &'static str,
}

impl Deactivations {
    pub(super) fn of(db: &mut dyn Executor) -> Result<Self> {
        Ok(if db.has_deactivations()? {
            let key = db.dialect().user_key;
            Self { join: format!(" LEFT JOIN kozmoai_admin.deactivated d ON d.id = {key}"), known: "d.id IS NOT NULL" }
        } else {
            Self { join: String::new(), known: "1 = 0" }
        })
    }

    /// The status of a user, as its number in the order of lists.
    pub(super) fn status(&self) -> String {
        let known = self.known;
        format!("CAST(CASE WHEN u.is_active THEN 2 WHEN {known} OR u.last_login_at IS NOT NULL THEN 1 ELSE 0 END AS BIGINT)")
    }
}

/// The query for users, for [`user`]; `rest` follows the tables.
pub(super) fn select(db: &mut dyn Executor, rest: &str) -> Result<String> {
    let Deactivations { join, known } = Deactivations::of(db)?;
    Ok(format!("SELECT u.{}, {known} FROM \"user\" u{join} {rest}", USERS.columns.join(", u.")))
}

/// Reads a user from a row that ends with what is remembered.
pub(super) fn user(row: &Row) -> Result<User> {
    let user = user_of(row)?;
    let was_deactivated = !user.is_active && row.flag(USERS.columns.len())?;
    Ok(User { was_deactivated, ..user })
}

/// Reads a user from a row of Kozmoai's table alone.
fn user_of(row: &Row) -> Result<User> {
    let password = row.text(2)?;
    Ok(User {
        id: UserId(row.id(0)?),
        username: row.text(1)?,
        password: if password == NO_PASSWORD { PasswordHash::none() } else { PasswordHash::new(password) },
        profile_image: row.maybe_text(3)?,
        is_active: row.flag(4)?,
        was_deactivated: false,
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
    let sql = select(db, "WHERE u.id = ?1")?;
    db.row(&sql, &[id.0.into()])?.as_ref().map(user).transpose()
}

/// The user with this id as in Kozmoai's table alone, without what is remembered.
pub(super) fn row_by_id(db: &mut dyn Executor, id: UserId) -> Result<Option<User>> {
    db.row(&USERS.select("WHERE id = ?1"), &[id.0.into()])?.as_ref().map(user_of).transpose()
}

/// Whether Kozmoai's table has exactly this user.
pub(super) fn has_row(db: &mut dyn Executor, user: &User) -> Result<bool> {
    Ok(row_by_id(db, user.id)? == Some(User { was_deactivated: false, ..user.clone() }))
}

pub(super) fn by_name(db: &mut dyn Executor, username: &str) -> Result<Option<User>> {
    if username.contains('\0') {
        return Ok(None);
    }
    let sql = select(db, "WHERE u.username = ?1")?;
    db.row(&sql, &[username.into()])?.as_ref().map(user).transpose()
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
