//! What most files of this backend use.

pub(super) use super::access::{ADMIN, Access, AdminSchema, literal};
pub(super) use super::session::Session;
pub(super) use super::transaction::Transaction;
pub(super) use super::{admin_schema, checks, errors};
pub(super) use crate::error::ServerError;
pub(super) use crate::store::sql::prelude::*;
