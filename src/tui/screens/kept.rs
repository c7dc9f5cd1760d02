//! What lists of people's things have in common: whose things they show, and the windows they are read in.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::{User, UserId};
use crate::service::{Spot, Window};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Move, Need, Row, WINDOW};
use crate::tui::widgets::paint::{put, put_right};

/// A row of such a list.
pub trait KeptRow: Row {
    /// What rows of one user are sorted by.
    type Key: Clone;
    /// Whose it is, and its place among theirs.
    fn place(&self) -> (UserId, Self::Key);
}

/// Such a list.
#[derive(Debug)]
pub struct Kept<R: KeptRow> {
    /// The rows.
    pub list: List<R>,
    owner: Option<User>,
    /// Whether everyone's may be shown.
    everyones: bool,
}

impl<R: KeptRow> Default for Kept<R> {
    fn default() -> Self {
        Self { list: List::default(), owner: None, everyones: false }
    }
}

impl<R: KeptRow> Kept<R> {
    /// What this person may see: everything if they administer, else their own.
    pub fn of(user: &User) -> Self {
        let everyones = user.is_active_superuser();
        Self { list: List::default(), owner: (!everyones).then(|| user.clone()), everyones }
    }

    /// Whose are shown; none is everyone's.
    pub const fn owner(&self) -> Option<&User> {
        self.owner.as_ref()
    }

    /// Whether only some user's are shown out of everyone's.
    pub const fn is_narrowed(&self) -> bool {
        self.everyones && self.owner.is_some()
    }

    /// Shows only this user's, or everyone's, as far as they may be seen.
    pub fn narrow(&mut self, owner: Option<User>) -> (Spot<R::Key>, usize) {
        if self.everyones {
            self.owner = owner;
        }
        self.restart()
    }

    /// Another list begins; what is to be read for it.
    pub const fn restart(&mut self) -> (Spot<R::Key>, usize) {
        self.list.restart();
        (Spot::First, WINDOW)
    }

    /// The same rows anew.
    pub fn reload(&self) -> (Spot<R::Key>, usize) {
        let count = self.list.rows().len().max(WINDOW);
        match self.list.rows().first().map(KeptRow::place) {
            Some((user, key)) if self.list.first() > 0 => (Spot::From(user, key), count),
            _ => (Spot::First, count),
        }
    }

    /// Moves; what is to be read for it.
    pub fn go(&mut self, by: Move) -> Option<(Spot<R::Key>, usize)> {
        let spot = match self.list.go(by) {
            Need::Nothing => return None,
            Need::First => return Some(self.restart()),
            Need::Last => Spot::Last,
            Need::After(row) => {
                let (user, key) = row.place();
                Spot::After(user, key)
            }
            Need::Before(row) => {
                let (user, key) = row.place();
                Spot::Before(user, key)
            }
        };
        Some((spot, WINDOW))
    }

    /// Takes rows that were read.
    pub fn take(&mut self, spot: &Spot<R::Key>, window: Window<R>) {
        let Window { rows, total } = window;
        match spot {
            Spot::First => self.list.replace(0, rows, total, WINDOW),
            Spot::From(..) => self.list.replace(self.list.first(), rows, self.list.total(), WINDOW),
            Spot::Last => self.list.replace_with_last(rows, total),
            Spot::After(..) => self.list.append(rows, WINDOW),
            Spot::Before(..) => self.list.prepend(rows, WINDOW),
        }
    }

    /// Draws title, whose they are, and where one is; gives the column after them.
    pub fn draw_head(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, title: &str) -> u16 {
        let x = put(buffer, area, area.x + 2, area.y, title, theme.accent);
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        let position = put_right(buffer, head, area.y, &self.list.position(), theme.dim);
        let room = Rect { width: position.saturating_sub(area.x + 1), ..area };
        match (&self.owner, self.everyones) {
            (Some(owner), true) => put(buffer, room, x, area.y, &format!(" of {}", owner.username), theme.warning),
            (None, _) => put(buffer, room, x, area.y, " of everyone", theme.dim),
            (Some(_), false) => x,
        }
    }
}
