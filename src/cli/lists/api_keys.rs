//! The list of API keys.

use serde_json::{Value, json};

use super::secrets::Owned;
use crate::cli::render::list::{Column, List};
use crate::cli::render::{Cell, Tone, or_dash};
use crate::error::Result;
use crate::model::Cursor;
use crate::service::api_keys::ApiKeyState;
use crate::service::{ApiKeyRow, Reader};

pub(crate) fn list() -> List<ApiKeyRow> {
    List {
        name: "api_keys",
        if_empty: "No API keys",
        columns: vec![
            Column::id("id", "ID"),
            Column::plain("user", "USER"),
            Column::cell("name", "NAME", |row: &ApiKeyRow| Cell::from(or_dash(row.key.name.clone()).as_str())),
            Column::plain("api_key", "KEY"),
            Column::cell("status", "STATUS", status),
            Column::time("created_at", "CREATED", "-", |row: &ApiKeyRow| Some(row.key.created_at)),
            Column::time("last_used_at", "LAST USED", "never", |row: &ApiKeyRow| row.key.last_used_at),
            Column::plain("total_uses", "USES"),
            Column::plain("is_active", "ACTIVE"),
            Column::time("expires_at", "EXPIRES", "never", |row: &ApiKeyRow| row.key.expires_at),
        ],
        table: &["user", "name", "api_key", "status", "created_at", "last_used_at", "expires_at"],
        wide: &["total_uses", "id"],
        json: |row| json(row, &row.masked()),
    }
}

/// The API keys of one user, or of all.
pub(crate) fn source<'a>(reader: &'a Reader<'a>) -> Owned<'a, ApiKeyRow> {
    Owned {
        page: Box::new(|offset, limit| reader.api_keys(&Cursor::Offset(offset), limit)),
        all: Box::new(|visit| reader.each_api_key(visit)),
        count: Box::new(|| count(reader)),
    }
}

fn count(reader: &Reader<'_>) -> Result<u64> {
    Ok(reader.api_keys(&Cursor::Last, 0)?.total.unwrap_or_default())
}

fn status(row: &ApiKeyRow) -> Cell {
    let tone = match row.state {
        ApiKeyState::Active => Tone::Plain,
        ApiKeyState::ExpiresSoon => Tone::Pending,
        ApiKeyState::Expired | ApiKeyState::Revoked => Tone::Dim,
    };
    Cell::new(row.state.name(), tone)
}

/// An API key as Kozmoai returns it, with its owner and status.
pub(crate) fn json(row: &ApiKeyRow, api_key: &str) -> Value {
    let key = &row.key;
    json!({
        "id": key.id,
        "user": row.owner.username,
        "name": key.name,
        "api_key": api_key,
        "status": row.state.name(),
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "total_uses": key.total_uses,
        "is_active": key.is_active,
        "expires_at": key.expires_at,
    })
}
