//! Whether a superuser can sign in to the target of a copy.

use crate::error::Result;
use crate::model::{Cursor, StatusFilter, User, UserFilter, UserOrder, UserSort};
use crate::store::Store;

/// How many users are read at a time.
const WINDOW: usize = 500;

/// The active superusers of a target.
#[derive(Clone, Debug, Default)]
pub(super) struct Administration {
    has_password: bool,
    /// One without a password.
    without_password: Option<String>,
}

impl Administration {
    /// Those of a database before the copy.
    pub(super) fn of(target: &dyn Store) -> Result<Self> {
        let filter = UserFilter { status: Some(StatusFilter::Active), superuser: Some(true), ..UserFilter::default() };
        let order = UserOrder { sort: UserSort::Id, descending: false };
        let (mut found, mut cursor) = (Self::default(), Cursor::FIRST);
        loop {
            let users = target.users(&filter, order, &cursor, WINDOW)?;
            let Some(last) = users.last() else { return Ok(found) };
            cursor = Cursor::After(last.clone());
            users.iter().for_each(|user| found.add(user));
        }
    }

    /// Adds a copied user.
    pub(super) fn add(&mut self, user: &User) {
        if !user.is_active_superuser() {
            return;
        }
        if user.password.as_str().is_some() {
            self.has_password = true;
        } else {
            self.without_password.get_or_insert_with(|| user.username.clone());
        }
    }

    /// Set if no superuser can sign in: the active one without a password, if there is one.
    pub(super) fn locked_out(self) -> Option<Option<String>> {
        (!self.has_password).then_some(self.without_password)
    }
}
