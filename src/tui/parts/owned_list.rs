//! Lists of objects with owners: the filter by owner, and the windows that are read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::{Cursor, Page, User, UserId};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Move, Need, Row, WINDOW};
use crate::tui::widgets::paint::{draw_right, draw_str};

/// A row of such a list.
pub trait OwnedRow: Row {
    /// The sort key among the rows of one owner.
    type Key: Clone;
    /// The owner, and the sort key among their rows.
    fn place(&self) -> (UserId, Self::Key);
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
    pub fn filter_by_owner(&mut self, owner: Option<User>) -> (Cursor<(UserId, R::Key)>, usize) {
        if self.all_users {
            self.owner = owner;
        }
        self.restart()
    }

    /// Starts a new query; returns the rows to read.
    pub const fn restart(&mut self) -> (Cursor<(UserId, R::Key)>, usize) {
        self.list.restart();
        (Cursor::FIRST, WINDOW)
    }

    /// The rows to read for a reload.
    pub fn reload(&self) -> (Cursor<(UserId, R::Key)>, usize) {
        let count = self.list.rows().len().max(WINDOW);
        match self.list.rows().first().map(OwnedRow::place) {
            Some((user, key)) if self.list.first() > 0 => (Cursor::From((user, key)), count),
            _ => (Cursor::FIRST, count),
        }
    }

    /// Moves; returns further rows to read.
    pub fn go(&mut self, by: Move) -> Option<(Cursor<(UserId, R::Key)>, usize)> {
        let cursor = match self.list.go(by) {
            Need::Nothing => return None,
            Need::First => return Some(self.restart()),
            Need::Last => Cursor::Last,
            Need::After(row) => {
                let (user, key) = row.place();
                Cursor::After((user, key))
            }
            Need::Before(row) => {
                let (user, key) = row.place();
                Cursor::Before((user, key))
            }
        };
        Some((cursor, WINDOW))
    }

    /// Takes the rows that were read.
    pub fn take(&mut self, cursor: &Cursor<(UserId, R::Key)>, page: Page<R>) {
        let Page { rows, total } = page;
        match cursor {
            Cursor::Offset(first) => self.list.replace(*first, rows, total, WINDOW),
            Cursor::From(_) => self.list.replace(self.list.first(), rows, self.list.total(), WINDOW),
            Cursor::Last => self.list.replace_with_last(rows, total),
            Cursor::After(_) => self.list.append(rows, WINDOW),
            Cursor::Before(_) => self.list.prepend(rows, WINDOW),
        }
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
