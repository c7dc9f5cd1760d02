//! What most files of this backend use.

pub(super) use super::database::Embedded;
pub(super) use super::engine::{Db, Row, WriteError};
pub(super) use super::errors::{closed, damaged, damaged_files, failed, in_use, no_thread, not_embedded, panicked};
pub(super) use super::keys::{self, Entry, Index};
pub(super) use super::lock::{PLAN, StoreLock, checked_path};
pub(super) use super::log::{self, Check};
pub(super) use super::marker::{self, FORMAT, Found, Identity, Marker};
pub(super) use super::plan::{OldStore, Plan};
pub(super) use super::read_only::{self, TempFolder};
pub(super) use super::records::{Counts, Record, decode, encode};
pub(super) use super::rights::Rights;
pub(super) use super::secrets::secrets_after;
pub(super) use super::swap::{self, Replaced, Swap};
pub(super) use super::tree::{self, LOCK, LOG, MARKER, open_plainly, refuse_special};
pub(super) use super::writer::{Writer, write_and_verify};
pub(super) use super::{backup, bulk_users, high_water_mark, open_guard, secrets, verify, worker};
pub(super) use crate::store::prelude::*;
