//! Drawing the overview.

use super::OverviewScreen;
use crate::service::overview::Level;
use crate::tui::screen::prelude::*;

impl View for OverviewScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let body = below_head(area);
        draw_str(buffer, area, area.x + 2, area.y, "Needs attention", theme.heading);
        let Some(attention) = &env.attention else {
            draw_str(buffer, body, body.x + 2, body.y, "Loading …", theme.dim);
            return None;
        };
        if attention.concerns.is_empty() {
            draw_str(buffer, body, body.x + 2, body.y, "Nothing needs attention.", theme.dim);
        }
        let current = self.current.min(attention.concerns.len().saturating_sub(1));
        for ((number, concern), y) in attention.concerns.iter().enumerate().zip(body.y..body.bottom()) {
            let (sign, style) = match concern.level() {
                Level::Notice => ("●", theme.warning),
                Level::Warning => ("▲", theme.warning),
                Level::Problem => ("✗", theme.danger),
            };
            if number == current {
                buffer.set_style(Rect { y, height: 1, ..body }, theme.selection);
            }
            let style = if number == current { theme.selection } else { style };
            draw_str(buffer, body, body.x + 2, y, &format!("{sign} {concern}"), style);
        }
        None
    }
}
