//! What most files of this backend use.

pub(super) use rusqlite::types::ValueRef;
pub(super) use rusqlite::{Connection, ErrorCode, OpenFlags};

pub(super) use super::connection::{self, begin, in_transaction};
pub(super) use super::database_files::{COMPANIONS, admin_path, check_files, exists, family};
pub(super) use super::errors::{self, failed};
pub(super) use super::holders::named;
pub(super) use super::plan::{self, Ending, Plan, sync_file};
pub(super) use super::reading::Reading;
pub(super) use super::rights::{self, Home, allows, groups, has_room, hold, obstacle};
pub(super) use super::rows::SqliteExecutor;
pub(super) use super::writer::Writer;
pub(super) use super::{admin_file, backup, clients, holders, layout, restore};
pub(super) use crate::fs::scratch::Scratch;
pub(super) use crate::store::sql::prelude::*;
