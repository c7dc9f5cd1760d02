//! What is shown of an API key.

use crate::service::ApiKeyRow;
use crate::tui::screen::prelude::*;

/// The columns; the first one is shown where all users are listed.
pub(super) const COLUMNS: &[Column<ApiKeyRow>] = &[
    Column { title: "Owner", min: 10, max: 16, shown_from: 0, cell: |row, ()| row.owner.username.clone().into() },
    Column { title: "Name", min: 16, max: 32, shown_from: 0, cell: |row, ()| name(row).into() },
    Column { title: "Key", min: 9, max: 9, shown_from: 0, cell: |row, ()| row.masked().into() },
    Column { title: "Status", min: 9, max: 9, shown_from: 0, cell: |row, ()| state(row).into() },
    Column { title: "Created", min: 16, max: 16, shown_from: 84, cell: |row, ()| short_time(Some(row.key.created_at)).into() },
    Column { title: "Last used", min: 16, max: 16, shown_from: 66, cell: |row, ()| short_time(row.key.last_used_at).into() },
    Column { title: "Uses", min: 7, max: 9, shown_from: 112, cell: |row, ()| row.key.total_uses.to_string().into() },
    Column { title: "Expires", min: 16, max: 16, shown_from: 102, cell: |row, ()| short_time(row.key.expires_at).into() },
];

/// Returns the name, or a dash.
pub(super) fn name(row: &ApiKeyRow) -> String {
    row.key.name.clone().unwrap_or_else(|| "–".to_owned())
}

/// Returns the status with its mark.
const fn state(row: &ApiKeyRow) -> &'static str {
    match (row.works, row.key.is_active) {
        (true, _) => "✓ active",
        (false, true) => "· expired",
        (false, false) => "· revoked",
    }
}

/// The details of an API key, without the key itself.
pub(super) fn details(row: &ApiKeyRow) -> [(&'static str, String); 9] {
    let key = &row.key;
    [
        ("Name", name(row)),
        ("Owner", row.owner.username.clone()),
        ("Key", row.masked()),
        ("Status", state(row).to_owned()),
        ("Created", exact_time(Some(key.created_at))),
        ("Last used", exact_time(key.last_used_at)),
        ("Uses", key.total_uses.to_string()),
        ("Expires", exact_time(key.expires_at)),
        ("ID", key.id.to_string()),
    ]
}
