//! How far a longer text is scrolled: never beyond its end, whatever the size it was last drawn at.

use std::cell::Cell;

use crossterm::event::KeyCode;

/// A place in a text of more lines than fit.
#[derive(Debug, Default)]
pub struct Scroll {
    /// The first line in sight. Drawing corrects it, for only then is the room known.
    top: Cell<usize>,
    /// How many lines were in sight when last drawn.
    page: Cell<usize>,
    /// Whether there were more.
    more: Cell<bool>,
    /// Whether someone scrolled.
    moved: Cell<bool>,
}

impl Scroll {
    /// Takes a key; false if it does not scroll.
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
    pub fn by(&self, lines: isize) {
        self.top.set(self.top.get().saturating_add_signed(lines));
        self.moved.set(true);
    }

    /// Whether there was more than fitted, when last drawn.
    pub const fn is_needed(&self) -> bool {
        self.more.get()
    }

    /// The same, with the line before `end` in sight as long as nobody scrolled.
    pub fn follow(&self, end: usize, lines: usize, room: usize) -> usize {
        if !self.moved.get() {
            self.top.set(end.saturating_sub(room));
        }
        self.top(lines, room)
    }

    /// The first line to draw of `lines`, where `room` of them fit.
    pub fn top(&self, lines: usize, room: usize) -> usize {
        self.page.set(room);
        self.more.set(lines > room);
        self.top.set(self.top.get().min(lines.saturating_sub(room)));
        self.top.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_the_end() {
        let mut scroll = Scroll::default();
        assert_eq!(scroll.top(30, 10), 0);
        scroll.key(KeyCode::End);
        assert_eq!(scroll.top(30, 10), 20);
        for _ in 0..5 {
            scroll.key(KeyCode::Down);
            scroll.top(30, 10);
        }
        scroll.key(KeyCode::Up);
        assert_eq!(scroll.top(30, 10), 19);
        scroll.key(KeyCode::PageUp);
        assert_eq!((scroll.top(30, 10), scroll.top(5, 10)), (9, 0));
        assert!(!scroll.key(KeyCode::Esc));
    }

    #[test]
    fn what_is_followed_is_in_sight_until_someone_scrolls() {
        let mut scroll = Scroll::default();
        assert_eq!((scroll.follow(8, 30, 10), scroll.follow(12, 30, 10), scroll.follow(30, 30, 10)), (0, 2, 20));
        scroll.key(KeyCode::Up);
        assert_eq!(scroll.follow(30, 30, 10), 19);
    }
}
