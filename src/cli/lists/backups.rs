//! The list of the backups of rotations.

use serde_json::{Value, json};

use crate::cli::render::list::{Column, List};
use crate::cli::render::{Cell, Tone, or_dash};
use crate::service::backups::StoredBackup;

/// A backup.
pub(crate) struct BackupRow {
    pub(crate) backup: StoredBackup,
    /// Whether it is encrypted with the active key.
    pub(crate) has_active_key: bool,
}

pub(crate) fn list() -> List<BackupRow> {
    List {
        name: "backups",
        if_empty: "No backups of rotations",
        columns: vec![
            Column::cell("file", "FILE", |row: &BackupRow| Cell::path(&row.backup.path.display().to_string())),
            Column::time("created_at", "CREATED", "damaged", |row: &BackupRow| {
                row.backup.facts.as_ref().map(|facts| facts.created_at)
            }),
            Column::plain("store", "DATABASE"),
            Column::plain("engine", "BACKEND"),
            Column::plain("users", "USERS"),
            Column::cell("fingerprint", "KEY", key),
            Column::plain("under_active_key", "ACTIVE KEY"),
            Column::plain("bytes", "BYTES"),
        ],
        table: &["file", "created_at", "store", "fingerprint", "bytes"],
        wide: &["engine", "users"],
        json,
    }
}

fn key(row: &BackupRow) -> Cell {
    let Some(fingerprint) = row.backup.facts.as_ref().and_then(|facts| facts.fingerprint.as_deref()) else {
        return Cell::from(or_dash(None).as_str());
    };
    let (word, tone) = if row.has_active_key { ("active", Tone::Plain) } else { ("previous", Tone::Dim) };
    Cell::new(&format!("{fingerprint} ({word})"), tone)
}

fn json(row: &BackupRow) -> Value {
    let facts = row.backup.facts.as_ref();
    json!({
        "file": row.backup.path,
        "created_at": facts.map(|facts| facts.created_at),
        "store": facts.map(|facts| &facts.store),
        "engine": facts.map(|facts| &facts.engine),
        "users": facts.map(|facts| facts.users),
        "fingerprint": facts.and_then(|facts| facts.fingerprint.as_deref()),
        "under_active_key": row.has_active_key,
        "bytes": row.backup.bytes,
    })
}
