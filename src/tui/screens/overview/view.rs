//! Drawing the overview.

use ratatui::layout::Size;

use super::state::OverviewScreen;
use crate::tui::screen::prelude::*;

impl View for OverviewScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        self.size.set(Size::new(area.width, area.height));
        let layout = self.layout(theme, env);
        self.note_here(&layout);
        let current = layout.current(self.cursor);
        self.top.set(layout.draw(buffer, area, theme, current, self.top.get()));
        None
    }
}
