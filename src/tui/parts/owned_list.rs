//! Lists of objects with owners: the filter by owner, and the windows that are read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::User;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Query, Row};
use crate::tui::widgets::paint::{draw_right, draw_str};
use crate::tui::widgets::table::Column;

/// A row of such a list.
pub trait OwnedRow: Row {
    /// The owner.
    fn owner(&self) -> &User;
}

/// What is chosen in an overlay over such a list, of a screen with these jobs.
#[derive(Clone, Debug)]
pub enum OwnedChoice<J> {
    /// Run a job.
    Run(Box<J>),
    /// Show what all users own.
    ClearOwner,
}

impl<J> From<J> for OwnedChoice<J> {
    fn from(job: J) -> Self {
        Self::Run(Box::new(job))
    }
}

/// A list of objects with owners.
#[derive(Debug)]
pub struct OwnedList<R: OwnedRow> {
    /// The rows.
    pub list: List<R>,
    owner: Option<User>,
    /// Whether all users may be shown.
    all_users: bool,
}

impl<R: OwnedRow> OwnedList<R> {
    /// Creates the list for this user: all owners for superusers, else only their own.
    pub fn new(user: Option<&User>) -> Self {
        let all_users = user.is_some_and(User::is_active_superuser);
        Self { list: List::default(), owner: user.filter(|_| !all_users).cloned(), all_users }
    }

    /// The owner it is filtered by; none shows all users.
    pub const fn owner(&self) -> Option<&User> {
        self.owner.as_ref()
    }

    /// Whether a superuser filters it by owner.
    pub const fn is_filtered(&self) -> bool {
        self.all_users && self.owner.is_some()
    }

    /// Filters by owner; none shows all users, as far as allowed.
    pub fn filter_by_owner(&mut self, owner: Option<User>) -> Query<R> {
        if self.all_users {
            self.owner = owner;
        }
        self.list.restart()
    }

    /// Passes a copy of the current row, if there is one, to `act`.
    pub fn with_current(&self, act: impl FnOnce(R)) {
        if let Some(row) = self.list.current() {
            act(row.clone());
        }
    }

    /// The columns without the first one, the owner, where only one user's rows are listed.
    pub fn columns<'a>(&self, columns: &'a [Column<R>]) -> Vec<&'a Column<R>> {
        columns.iter().skip(usize::from(self.owner.is_some())).collect()
    }

    /// Draws title, owner and position. Returns the column after them.
    pub fn draw_head(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, title: &str) -> u16 {
        let x = draw_str(buffer, area, area.x + 2, area.y, title, theme.accent);
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        let position = draw_right(buffer, head, area.y, &self.list.position(), theme.dim);
        let room = Rect { width: position.saturating_sub(area.x + 1), ..area };
        match (&self.owner, self.all_users) {
            (Some(owner), true) => draw_str(buffer, room, x, area.y, &format!(" of {}", owner.username), theme.warning),
            (None, _) => draw_str(buffer, room, x, area.y, " of all users", theme.dim),
            (Some(_), false) => x,
        }
    }
}
