//! The mouse in a list.

use super::list::{AROUND, List, Move, Place, Query};
use super::pointer::Pointer;
use super::row::Row;

/// What the mouse did in a list.
pub enum Pointed<R: Row> {
    /// Nothing.
    Nothing,
    /// It moved to another row; these are to be read, if any.
    Moved(Option<Query<R>>),
    /// It clicked the current row, which opens it.
    Opened,
    /// It clicked the title of this column, which sorts by it.
    Title(&'static str),
}

impl<R: Row> List<R> {
    /// Handles the mouse.
    pub fn point(&mut self, pointer: Pointer) -> Pointed<R> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            return Pointed::Moved(self.scroll_by(rows));
        }
        match self.hits.clicked(pointer) {
            Some(Place::Title(title)) => Pointed::Title(title),
            Some(Place::Row(id)) if self.current().is_some_and(|row| row.id() == id) => Pointed::Opened,
            // The row may be gone since it was drawn.
            Some(Place::Row(id)) if self.move_to(id) => Pointed::Moved(self.move_by(Move::By(0))),
            Some(Place::Row(_)) | None => Pointed::Nothing,
        }
    }

    /// Scrolls the visible rows. The current one moves as far as needed to stay visible, and where nothing is left to scroll.
    fn scroll_by(&mut self, rows: isize) -> Option<Query<R>> {
        let room = self.room.get();
        let last = (self.first + self.rows.len() as u64).saturating_sub(room).max(self.first);
        let before = self.top.get();
        let top = before.saturating_add_signed(rows as i64).clamp(self.first, last);
        self.top.set(top);
        let current = self.first + self.current as u64;
        let around = AROUND.min(room.saturating_sub(1) / 2);
        let (lowest, highest) = (top + around, (top + room).saturating_sub(around + 1));
        let to =
            if top == before { current.saturating_add_signed(rows as i64) } else { current.clamp(lowest, highest.max(lowest)) };
        self.move_by(Move::By(to.cast_signed().wrapping_sub(current.cast_signed()) as isize))
    }
}
