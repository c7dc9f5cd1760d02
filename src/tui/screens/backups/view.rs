//! Drawing the backups of rotations.

use super::actions::BackupSort;
use super::{BackupsScreen, Listed};
use crate::tui::screen::prelude::*;

/// What cells need besides their row: whether a backup is intact, and the time.
struct Cells<'a> {
    screen: &'a BackupsScreen,
    now: Timestamp,
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

    /// What a backup is sorted by.
    pub(super) fn place(&self, row: &Listed, sort: BackupSort) -> (u64, String) {
        let facts = row.backup.facts.as_ref();
        match sort {
            // They are numbered by creation.
            BackupSort::Created => (row.number, String::new()),
            BackupSort::Size => (row.backup.bytes, String::new()),
            BackupSort::Verified => match self.state(row) {
                State::Unreadable | State::Damaged(_) => (0, String::new()),
                State::AsWritten => (1, String::new()),
                State::Intact => (2, String::new()),
            },
            BackupSort::Key => (0, facts.and_then(|facts| facts.fingerprint.clone()).unwrap_or_default()),
            BackupSort::Database => (0, facts.map(|facts| facts.store.clone()).unwrap_or_default()),
        }
    }

    /// The details of a backup.
    pub(super) fn details(&self, row: &Listed, now: Timestamp) -> Vec<(&'static str, String)> {
        let mut details = vec![("File", row.backup.path.display().to_string()), ("Size", size_text(row))];
        if let Some(facts) = &row.backup.facts {
            details.extend([
                ("Created", format!("{} · {}", exact_time(Some(facts.created_at)), relative_time(Some(facts.created_at), now))),
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

const fn columns<'a>() -> [Column<Listed, Cells<'a>>; 6] {
    [
        Column { title: "Created", min: 10, max: 10, shown_from: 0, cell: created },
        Column { title: "Size", min: 10, max: 10, shown_from: 0, cell: |row, _| text::size(row.backup.bytes).into() },
        Column { title: "Verified", min: 12, max: 12, shown_from: 0, cell: verified },
        Column { title: "Time (UTC)", min: 16, max: 16, shown_from: 58, cell: time },
        Column { title: "Key", min: 16, max: 27, shown_from: 76, cell: |row, _| key(row).into() },
        Column { title: "Database", min: 20, max: 120, shown_from: 98, cell: database },
    ]
}

fn created(row: &Listed, cells: &Cells<'_>) -> Cell {
    row.backup.facts.as_ref().map_or_else(|| "–".to_owned(), |facts| relative_time(Some(facts.created_at), cells.now)).into()
}

fn time(row: &Listed, _: &Cells<'_>) -> Cell {
    row.backup.facts.as_ref().map_or_else(|| "–".to_owned(), |facts| short_time(Some(facts.created_at))).into()
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
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let bytes = self.list.rows().iter().map(|row| row.backup.bytes).sum();
        let columns = columns();
        let columns: Vec<_> = columns.iter().collect();
        let sorted = self.sorted();
        let verifying = self.verifying.as_ref();
        let head = ListHead {
            title: "Backups of rotations",
            scope: verifying.map(|(_, meter)| (format!(" · Verifying {} · Esc Cancel", meter.summary()), theme.warning)),
            order: hidden_order(&columns, sorted, area.width),
            sum: (!self.list.rows().is_empty()).then(|| text::size(bytes)),
            ..ListHead::default()
        };
        self.list.draw_head(buffer, area, theme, &head);
        let context = Cells { screen: self, now: env.now };
        let empty = "No backups of rotations yet. Each rotation writes one before it changes anything.";
        self.list.draw(buffer, below_head(area), theme, &TableView { columns, context, sorted, empty });
        None
    }

    fn has_relative_times(&self) -> bool {
        true
    }
}
