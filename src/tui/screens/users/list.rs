//! The users that are shown: their columns, order and filter.

use std::collections::BTreeSet;

use super::actions::Job;
use crate::model::{UserFilter, UserOrder, UserSort, UserStatus};
use crate::tui::parts::user_pane::UserPane;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

/// What the cells of users depend on besides their user.
pub(super) struct Cells {
    /// The names that look like those of others.
    pub(super) look_alikes: BTreeSet<String>,
    pub(super) now: Timestamp,
}

/// The columns with their sort keys, in Kozmoai's own order except for the ID, which few people need and which the details show
/// in full.
pub(super) const COLUMNS: &[(UserSort, Column<User, Cells>)] = &[
    (UserSort::Username, Column { title: "Username", min: 14, max: 32, shown_from: 0, cell: username }),
    (UserSort::Status, Column { title: "Status", min: 18, max: 18, shown_from: 0, cell: status }),
    (UserSort::Superuser, Column { title: "Superuser", min: 11, max: 11, shown_from: 60, cell: superuser }),
    (UserSort::LastSignIn, Column { title: "Last sign-in", min: 14, max: 14, shown_from: 66, cell: last_sign_in }),
    (UserSort::Created, Column { title: "Created", min: 10, max: 10, shown_from: 78, cell: created }),
    (UserSort::Updated, Column { title: "Updated", min: 10, max: 10, shown_from: 90, cell: updated }),
    (UserSort::Id, Column { title: "ID", min: 9, max: 36, shown_from: 116, cell: |user, _| user.id.to_string().into() }),
];

fn username(user: &User, cells: &Cells) -> Cell {
    let name = &user.username;
    if cells.look_alikes.contains(name) { text::code_points(name).into() } else { name.clone().into() }
}

fn last_sign_in(user: &User, cells: &Cells) -> Cell {
    relative_time(user.last_login_at, cells.now).into()
}

fn created(user: &User, cells: &Cells) -> Cell {
    relative_time(Some(user.create_at), cells.now).into()
}

fn updated(user: &User, cells: &Cells) -> Cell {
    relative_time(Some(user.updated_at), cells.now).into()
}

/// The status, with a star for a superuser, since narrow lists have no column for it.
fn status(user: &User, _: &Cells) -> Cell {
    let status = user.status();
    let text = format!("{}{}", status.title(), if user.is_superuser { " ★" } else { "" });
    match status {
        UserStatus::Pending => Cell::new(text, Meaning::Pending),
        UserStatus::Deactivated => Cell::new(text, Meaning::Dim),
        UserStatus::Active => text.into(),
    }
}

fn superuser(user: &User, _: &Cells) -> Cell {
    if user.is_superuser { Cell::new("★ yes", Meaning::Accent) } else { "· no".into() }
}

impl Row for User {
    type Id = UserId;
    type Key = Self;
    type Filter = UserFilter;
    fn id(&self) -> UserId {
        self.id
    }
    fn cursor_key(&self) -> Self {
        self.clone()
    }
    fn passes(&self, filter: &UserFilter) -> bool {
        filter.admits(self)
    }
}

/// The users screen.
#[derive(Debug, Default)]
pub struct UsersScreen {
    /// The users.
    pub(super) list: List<User>,
    pub(super) filter: UserFilter,
    pub(super) order: UserOrder,
    pub(super) search: Search,
    /// The user whose details are read for the question before a deletion.
    pub(super) deleting: Option<UserId>,
    /// The user who was created or changed last, to be selected when the list is read again.
    pub(super) saved: Option<User>,
    pub(super) aside: UserPane,
}

impl UsersScreen {
    /// Reads the users for the changed search, filter or order.
    pub(super) fn restart(&mut self) -> Job {
        self.filter.search = self.search.text();
        let query = self.list.restart();
        self.query(query)
    }

    /// Clears search and filters.
    pub(super) fn clear(&mut self) -> Job {
        (self.filter, self.search) = (UserFilter::default(), Search::default());
        self.restart()
    }

    /// The job that reads users.
    pub(super) fn query(&self, (cursor, limit): Query<User>) -> Job {
        let count_all = self.list.unlimited_total().is_none();
        Job::List { filter: self.filter.clone(), order: self.order, cursor, limit, count_all }
    }
}
