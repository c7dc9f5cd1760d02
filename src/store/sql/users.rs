//! Reads users, folders and flows, and windows of the list of users.
//!
//! Kozmoai's tables have no index for a list, and this program may not add one, so a window reads the names of all users and
//! keeps only what it shows. Names are folded like `text::fold`: on SQLite by a custom function; PostgreSQL's `lower` has
//! other rules, so the server folds only ASCII names, and gets the folded form of the others as a parameter.

use super::schema::Layout;
use super::sql_value::Row;
use super::{Dialect, Executor, SqlValue};
use crate::error::Result;
use crate::model::user::PasswordHash;
use crate::model::{Cursor, Folder, FolderId, User, UserFilter, UserId, UserOrder, UserSort};
use crate::store::{Flow, Usage};
use crate::text::{self, Search};

/// The columns that a user is read from, in the order of [`user`].
pub(super) const COLUMNS: &str = "u.id, u.username, u.password, u.profile_image, u.is_active, u.is_superuser, u.create_at, u.updated_at, \
                       u.last_login_at";
/// The columns that a folder is read from, in the order of [`folder`].
pub(super) const FOLDERS: &str = "SELECT user_id, id, name, description, parent_id FROM folder";
/// The hash of an account without a password: Kozmoai needs one that it can parse, and no password matches this one.
pub(super) const NO_PASSWORD: &str = "$2b$12$.....................................................";

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
pub(super) fn cells(user: &User) -> [(&'static str, SqlValue); 9] {
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

pub(super) fn count(db: &mut dyn Executor, filter: &UserFilter) -> Result<u64> {
    let list = List::of(db, filter, UserSort::Id)?;
    db.number(&format!("SELECT count(*) FROM {}{}", list.table, list.conditions()), &list.params)
}

pub(super) fn window(
    db: &mut dyn Executor,
    filter: &UserFilter,
    order: UserOrder,
    cursor: &Cursor<User>,
    limit: usize,
) -> Result<Vec<User>> {
    let mut list = List::of(db, filter, order.sort)?;
    let keys = list.keys(order.sort);
    let backward = cursor.is_backward();
    let descending = order.descending != backward;
    let mut offset = 0;
    match cursor {
        Cursor::Last => {}
        Cursor::Offset(rows) => offset = *rows,
        Cursor::From(user) | Cursor::After(user) | Cursor::Before(user) => {
            let place: Vec<String> = place(user, order.sort, list.dialect).into_iter().map(|cell| list.param(cell)).collect();
            let side = if descending { '<' } else { '>' };
            let or_at = if matches!(cursor, Cursor::From(_)) { "=" } else { "" };
            list.conditions.push(format!("({}) {side}{or_at} ({})", keys.join(", "), place.join(", ")));
        }
    }
    let direction = if descending { " DESC" } else { "" };
    let order: Vec<String> = keys.iter().map(|key| format!("{key}{direction}")).collect();
    let (limit, offset) = (list.param((limit as u64).into()), list.param(offset.into()));
    let sql = format!(
        "SELECT {COLUMNS} FROM {}{} ORDER BY {} LIMIT {limit} OFFSET {offset}",
        list.table,
        list.conditions(),
        order.join(", ")
    );
    let mut users: Vec<User> = db.rows(&sql, &list.params)?.iter().map(user).collect::<Result<_>>()?;
    if backward {
        users.reverse();
    }
    Ok(users)
}

/// A query for a list of users.
struct List {
    dialect: Dialect,
    /// The `FROM` clause.
    table: String,
    /// The expression for the folded name.
    folded: &'static str,
    /// The expression for the name as people see it.
    likeness: &'static str,
    conditions: Vec<String>,
    params: Vec<SqlValue>,
}

impl List {
    fn of(db: &mut dyn Executor, filter: &UserFilter, sort: UserSort) -> Result<Self> {
        let dialect = db.dialect();
        let needle = filter.search.as_deref().and_then(Search::new);
        let table = "\"user\" u".to_owned();
        let (folded, likeness) = ("kozmoai_fold(u.username)", "kozmoai_likeness(u.username)");
        let mut list = Self { dialect, table, folded, likeness, conditions: Vec::new(), params: Vec::new() };
        if dialect == Dialect::Postgres && (sort != UserSort::Id || needle.is_some()) {
            list.fold_on_postgres(db)?;
        }
        for (column, wish) in [("is_active", filter.active), ("is_superuser", filter.superuser)] {
            if let Some(wish) = wish {
                let wish = list.param(wish.into());
                list.conditions.push(format!("u.{column} = {wish}"));
            }
        }
        if let Some(needle) = needle {
            // No name contains a NUL, and PostgreSQL accepts none.
            if needle.folded().contains('\0') {
                list.conditions.push("1 = 0".to_owned());
            } else {
                let folded = (list.folded, list.param(needle.folded().into()));
                let liked = (!needle.likeness().is_empty()).then(|| (list.likeness, list.param(needle.likeness().into())));
                let position = match dialect {
                    Dialect::Sqlite => "instr",
                    Dialect::Postgres => "strpos",
                };
                let found = [folded].into_iter().chain(liked).map(|(name, text)| format!("{position}({name}, {text}) > 0"));
                list.conditions.push(format!("({})", found.collect::<Vec<_>>().join(" OR ")));
            }
        }
        Ok(list)
    }

    /// Adds the folded form of every name that is not only ASCII as a parameter.
    fn fold_on_postgres(&mut self, db: &mut dyn Executor) -> Result<()> {
        let rows = db.rows("SELECT id, username FROM \"user\" WHERE username ~ '[^\\u0001-\\u007f]'", &[])?;
        let mut ids = Vec::with_capacity(rows.len());
        let (mut folded, mut liked) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in rows {
            let name = row.text(1)?;
            ids.push(row.id(0)?.into());
            folded.push(text::fold(&name).into());
            liked.push(text::likeness(&name).into());
        }
        let [ids, folded, liked] = [ids, folded, liked].map(|cells| self.param(SqlValue::List(cells)));
        self.table = format!(
            "\"user\" u LEFT JOIN unnest({ids}::uuid[], {folded}::text[], {liked}::text[]) AS f(id, folded, likeness) ON f.id = u.id"
        );
        self.folded = "coalesce(f.folded, lower(u.username COLLATE \"C\"))";
        self.likeness = "coalesce(f.likeness, lower(u.username COLLATE \"C\"))";
        Ok(())
    }

    fn param(&mut self, cell: SqlValue) -> String {
        self.params.push(cell);
        format!("?{}", self.params.len())
    }

    fn conditions(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// The sort keys.
    fn keys(&self, sort: UserSort) -> Vec<String> {
        let time = |column: &str| match self.dialect {
            Dialect::Sqlite => format!("coalesce(kozmoai_time(u.{column}), {})", i64::MIN),
            Dialect::Postgres => format!("coalesce(u.{column}, '-infinity')"),
        };
        let first = match sort {
            UserSort::Id => return vec!["u.id".to_owned()],
            UserSort::Username => None,
            UserSort::Active => Some("u.is_active".to_owned()),
            UserSort::Superuser => Some("u.is_superuser".to_owned()),
            UserSort::Created => Some(time("create_at")),
            UserSort::Updated => Some(time("updated_at")),
            UserSort::LastSignIn => Some(time("last_login_at")),
        };
        let bytewise = self.dialect.bytewise();
        let names = [format!("{}{bytewise}", self.folded), format!("u.username{bytewise}"), "u.id".to_owned()];
        first.into_iter().chain(names).collect()
    }
}

/// The position of a user in a list: the values of [`List::keys`].
fn place(user: &User, sort: UserSort, dialect: Dialect) -> Vec<SqlValue> {
    let time = |time: crate::model::Timestamp| match dialect {
        Dialect::Sqlite => Some(SqlValue::Int(time.as_microsecond())),
        Dialect::Postgres => Some(time.into()),
    };
    let never = match dialect {
        Dialect::Sqlite => i64::MIN.into(),
        Dialect::Postgres => "-infinity".into(),
    };
    let first = match sort {
        UserSort::Id => return vec![user.id.0.into()],
        UserSort::Username => None,
        UserSort::Active => Some(user.is_active.into()),
        UserSort::Superuser => Some(user.is_superuser.into()),
        UserSort::Created => time(user.create_at),
        UserSort::Updated => time(user.updated_at),
        UserSort::LastSignIn => user.last_login_at.map_or(Some(never), time),
    };
    let names = [text::fold(&user.username).into(), user.username.as_str().into(), user.id.0.into()];
    first.into_iter().chain(names).collect()
}
