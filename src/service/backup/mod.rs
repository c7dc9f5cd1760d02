//! Backups: a file, mode 0600, with a consistent snapshot of a database; written, verified and restored.

mod cancel;
mod check;
mod file;
mod restore;
mod write;

pub use self::cancel::{CancelCheck, RestoreWatch};
pub use self::file::BackupFacts;
pub use self::restore::{ConfirmRestore, Replacement, Restored, plan_restore, plan_restore_from, restore, restore_from};
pub use self::write::Destination;

pub(super) use self::file::facts_of;
pub(super) use self::write::recorded_file;
