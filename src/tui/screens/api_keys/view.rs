//! Drawing the API keys.

use super::ApiKeysScreen;
use super::details::{name, state};
use crate::service::ApiKeyRow;
use crate::tui::screen::prelude::*;

/// The columns; the first one is shown where all users are listed.
const COLUMNS: &[Column<ApiKeyRow>] = &[
    Column { title: "Owner", min: 10, max: 16, shown_from: 0, cell: |row, ()| row.owner.username.clone().into() },
    Column { title: "Name", min: 16, max: 32, shown_from: 0, cell: |row, ()| name(row).into() },
    Column { title: "Key", min: 9, max: 9, shown_from: 0, cell: |row, ()| row.masked().into() },
    Column { title: "Status", min: 9, max: 9, shown_from: 0, cell: |row, ()| state(row).into() },
    Column { title: "Created", min: 16, max: 16, shown_from: 84, cell: |row, ()| short_time(Some(row.key.created_at)).into() },
    Column { title: "Last used", min: 16, max: 16, shown_from: 66, cell: |row, ()| short_time(row.key.last_used_at).into() },
    Column { title: "Uses", min: 7, max: 9, shown_from: 112, cell: |row, ()| row.key.total_uses.to_string().into() },
    Column { title: "Expires", min: 16, max: 16, shown_from: 102, cell: |row, ()| short_time(row.key.expires_at).into() },
];

impl View for ApiKeysScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        self.owned.draw_head(buffer, area, theme, "API keys");
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let columns = self.owned.columns(COLUMNS);
        let empty = "No API keys yet. Press n to create one.";
        self.owned.list.draw(buffer, body, theme, &TableView { columns, context: (), sorted: None, empty });
        None
    }
}
