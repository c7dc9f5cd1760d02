//! What most files of this backend use.

pub(super) use postgres::Client;
pub(super) use postgres::error::SqlState;
pub(super) use postgres::types::{ToSql, Type};

pub(super) use super::access::{ADMIN, Access, AdminSchema, literal};
pub(super) use super::backup_format::{Header, Reader, Writer, unreadable};
pub(super) use super::server::{self, active_clients, inspect, refuse_pool};
pub(super) use super::session::{HASH_JOINS, Session};
pub(super) use super::tables::{self, Table};
pub(super) use super::transaction::Transaction;
pub(super) use super::{admin_schema, checks, errors};
pub(super) use crate::error::ServerError;
pub(super) use crate::store::sql::prelude::*;
