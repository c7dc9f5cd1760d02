//! The scroll position of a text: never beyond its end, whatever the size of its area.

use std::cell::Cell;

use crossterm::event::KeyCode;

/// A scroll position.
#[derive(Clone, Debug, Default)]
pub struct Scroll {
    /// The first visible line. Drawing corrects it, because only then the height is known.
    top: Cell<usize>,
    /// The number of visible lines in the last drawing.
    page: Cell<usize>,
    /// Whether there were more lines than visible.
    more: Cell<bool>,
    /// Whether the user scrolled.
    moved: Cell<bool>,
}

impl Scroll {
    /// Handles a key; false if it does not scroll.
    pub fn key(&mut self, code: KeyCode) -> bool {
        let (top, page) = (self.top.get(), self.page.get().max(1));
        self.top.set(match code {
            KeyCode::Down | KeyCode::Char('j') => top.saturating_add(1),
            KeyCode::Up | KeyCode::Char('k') => top.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => top.saturating_add(page),
            KeyCode::PageUp => top.saturating_sub(page),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::End | KeyCode::Char('G') => usize::MAX,
            _ => return false,
        });
        self.moved.set(true);
        true
    }

    /// Scrolls by lines.
    pub fn scroll_by(&self, lines: isize) {
        self.top.set(self.top.get().saturating_add_signed(lines));
        self.moved.set(true);
    }

    /// Goes back to the beginning.
    pub fn restart(&self) {
        self.top.set(0);
        self.moved.set(false);
    }

    /// Keeps the position until the next line to follow.
    pub fn follow_again(&self) {
        self.moved.set(false);
    }

    /// Whether the text did not fit in the last drawing.
    pub const fn is_needed(&self) -> bool {
        self.more.get()
    }

    /// Like [`Self::top`], but keeps the line before `end` visible until the user scrolls.
    pub fn follow(&self, end: usize, lines: usize, room: usize) -> usize {
        if !self.moved.get() {
            self.top.set(end.saturating_sub(room));
        }
        self.top(lines, room)
    }

    /// The first line to draw of `lines`, of which `room` fit.
    pub fn top(&self, lines: usize, room: usize) -> usize {
        self.page.set(room);
        self.more.set(lines > room);
        self.top.set(self.top.get().min(lines.saturating_sub(room)));
        self.top.get()
    }
}
