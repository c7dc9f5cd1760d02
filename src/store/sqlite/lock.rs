//! The lock of a rotation or restore.

use std::fs::File;

use super::rights::{self, Home};
use crate::error::{Result, StoreError};
use crate::fs::private;
use crate::store::files;

/// Locks the database against other rotations and restores.
pub(super) fn hold(home: &Home) -> Result<File> {
    let path = &home.path;
    let lock = files::with_suffix(path, ".admin-lock");
    let held = files::lock(&lock, |holder| {
        StoreError::RotationLocked { database: path.display().to_string(), holder: holder.to_owned() }.into()
    });
    match held {
        Ok(file) => {
            private::give_to(Some(home.account()), &file);
            Ok(file)
        }
        Err(error) => Err(rights::denied(path).filter(|_| rights::is_denial(&error)).unwrap_or(error)),
    }
}
