//! The users that are shown: their columns, order and filter.

use super::jobs::Job;
use crate::model::{UserFilter, UserOrder, UserSort};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

/// The columns with their sort keys, in Kozmoai's own order except for the ID, which few people need and which the details show
/// in full.
pub(super) const COLUMNS: &[(Column, UserSort)] = &[
    (Column { title: "Username", columns: 14, most: 32, shown_from: 0 }, UserSort::Username),
    (Column { title: "Active", columns: 8, most: 8, shown_from: 0 }, UserSort::Active),
    (Column { title: "Superuser", columns: 11, most: 11, shown_from: 0 }, UserSort::Superuser),
    (Column { title: "Created", columns: 16, most: 16, shown_from: 92 }, UserSort::Created),
    (Column { title: "Updated", columns: 16, most: 16, shown_from: 106 }, UserSort::Updated),
    (Column { title: "Last sign-in", columns: 16, most: 16, shown_from: 66 }, UserSort::LastSignIn),
    (Column { title: "ID", columns: 9, most: 36, shown_from: 116 }, UserSort::Id),
];

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
    /// Runs the search for the changed text.
    pub(super) fn searched(&mut self) -> Job {
        self.filter.search = self.search.text();
        self.restart()
    }

    /// Clears search and filters.
    pub(super) fn clear(&mut self) -> Job {
        (self.filter, self.search) = (UserFilter::default(), Search::default());
        self.restart()
    }

    /// Filters by Active and Superuser.
    pub(super) fn filter_by_flags(&mut self, active: Option<bool>, superuser: Option<bool>) -> Job {
        (self.filter.active, self.filter.superuser) = (active, superuser);
        self.restart()
    }

    /// Sorts by another column.
    pub(super) fn sort(&mut self, sort: UserSort) -> Job {
        self.order = UserOrder { sort, descending: self.order.sort == sort && !self.order.descending };
        self.restart()
    }

    /// Reverses the sort order.
    pub(super) fn reverse(&mut self) -> Job {
        self.order.descending = !self.order.descending;
        self.restart()
    }

    fn restart(&mut self) -> Job {
        let query = self.list.restart();
        self.query(query)
    }

    /// Reloads the same rows.
    pub(super) fn reload(&self) -> Job {
        let (_, limit) = self.list.reload();
        // By number: unlike those of other lists, the position is always exact.
        self.query((Cursor::Offset(self.list.first()), limit))
    }

    /// Moves; returns the job that reads further rows.
    pub(super) fn move_by(&mut self, by: Move) -> Option<Job> {
        self.list.go(by).map(|query| self.query(query))
    }

    fn query(&self, (cursor, limit): Query<User>) -> Job {
        Job::List { filter: self.filter.clone(), order: self.order, cursor, limit }
    }
}
