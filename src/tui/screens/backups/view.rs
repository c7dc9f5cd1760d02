//! Drawing the backups of rotations.

use super::{BackupsScreen, Listed};
use crate::tui::screen::prelude::*;

/// What cells need besides their row: whether a backup is intact.
struct Cells<'a> {
    screen: &'a BackupsScreen,
}

/// The state of a backup, as far as it is known.
enum State<'a> {
    /// Its description cannot be read.
    Unreadable,
    /// It was verified when it was written, and not since.
    AsWritten,
    Intact,
    Damaged(&'a str),
}

impl BackupsScreen {
    fn state(&self, row: &Listed) -> State<'_> {
        match self.verdicts.get(&row.backup.path) {
            Some(Some(why)) => State::Damaged(why),
            _ if row.backup.facts.is_none() => State::Unreadable,
            Some(None) => State::Intact,
            None => State::AsWritten,
        }
    }

    /// The details of a backup.
    pub(super) fn details(&self, row: &Listed) -> Vec<(&'static str, String)> {
        let mut details = vec![("File", row.backup.path.display().to_string()), ("Size", size_text(row))];
        if let Some(facts) = &row.backup.facts {
            details.extend([
                ("Created", exact_time(Some(facts.created_at))),
                ("Database", facts.store.clone()),
                ("Backend", facts.engine.clone()),
                ("Users", grouped(facts.users)),
                ("Key", key(row)),
            ]);
        }
        details.push(match self.state(row) {
            State::Unreadable => ("Verified", "✗ its description cannot be read".to_owned()),
            State::AsWritten => ("Verified", "when it was written; press v to verify it again".to_owned()),
            State::Intact => ("Verified", "✓ intact".to_owned()),
            State::Damaged(why) => ("Verified", format!("✗ {why}")),
        });
        if row.is_in_use {
            details.push(("Kept", "an interrupted rotation needs it".to_owned()));
        }
        details
    }
}

fn size_text(row: &Listed) -> String {
    format!("{} ({})", text::size(row.backup.bytes), count(row.backup.bytes, "byte"))
}

/// The key that a backup is encrypted with.
fn key(row: &Listed) -> String {
    let fingerprint = row.backup.facts.as_ref().and_then(|facts| facts.fingerprint.as_deref());
    let role = if row.has_active_key { "active" } else { "previous" };
    fingerprint.map_or_else(|| "–".to_owned(), |key| format!("{key} ({role})"))
}

const fn columns<'a>() -> [Column<Listed, Cells<'a>>; 5] {
    [
        Column { title: "Created (UTC)", min: 16, max: 16, shown_from: 0, cell: created },
        Column { title: "Size", min: 10, max: 10, shown_from: 0, cell: |row, _| text::size(row.backup.bytes).into() },
        Column { title: "Verified", min: 12, max: 12, shown_from: 46, cell: verified },
        Column { title: "Key", min: 16, max: 27, shown_from: 64, cell: |row, _| key(row).into() },
        Column { title: "Database", min: 20, max: 120, shown_from: 92, cell: database },
    ]
}

fn created(row: &Listed, _: &Cells<'_>) -> Cell {
    match &row.backup.facts {
        Some(facts) => short_time(Some(facts.created_at)).into(),
        None => Cell::new("✗ damaged", Meaning::Danger),
    }
}

fn verified(row: &Listed, cells: &Cells<'_>) -> Cell {
    match cells.screen.state(row) {
        State::Unreadable | State::Damaged(_) => Cell::new("✗ damaged", Meaning::Danger),
        State::AsWritten => "when written".into(),
        State::Intact => Cell::new("✓ intact", Meaning::Ok),
    }
}

fn database(row: &Listed, _: &Cells<'_>) -> Cell {
    row.backup.facts.as_ref().map_or_else(|| "–".to_owned(), |facts| facts.store.clone()).into()
}

impl View for BackupsScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env) -> Option<Position> {
        let bytes = self.list.rows().iter().map(|row| row.backup.bytes).sum();
        let total = if self.list.rows().is_empty() { String::new() } else { format!("{} · ", text::size(bytes)) };
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        let end = draw_right(buffer, head, area.y, &format!("{total}{}", self.list.position()), theme.dim);
        let room = Rect { width: end.saturating_sub(area.x + 1), ..area };
        let x = draw_str(buffer, room, area.x + 2, area.y, "Backups of rotations", theme.accent);
        if let Some((_, meter)) = &self.verifying {
            let line = format!(" · Verifying {} · Esc Cancel", meter.summary());
            draw_str(buffer, room, x, area.y, &line, theme.warning);
        }
        let columns = columns();
        let view = TableView {
            columns: columns.iter().collect(),
            context: Cells { screen: self },
            sorted: None,
            empty: "No backups of rotations yet.",
        };
        self.list.draw(buffer, below_head(area), theme, &view);
        None
    }
}
