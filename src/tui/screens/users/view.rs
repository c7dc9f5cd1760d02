//! Drawing the users.

use super::list::{COLUMNS, UsersScreen};
use crate::tui::screen::prelude::*;

impl View for UsersScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        let x = draw_str(buffer, area, area.x + 2, area.y, "Users", theme.accent) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (x, cursor) = self.search.draw(buffer, line, theme);
        let filters: Vec<&str> = [
            self.filter.active.map(|active| if active { "active" } else { "inactive" }),
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
        let columns: Vec<Column> = COLUMNS.iter().map(|(column, _)| *column).collect();
        let sorted = COLUMNS.iter().position(|(_, sort)| *sort == self.order.sort).map(|at| (at, self.order.descending));
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.filter.is_empty() {
            "No users yet. Press n to create one."
        } else {
            "No matching users. Press c to clear search and filters."
        };
        let look_alikes = text::twins(self.list.rows().iter().map(|user| user.username.as_str()));
        self.list.draw(buffer, body, theme, &columns, sorted, empty, |user| {
            let name = user.username.as_str();
            let flag = |flag: bool| if flag { "✓ yes" } else { "· no" }.to_owned();
            let last = if user.last_login_at.is_none() && !user.is_active {
                "pending".to_owned()
            } else {
                short_time(user.last_login_at)
            };
            vec![
                if look_alikes.contains(name) { text::code_points(name) } else { name.to_owned() },
                flag(user.is_active),
                flag(user.is_superuser),
                short_time(Some(user.create_at)),
                short_time(Some(user.updated_at)),
                last,
                user.id.to_string(),
            ]
        });
        cursor
    }
}
