//! The list of credentials to replace after a leak.

use serde_json::json;

use super::secrets::Owned;
use crate::cli::operator::OperatorService;
use crate::cli::render::Cell;
use crate::cli::render::list::{Column, List};
use crate::model::Cursor;
use crate::service::Reader;
use crate::service::credentials::Credential;

pub(crate) fn list() -> List<Credential> {
    List {
        name: "credentials",
        if_empty: "No credentials to replace",
        columns: vec![
            Column::cell("kind", "KIND", |one: &Credential| Cell::from(one.kind.name())),
            Column::plain("user", "USER"),
            Column::plain("name", "NAME"),
        ],
        table: &["user", "kind", "name"],
        wide: &[],
        json: |one| json!({"kind": one.kind.code(), "user": one.owner, "name": one.name}),
    }
}

/// The credentials of all users.
pub(crate) fn source<'a>(service: &'a OperatorService, reader: &'a Reader<'a>) -> Owned<'a, Credential> {
    Owned {
        page: Box::new(|offset, limit| reader.credentials(&Cursor::Offset(offset), limit)),
        all: Box::new(|visit| service.admin()?.each_credential(visit)),
        count: Box::new(|| Ok(reader.credentials(&Cursor::Last, 0)?.total.unwrap_or_default())),
    }
}
