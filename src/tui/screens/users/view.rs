//! Drawing the users.

use super::list::{COLUMNS, UsersScreen};
use crate::model::StatusFilter;
use crate::tui::screen::prelude::*;

impl View for UsersScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        let x = draw_str(buffer, area, area.x + 2, area.y, "Users", theme.accent) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (x, cursor) = self.search.draw(buffer, line, theme);
        let filters: Vec<&str> = [
            self.filter.status.map(|status| match status {
                StatusFilter::Active => "active",
                StatusFilter::Inactive => "inactive",
                StatusFilter::Pending => "pending approval",
                StatusFilter::Deactivated => "deactivated",
            }),
            self.filter.superuser.map(|superuser| if superuser { "superusers" } else { "regular users" }),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !filters.is_empty() && cursor.is_none() {
            draw_str(buffer, area, x, area.y, &format!("only {}", filters.join(", ")), theme.warning);
        }
        let selected = if self.list.selected_count() > 0 {
            format!("● {} selected · ", grouped(self.list.selected_count() as u64))
        } else {
            String::new()
        };
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        draw_right(buffer, head, area.y, &format!("{selected}{}", self.list.position()), theme.dim);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.filter.is_empty() {
            "No users yet. Press n to create one."
        } else {
            "No matching users. Press c to clear search and filters."
        };
        let sorted = COLUMNS.iter().find(|(sort, _)| *sort == self.order.sort);
        let view = TableView {
            columns: COLUMNS.iter().map(|(_, column)| column).collect(),
            context: text::look_alikes(self.list.rows().iter().map(|user| user.username.as_str()))
                .into_iter()
                .map(str::to_owned)
                .collect(),
            sorted: sorted.map(|(_, column)| (column.title, self.order.descending)),
            empty,
        };
        self.list.draw(buffer, body, theme, &view);
        cursor
    }
}
