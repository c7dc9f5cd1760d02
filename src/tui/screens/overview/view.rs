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
        let top = layout.draw(buffer, area, theme, current, self.top.get());
        self.top.set(top);
        self.hits.begin(area);
        for stop in &layout.stops {
            if let Some(place) = stop.place(area, top) {
                self.hits.add(place, (stop.id, stop.jump.clone()));
            }
        }
        None
    }
}
