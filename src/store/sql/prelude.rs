//! What most files on Kozmoai's own database use, here and in the drivers.

pub(in crate::store) use super::admin_db::{self, AdminChanges, AdminState, Deactivation, damaged};
pub(in crate::store) use super::dialect::{Dialect, listed, quoted};
pub(in crate::store) use super::driver::{Changes, Driver, Length, OpenTransaction, rehearse_transaction, run_transaction};
pub(in crate::store) use super::executor::{Changed, Executor, NameColumns, NextRow, WINDOW};
pub(in crate::store) use super::layout::Layout;
pub(in crate::store) use super::rewrite::{self, values_of};
pub(in crate::store) use super::schema::{ADMIN_TABLES, AdminTable, EncryptedColumn, Schema};
pub(super) use super::schema::{API_KEYS, FOLDERS, NO_PASSWORD, Table, TableColumn, USERS, VARIABLES};
pub(in crate::store) use super::sql_value::{Row, SqlValue, time_in, time_text};
pub(in crate::store) use super::store::identity;
pub(in crate::store) use super::unknown_tokens::{BEGIN, ENVELOPE, REST};
pub(super) use super::{bulk_users, commit, secrets, unknown_tokens, user_list, users};
pub(in crate::store) use crate::store::prelude::*;
