//! The users that are shown: their columns, order and filter.

use std::collections::BTreeSet;

use super::actions::Job;
use crate::model::{UserFilter, UserOrder, UserSort};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

/// The names of users that look like those of others.
pub(super) type LookAlikes = BTreeSet<String>;

/// The columns with their sort keys, in Kozmoai's own order except for the ID, which few people need and which the details show
/// in full.
pub(super) const COLUMNS: &[(UserSort, Column<User, LookAlikes>)] = &[
    (UserSort::Username, Column { title: "Username", min: 14, max: 32, shown_from: 0, cell: username }),
    (UserSort::Active, Column { title: "Active", min: 8, max: 8, shown_from: 0, cell: |user, _| flag(user.is_active).into() }),
    (
        UserSort::Superuser,
        Column { title: "Superuser", min: 11, max: 11, shown_from: 0, cell: |user, _| flag(user.is_superuser).into() },
    ),
    (
        UserSort::Created,
        Column { title: "Created", min: 16, max: 16, shown_from: 92, cell: |user, _| short_time(Some(user.create_at)).into() },
    ),
    (
        UserSort::Updated,
        Column { title: "Updated", min: 16, max: 16, shown_from: 106, cell: |user, _| short_time(Some(user.updated_at)).into() },
    ),
    (UserSort::LastSignIn, Column { title: "Last sign-in", min: 16, max: 16, shown_from: 66, cell: last_sign_in }),
    (UserSort::Id, Column { title: "ID", min: 9, max: 36, shown_from: 116, cell: |user, _| user.id.to_string().into() }),
];

fn username(user: &User, look_alikes: &LookAlikes) -> Span<'static> {
    let name = &user.username;
    if look_alikes.contains(name) { text::code_points(name).into() } else { name.clone().into() }
}

const fn flag(is_set: bool) -> &'static str {
    if is_set { "✓ yes" } else { "· no" }
}

fn last_sign_in(user: &User, _: &LookAlikes) -> Span<'static> {
    let is_pending = user.last_login_at.is_none() && !user.is_active;
    if is_pending { "pending".into() } else { short_time(user.last_login_at).into() }
}

impl Row for User {
    type Id = UserId;
    type Key = Self;
    fn id(&self) -> UserId {
        self.id
    }
    fn cursor_key(&self) -> Self {
        self.clone()
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
        Job::List { filter: self.filter.clone(), order: self.order, cursor, limit }
    }
}
