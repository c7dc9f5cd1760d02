//! The state of the overview: its data, the cursor and the selection.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use ratatui::layout::Size;

use super::data::Data;
use super::layout::Layout;
use super::pane::{Jump, PaneId};
use super::panes;
use crate::tui::screen::prelude::*;

/// The overview.
#[derive(Debug)]
pub struct OverviewScreen {
    pub(super) data: Data,
    /// The users pending approval that are selected.
    pub(super) selected: BTreeSet<UserId>,
    /// The row that was chosen: its pane and its number there.
    pub(super) cursor: Option<(PaneId, usize)>,
    /// Where Enter leads from the current row. It is found again whenever that may have changed, and not for each action.
    pub(super) here: RefCell<Option<Jump>>,
    /// Whether it was just opened, so that the result for the secrets is kept.
    pub(super) is_entered: bool,
    /// The size of the last drawing, on which the order of the panes depends.
    pub(super) size: Cell<Size>,
    /// The first line of the last drawing.
    pub(super) top: Cell<u16>,
    /// The rows that can be acted on, where they can be clicked.
    pub(super) hits: Hits<((PaneId, usize), Jump)>,
}

impl Default for OverviewScreen {
    fn default() -> Self {
        Self {
            data: Data::default(),
            selected: BTreeSet::new(),
            cursor: None,
            here: RefCell::default(),
            is_entered: false,
            size: Cell::new(Size::new(80, 24)),
            top: Cell::new(0),
            hits: Hits::default(),
        }
    }
}

impl OverviewScreen {
    /// The panes in their places.
    pub(super) fn layout(&self, theme: &Theme, env: &Env) -> Layout {
        Layout::new(panes::all(&self.data, &self.selected, theme, env.now), self.size.get())
    }

    /// Notes where Enter leads now.
    pub(super) fn note_here(&self, layout: &Layout) {
        let stop = layout.current(self.cursor).and_then(|current| layout.stops.get(current));
        *self.here.borrow_mut() = stop.map(|stop| stop.jump.clone());
    }

    /// Finds where Enter leads, after what is shown has changed.
    pub(super) fn find_here(&self, env: &Env) {
        self.note_here(&self.layout(&Theme::mono(), env));
    }

    /// Where Enter leads.
    pub(super) fn jump(&self) -> Option<Jump> {
        self.here.borrow().clone()
    }

    /// The users pending approval that are listed.
    pub(super) fn pending(&self) -> &[User] {
        self.data.pending.get().map_or(&[], |page| &page.rows)
    }

    /// The number of users pending approval.
    pub(super) fn pending_count(&self) -> u64 {
        self.data.pending.get().map_or(0, |page| page.total.unwrap_or(page.rows.len() as u64))
    }

    /// The user pending approval on whom the cursor is.
    pub(super) fn current_user(&self) -> Option<&User> {
        match self.jump()? {
            Jump::Pending(id) => self.pending().iter().find(|user| user.id == id),
            Jump::Fix(_) | Jump::Go(_) | Jump::Owner { .. } => None,
        }
    }

    /// The users to approve: the selected ones, or the current one.
    pub(super) fn chosen(&self) -> Vec<User> {
        let selected = |user: &&User| self.selected.contains(&user.id);
        let users: Vec<User> = self.pending().iter().filter(selected).cloned().collect();
        if users.is_empty() { self.current_user().cloned().into_iter().collect() } else { users }
    }

    /// Moves the cursor through the rows that can be acted on.
    pub(super) fn move_by(&mut self, by: Move, env: &Env) {
        let layout = self.layout(&Theme::mono(), env);
        let Some(current) = layout.current(self.cursor) else { return };
        let to = current.saturating_add_signed(by.rows()).min(layout.stops.len().saturating_sub(1));
        self.cursor = layout.stops.get(to).map(|stop| stop.id);
        self.note_here(&layout);
    }

    /// Scrolls the page. The cursor moves as far as needed to stay visible, and through the column at `x` where nothing is left
    /// to scroll.
    pub(super) fn scroll_by(&mut self, rows: isize, x: u16, env: &Env) {
        let layout = self.layout(&Theme::mono(), env);
        let Some(current) = layout.current(self.cursor) else { return };
        let top = self.top.get();
        let (stop, top) = match layout.scrolled(top, rows, current) {
            Some(scrolled) => scrolled,
            None => (layout.moved_at(x, rows, current), top),
        };
        self.top.set(top);
        self.cursor = layout.stops.get(stop).map(|stop| stop.id);
        self.note_here(&layout);
    }

    /// Moves the cursor to the other column, if there is one.
    pub(super) fn move_aside(&mut self, to_right: bool, env: &Env) {
        let layout = self.layout(&Theme::mono(), env);
        let Some(current) = layout.current(self.cursor) else { return };
        if let Some(stop) = layout.beside(current).filter(|stop| stop.is_right == to_right) {
            self.cursor = Some(stop.id);
            self.note_here(&layout);
        }
    }
}
