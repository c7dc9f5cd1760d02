//! Windows of the list of users.
//!
//! Kozmoai's tables have no index for a list, and this program may not add one, so a window reads the names of all users and
//! keeps only what it shows.

use super::prelude::*;
use super::users::{Deactivations, user};
use crate::text::Search;

/// The number of users who pass a filter.
pub(super) fn count(db: &mut dyn Executor, filter: &UserFilter) -> Result<u64> {
    let list = List::of(db, filter, UserSort::Id)?;
    db.number(&format!("SELECT count(*) FROM {}{}", list.tables(), list.conditions()), &list.params)
}

/// The number of users who pass a filter and come before one of them.
pub(super) fn count_before(db: &mut dyn Executor, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64> {
    let mut list = List::of(db, filter, order.sort)?;
    list.limit_to(if order.descending { ">" } else { "<" }, user, order.sort);
    db.number(&format!("SELECT count(*) FROM {}{}", list.tables(), list.conditions()), &list.params)
}

/// The numbers of users, by status, counted by the database in one pass.
pub(super) fn counts(db: &mut dyn Executor) -> Result<UserCounts> {
    let deactivations = Deactivations::of(db)?;
    let (status, join) = (deactivations.status(), &deactivations.join);
    let sql = format!("SELECT {status}, u.is_superuser, count(*) FROM \"user\" u{join} GROUP BY 1, 2");
    let mut counts = UserCounts::default();
    for row in db.rows(&sql, &[])? {
        let number = u64::try_from(row.int(2)?).unwrap_or(0);
        match row.int(0)? {
            0 => counts.pending += number,
            1 => counts.deactivated += number,
            _ => {
                counts.active += number;
                counts.active_superusers += if row.flag(1)? { number } else { 0 };
            }
        }
    }
    Ok(counts)
}

/// A window of the users who pass a filter.
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
            let side = if descending { "<" } else { ">" };
            let or_at = if matches!(cursor, Cursor::From(_)) { "=" } else { "" };
            list.limit_to(&format!("{side}{or_at}"), user, order.sort);
        }
    }
    let direction = if descending { " DESC" } else { "" };
    let order: Vec<String> = keys.iter().map(|key| format!("{key}{direction}")).collect();
    let (limit, offset) = (list.param((limit as u64).into()), list.param(offset.into()));
    let sql = format!(
        "SELECT u.{}, {} FROM {}{} ORDER BY {} LIMIT {limit} OFFSET {offset}",
        USERS.columns.join(", u."),
        list.deactivations.known,
        list.tables(),
        list.conditions(),
        order.join(", ")
    );
    let mut users: Vec<User> = db.rows(&sql, &list.params)?.iter().map(user).collect::<Result<_>>()?;
    if backward {
        users.reverse();
    }
    Ok(users)
}

/// Names that begin with a prefix.
pub(super) fn names(db: &mut dyn Executor, prefix: &str, limit: usize) -> Result<Vec<String>> {
    // No name contains a NUL, and PostgreSQL accepts none.
    if prefix.contains('\0') {
        return Ok(Vec::new());
    }
    let name = format!("username{}", db.dialect().bytewise);
    let sql = format!("SELECT username FROM \"user\" WHERE {name} >= ?1 AND {name} < ?2 ORDER BY {name} LIMIT ?3");
    let params = [prefix.into(), format!("{prefix}{}", char::MAX).into(), (limit as u64).into()];
    db.rows(&sql, &params)?.iter().map(|row| row.text(0)).collect()
}

/// Names that contain the characters of a text in this order.
pub(super) fn scattered_names(db: &mut dyn Executor, text: &str, limit: usize) -> Result<Vec<String>> {
    // No name contains a NUL, and PostgreSQL accepts none.
    if text.contains('\0') {
        return Ok(Vec::new());
    }
    let mut pattern = String::from("%");
    for c in text::fold(text).chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.extend([c, '%']);
    }
    let mut list = List::of(db, &UserFilter::default(), UserSort::Username)?;
    let (pattern, limit) = (list.param(pattern.into()), list.param((limit as u64).into()));
    let keys = list.keys(UserSort::Username).join(", ");
    let NameColumns { table, folded, .. } = &list.names;
    let sql = format!("SELECT u.username FROM {table} WHERE {folded} LIKE {pattern} ESCAPE '!' ORDER BY {keys} LIMIT {limit}");
    db.rows(&sql, &list.params)?.iter().map(|row| row.text(0)).collect()
}

/// A query for a list of users.
struct List {
    dialect: &'static Dialect,
    names: NameColumns,
    deactivations: Deactivations,
    conditions: Vec<String>,
    params: Vec<SqlValue>,
}

impl List {
    fn of(db: &mut dyn Executor, filter: &UserFilter, sort: UserSort) -> Result<Self> {
        let dialect = db.dialect();
        let needle = filter.search.as_deref().and_then(Search::new);
        let mut params = Vec::new();
        let names =
            if sort == UserSort::Id && needle.is_none() { NameColumns::unfolded() } else { db.name_columns(&mut params)? };
        let mut list = Self { dialect, names, deactivations: Deactivations::of(db)?, conditions: Vec::new(), params };
        let is_active = filter.status.map(|status| status == StatusFilter::Active);
        for (column, wish) in [("is_active", is_active), ("is_superuser", filter.superuser)] {
            if let Some(wish) = wish {
                let wish = list.param(wish.into());
                list.conditions.push(format!("u.{column} = {wish}"));
            }
        }
        let was_active = format!("(u.last_login_at IS NOT NULL OR {})", list.deactivations.known);
        match filter.status {
            Some(StatusFilter::Pending) => list.conditions.push(format!("NOT {was_active}")),
            Some(StatusFilter::Deactivated) => list.conditions.push(was_active),
            Some(StatusFilter::Active | StatusFilter::Inactive) | None => {}
        }
        if let Some(needle) = needle {
            // No name contains a NUL, and PostgreSQL accepts none.
            if needle.folded().contains('\0') {
                list.conditions.push("1 = 0".to_owned());
            } else {
                let folded = (list.names.folded, list.param(needle.folded().into()));
                let likeness =
                    (!needle.likeness().is_empty()).then(|| (list.names.likeness, list.param(needle.likeness().into())));
                let position = dialect.position;
                let found = [folded].into_iter().chain(likeness).map(|(name, text)| format!("{position}({name}, {text}) > 0"));
                list.conditions.push(format!("({})", found.collect::<Vec<_>>().join(" OR ")));
            }
        }
        Ok(list)
    }

    fn tables(&self) -> String {
        format!("{}{}", self.names.table, self.deactivations.join)
    }

    fn param(&mut self, value: SqlValue) -> String {
        self.params.push(value);
        format!("?{}", self.params.len())
    }

    fn conditions(&self) -> String {
        if self.conditions.is_empty() { String::new() } else { format!(" WHERE {}", self.conditions.join(" AND ")) }
    }

    /// Limits it to users on one side of another one.
    fn limit_to(&mut self, side: &str, user: &User, sort: UserSort) {
        let place: Vec<String> = place(user, sort, self.dialect).into_iter().map(|value| self.param(value)).collect();
        self.conditions.push(format!("({}) {side} ({})", self.keys(sort).join(", "), place.join(", ")));
    }

    /// The sort keys.
    fn keys(&self, sort: UserSort) -> Vec<String> {
        let time = |column: &str| (self.dialect.time_key)(column);
        let first = match sort {
            UserSort::Id => return vec!["u.id".to_owned()],
            UserSort::Username => None,
            UserSort::Active => Some("u.is_active".to_owned()),
            UserSort::Status => Some(self.deactivations.status()),
            UserSort::Superuser => Some("u.is_superuser".to_owned()),
            UserSort::Created => Some(time("u.create_at")),
            UserSort::Updated => Some(time("u.updated_at")),
            UserSort::LastSignIn => Some(time("u.last_login_at")),
        };
        let bytewise = self.dialect.bytewise;
        let names = [format!("{}{bytewise}", self.names.folded), format!("u.username{bytewise}"), "u.id".to_owned()];
        first.into_iter().chain(names).collect()
    }
}

/// The position of a user in a list: the values of [`List::keys`].
fn place(user: &User, sort: UserSort, dialect: &Dialect) -> Vec<SqlValue> {
    let first = match sort {
        UserSort::Id => return vec![user.id.0.into()],
        UserSort::Username => None,
        UserSort::Active => Some(user.is_active.into()),
        UserSort::Status => Some(i64::from(user.status() as u8).into()),
        UserSort::Superuser => Some(user.is_superuser.into()),
        UserSort::Created => Some((dialect.time_key_of)(Some(user.create_at))),
        UserSort::Updated => Some((dialect.time_key_of)(Some(user.updated_at))),
        UserSort::LastSignIn => Some((dialect.time_key_of)(user.last_login_at)),
    };
    let names = [text::fold(&user.username).into(), user.username.as_str().into(), user.id.0.into()];
    first.into_iter().chain(names).collect()
}
