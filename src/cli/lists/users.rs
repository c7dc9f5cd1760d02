//! The list of users.

use serde_json::json;

use crate::cli::operator::OperatorService;
use crate::cli::render::list::{Column, List, Source, Total, WINDOW};
use crate::cli::render::{Cell, Tone};
use crate::error::Result;
use crate::model::{Cursor, User, UserFilter, UserOrder, UserStatus};
use crate::text;

/// A user, as tables show it.
pub(crate) struct UserRow {
    user: User,
    /// Whether another user's name on the page looks the same.
    has_look_alike: bool,
}

pub(crate) fn list() -> List<UserRow> {
    List {
        name: "users",
        if_empty: "No users match",
        columns: vec![
            Column::id("id", "ID"),
            Column::cell("username", "USERNAME", username),
            Column::plain("profile_image", "IMAGE"),
            Column::plain("is_active", "ACTIVE"),
            Column::cell("is_superuser", "SUPERUSER", superuser),
            Column::cell("status", "STATUS", status),
            Column::time("create_at", "CREATED", "-", |row: &UserRow| Some(row.user.create_at)),
            Column::time("updated_at", "UPDATED", "-", |row: &UserRow| Some(row.user.updated_at)),
            Column::time("last_login_at", "LAST SIGN-IN", "never", |row: &UserRow| row.user.last_login_at),
        ],
        table: &["username", "status", "is_superuser", "create_at", "last_login_at"],
        wide: &["updated_at", "id"],
        json: |row| json!(row.user.public()),
    }
}

fn username(row: &UserRow) -> Cell {
    let name = row.user.username.as_str();
    if row.has_look_alike { Cell::from(format!("{name} = {}", text::code_points(name)).as_str()) } else { name.into() }
}

fn superuser(row: &UserRow) -> Cell {
    if row.user.is_superuser { Cell::new("yes", Tone::Accent) } else { "no".into() }
}

fn status(row: &UserRow) -> Cell {
    let status = row.user.status();
    let tone = match status {
        UserStatus::Pending => Tone::Pending,
        UserStatus::Deactivated => Tone::Dim,
        UserStatus::Active => Tone::Plain,
    };
    Cell::new(status.title(), tone)
}

/// The users that match a filter.
pub(crate) struct Users<'a> {
    pub(crate) service: &'a OperatorService,
    pub(crate) filter: UserFilter,
    pub(crate) order: UserOrder,
}

impl Source for Users<'_> {
    type Row = UserRow;

    fn page(&mut self, offset: u64, limit: usize) -> Result<(Vec<UserRow>, Total)> {
        let page = self.service.admin()?.users(&self.filter, self.order, &Cursor::Offset(offset), limit)?;
        let shown = page.rows.len() as u64;
        Ok((rows(page.rows), page.total.map_or(Total::Known(offset + shown), Total::Known)))
    }

    fn each(&mut self, offset: u64, visit: &mut dyn FnMut(UserRow) -> Result<()>) -> Result<()> {
        let mut cursor = Cursor::Offset(offset);
        loop {
            let users = self.service.admin()?.users_from(&self.filter, self.order, &cursor, WINDOW)?;
            let Some(last) = users.last() else { return Ok(()) };
            cursor = Cursor::After(last.clone());
            rows(users).into_iter().try_for_each(&mut *visit)?;
        }
    }

    fn total(&mut self) -> Result<u64> {
        Ok(self.service.admin()?.users(&self.filter, self.order, &Cursor::FIRST, 0)?.total.unwrap_or_default())
    }
}

fn rows(users: Vec<User>) -> Vec<UserRow> {
    let names = text::look_alikes(users.iter().map(|user| user.username.as_str()));
    let flags: Vec<bool> = users.iter().map(|user| names.contains(user.username.as_str())).collect();
    users.into_iter().zip(flags).map(|(user, has_look_alike)| UserRow { user, has_look_alike }).collect()
}
