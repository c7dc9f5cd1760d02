//! What most files of this backend use.

pub(super) use super::engine::{Db, Row};
pub(super) use super::errors::damaged;
pub(super) use super::keys::{self, Entry};
pub(super) use super::lock::StoreLock;
pub(super) use super::marker::{Found, Identity, Marker};
pub(super) use super::records::{Counts, Record, decode, encode};
pub(super) use super::rights::Rights;
pub(super) use super::writer::{Writer, write_and_verify};
pub(super) use super::{high_water_mark, log, swap, tree};
pub(super) use crate::store::prelude::*;
