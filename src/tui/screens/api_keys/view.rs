//! What is shown of an API key.

use crate::service::ApiKeyRow;
use crate::service::api_keys::ApiKeyState;
use crate::tui::screen::prelude::*;

/// The columns; the first one is shown where all users are listed.
pub(super) const COLUMNS: &[Column<ApiKeyRow, Timestamp>] = &[
    Column { title: "Owner", min: 10, max: 16, shown_from: 0, cell: |row, _| row.owner.username.clone().into() },
    Column { title: "Name", min: 14, max: 32, shown_from: 0, cell: |row, _| name(row).into() },
    Column { title: "Key", min: 9, max: 9, shown_from: 54, cell: |row, _| row.masked().into() },
    Column { title: "Status", min: 11, max: 11, shown_from: 0, cell: state },
    Column {
        title: "Created",
        min: 10,
        max: 10,
        shown_from: 90,
        cell: |row, now| relative_time(Some(row.key.created_at), *now).into(),
    },
    Column {
        title: "Last used",
        min: 11,
        max: 11,
        shown_from: 66,
        cell: |row, now| relative_time(row.key.last_used_at, *now).into(),
    },
    Column { title: "Uses", min: 7, max: 9, shown_from: 100, cell: |row, _| grouped(row.key.total_uses).into() },
    Column {
        title: "Expires",
        min: 10,
        max: 10,
        shown_from: 78,
        cell: |row, now| relative_time(row.key.expires_at, *now).into(),
    },
    Column { title: "Expiry (UTC)", min: 16, max: 16, shown_from: 118, cell: |row, _| short_time(row.key.expires_at).into() },
];

/// Returns the name, or a dash.
pub(super) fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

/// Returns the status with its sign.
fn state(row: &ApiKeyRow, now: &Timestamp) -> Cell {
    match row.state {
        ApiKeyState::Active => "✓ active".into(),
        ApiKeyState::ExpiresSoon => {
            let left = row.key.expires_at.map(|end| short_length(end.duration_since(*now)));
            Cell::new(format!("▲ {} left", left.unwrap_or_default()), Meaning::Warning)
        }
        ApiKeyState::Expired => Cell::new("· expired", Meaning::Dim),
        ApiKeyState::Revoked => Cell::new("· revoked", Meaning::Dim),
    }
}

/// The details of an API key, without the key itself.
pub(super) fn details(row: &ApiKeyRow, now: Timestamp) -> [(&'static str, String); 10] {
    let key = &row.key;
    [
        ("Name", name(row)),
        ("Owner", row.owner.username.clone()),
        ("Key", row.masked()),
        ("Status", state(row, &now).text().to_owned()),
        ("Created", dated_time(Some(key.created_at), now)),
        ("Last used", dated_time(key.last_used_at, now)),
        ("Uses", key.total_uses.to_string()),
        ("Expires", dated_time(key.expires_at, now)),
        (TIME_ZONE.0, TIME_ZONE.1.to_owned()),
        ("ID", key.id.to_string()),
    ]
}
