//! The numbers of users by status, and the users pending approval.

use crate::error::Result;
use crate::model::{Cursor, Page, StatusFilter, User, UserCounts, UserFilter, UserOrder, UserSort};
use crate::service::Admin;

/// How many users pending approval are listed.
const MOST_PENDING: usize = 50;

impl Admin<'_> {
    /// The numbers of users by status.
    ///
    /// # Errors
    /// `Store`.
    pub fn user_counts(&self) -> Result<UserCounts> {
        self.store.user_counts()
    }

    /// The users pending approval, the oldest first, at most 50, with their total number.
    ///
    /// # Errors
    /// `Store`.
    pub fn pending_users(&self) -> Result<Page<User>> {
        let order = UserOrder { sort: UserSort::Created, descending: false };
        self.users(&UserFilter::of_status(StatusFilter::Pending), order, &Cursor::FIRST, MOST_PENDING)
    }

    /// The number of users pending approval.
    pub(super) fn pending_count(&self) -> Result<u64> {
        self.store.count_users(&UserFilter::of_status(StatusFilter::Pending))
    }
}
