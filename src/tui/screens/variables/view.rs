//! What is shown of a variable.

use crate::model::VariableType;
use crate::service::{ListedValue, VariableRow};
use crate::tui::screen::prelude::*;

/// The columns; the first one is shown where all users are listed.
pub(super) const COLUMNS: &[Column<VariableRow, Timestamp>] = &[
    Column { title: "Owner", min: 10, max: 16, shown_from: 0, cell: |row, _| row.owner.username.clone().into() },
    Column { title: "Name", min: 20, max: 44, shown_from: 0, cell: |row, _| row.name.clone().into() },
    Column { title: "Type", min: 10, max: 10, shown_from: 64, cell: |row, _| row.kind.name().into() },
    Column { title: "Value", min: 16, max: 48, shown_from: 0, cell: |row, _| shown(row) },
    Column {
        title: "Last set",
        min: 10,
        max: 10,
        shown_from: 76,
        cell: |row, now| relative_time(row.updated_at.or(row.created_at), *now).into(),
    },
    Column { title: "Default fields", min: 16, max: 60, shown_from: 108, cell: |row, _| row.default_fields.join(", ").into() },
];

/// A value as lists show it: its first line, or a mask.
fn shown(row: &VariableRow) -> Cell {
    let value = match &row.value {
        ListedValue::Undecryptable => return Cell::new("! undecryptable", Meaning::Danger),
        ListedValue::Locked => return Cell::new("locked", Meaning::Warning),
        ListedValue::Hidden if row.is_plaintext => return Cell::new("▲ plaintext", Meaning::Warning),
        ListedValue::Hidden => return "••••••••".into(),
        ListedValue::Plaintext(value) => value,
    };
    let mut lines = value.expose_secret().lines();
    let first = lines.next().unwrap_or_default();
    let more = if lines.next().is_some() { " …" } else { "" };
    if row.is_plaintext {
        Cell::new(format!("▲ plaintext: {first}{more}"), Meaning::Warning)
    } else {
        format!("{first}{more}").into()
    }
}

/// The details of a variable, without its value.
pub(super) fn details(row: &VariableRow, now: Timestamp) -> [(&'static str, String); 9] {
    let fields = if row.default_fields.is_empty() { "none".to_owned() } else { row.default_fields.join(", ") };
    let hidden = match (&row.value, row.kind) {
        (ListedValue::Undecryptable, _) => "cannot be decrypted",
        (ListedValue::Locked, _) => "locked until the secret key can be used: press 4 for the next step",
        _ if row.is_plaintext => "stored as plaintext: set it again to encrypt it",
        (_, VariableType::Credential) => "encrypted, never shown in lists",
        (_, VariableType::Generic) => "encrypted, shown in lists",
    };
    [
        ("Name", row.name.clone()),
        ("Owner", row.owner.username.clone()),
        ("Type", row.kind.name().to_owned()),
        ("Value", hidden.to_owned()),
        ("Default fields", fields),
        ("Created", dated_time(row.created_at, now)),
        ("Last set", dated_time(row.updated_at.or(row.created_at), now)),
        (TIME_ZONE.0, TIME_ZONE.1.to_owned()),
        ("ID", row.id.to_string()),
    ]
}
