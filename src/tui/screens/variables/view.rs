//! Drawing the variables.

use super::VariablesScreen;
use crate::service::{ListedValue, VariableRow};
use crate::tui::screen::prelude::*;

/// The columns; the first one is shown where all users are listed.
const COLUMNS: &[Column<VariableRow>] = &[
    Column { title: "Owner", min: 10, max: 16, shown_from: 0, cell: |row, ()| row.owner.username.clone().into() },
    Column { title: "Name", min: 18, max: 30, shown_from: 0, cell: |row, ()| row.name.clone().into() },
    Column { title: "Type", min: 10, max: 10, shown_from: 0, cell: |row, ()| row.kind.name().into() },
    Column { title: "Value", min: 18, max: 48, shown_from: 0, cell: |row, ()| shown(&row.value).into() },
    Column {
        title: "Last set",
        min: 16,
        max: 16,
        shown_from: 88,
        cell: |row, ()| short_time(row.updated_at.or(row.created_at)).into(),
    },
    Column { title: "Default fields", min: 16, max: 60, shown_from: 108, cell: |row, ()| row.default_fields.join(", ").into() },
];

impl View for VariablesScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        let x = self.owned.draw_head(buffer, area, theme, "Variables") + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (_, cursor) = self.search.draw(buffer, line, theme);
        if let Some(trouble) = self.trouble.as_ref().filter(|_| !self.owned.list.rows().is_empty()) {
            draw_str(buffer, area, area.x + 2, area.y + 1, trouble, theme.warning);
        }
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.is_filtered() {
            "No matching variables. Press c to clear search and filter."
        } else {
            "No variables yet. Press n to create one."
        };
        let columns = self.owned.columns(COLUMNS);
        self.owned.list.draw(buffer, body, theme, &TableView { columns, context: (), sorted: None, empty });
        cursor
    }
}

/// A value as lists show it: its first line, or a mask.
fn shown(value: &ListedValue) -> String {
    match value {
        ListedValue::Hidden => "••••••••".to_owned(),
        ListedValue::Undecryptable => "! undecryptable".to_owned(),
        ListedValue::Plaintext(value) => {
            let mut lines = value.expose_secret().lines();
            let first = lines.next().unwrap_or_default().to_owned();
            if lines.next().is_some() { format!("{first} …") } else { first }
        }
    }
}
