//! What most files of this backend use.

pub(super) use rusqlite::Connection;

pub(super) use super::connection::{self, begin, in_transaction};
pub(super) use super::database_files::{COMPANIONS, admin_path, check_files, exists};
pub(super) use super::errors::{self, failed};
pub(super) use super::executor::SqliteExecutor;
pub(super) use super::reading::Reading;
pub(super) use super::rights::{Home, hold};
pub(super) use super::{admin_file, clients, holders, layout};
pub(super) use crate::fs::scratch::Scratch;
pub(super) use crate::store::sql::prelude::*;
