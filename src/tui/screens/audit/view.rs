//! Drawing the audit log.

use super::AuditScreen;
use crate::tui::screen::prelude::*;

const COLUMNS: &[Column] = &[
    Column { title: "Action", columns: 23, most: 30, shown_from: 0 },
    Column { title: "User", columns: 11, most: 24, shown_from: 0 },
    Column { title: "By", columns: 14, most: 24, shown_from: 78 },
    Column { title: "Time (UTC)", columns: 19, most: 19, shown_from: 56 },
    Column { title: "Details", columns: 30, most: 120, shown_from: 112 },
];

impl View for AuditScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        let x = draw_str(buffer, area, area.x + 2, area.y, "Audit log", theme.accent);
        let filter = self.filter.user.as_deref().map(|user| format!(" · by or about {user}")).unwrap_or_default();
        let verdict = self.verdict.as_deref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
        draw_str(buffer, area, x, area.y, &format!("{filter}{verdict}"), theme.dim);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        self.list.draw(buffer, body, theme, COLUMNS, None, "No matching events.", |event| {
            let entry = &event.entry;
            vec![
                entry.action.name().to_owned(),
                entry.target_name.clone().unwrap_or_else(|| "–".to_owned()),
                entry.actor.to_string(),
                entry.at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                entry.detail.clone().unwrap_or_default(),
            ]
        });
        None
    }
}
