//! Drawing the screens before a sign-in.

use jiff::SignedDuration;

use super::LoginScreen;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::dialog::frame;

impl View for LoginScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let columns = 52.min(area.width.saturating_sub(4));
        let about = if self.is_first_run {
            "There is no superuser yet. Create the first one, who administers all users. There is no default password."
        } else {
            "Sign in to administer Kozmoai."
        };
        let mut lines = wrap(about, columns.into());
        lines.push(String::new());
        let title = if self.is_first_run { "kozmoai · first run" } else { "kozmoai" };
        let rows = u16::try_from(lines.len()).unwrap_or(0) + self.form.height(columns);
        let inner = frame(buffer, area, theme, title, columns, rows, false);
        // In a small terminal, the form takes precedence over the text above it.
        let spare = inner.height.saturating_sub(self.form.height(columns));
        let shown = lines.iter().take(spare.into());
        let mut y = inner.y;
        for line in shown {
            draw_str(buffer, inner, inner.x, y, line, theme.dim);
            y += 1;
        }
        let form = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        let notices: Vec<String> = self.notices.iter().flat_map(|notice| wrap(notice, columns.into())).collect();
        // Below the frame, but above the line with the database.
        for (line, y) in notices.iter().zip(inner.bottom() + 2..area.bottom().saturating_sub(1)) {
            draw_str(buffer, area, inner.x, y, line, theme.dim);
        }
        if area.height > rows + 5 {
            draw_str(buffer, area, area.x + 1, area.bottom().saturating_sub(1), &env.info.store, theme.dim);
        }
        self.form.draw(buffer, form, theme)
    }

    fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        let (until, _) = self.locked.as_ref()?;
        let left = until.duration_since(now).max(SignedDuration::ZERO);
        now.checked_add(left.min(SignedDuration::from_secs(1))).ok()
    }
}
