//! The upgrade of a database of an earlier version, whose indexes and counts do not know the status of users. It happens when
//! the database is opened: in a fresh database that replaces it or, where nothing can be written, in the copy that is read.

use super::prelude::*;
use super::verify::check_all;
use super::writer::write_to;

/// Whether a database is of an earlier version.
pub(super) fn is_needed(db: &Db) -> Result<bool> {
    Ok(!db.required::<Counts>(keys::COUNTS)?.has_statuses())
}

/// Writes the upgraded database into a fresh one.
pub(super) fn write(db: &Db, fresh: &Path) -> Result<()> {
    let write = |writer: &mut Writer<'_>| {
        for row in db.iter() {
            let (key, value) = row?;
            if !keys::is_derived(&key) {
                writer.row(key, value)?;
            }
        }
        write_users(db, writer)
    };
    write_and_verify(fresh, write, |fresh, ()| check_all(fresh))
}

/// Upgrades a copy that is only read.
pub(super) fn upgrade_copy(db: &Db) -> Result<()> {
    write_to(db, |writer| write_users(db, writer))
}

/// Writes every user in the present form, with all index entries and the counts.
fn write_users(db: &Db, writer: &mut Writer<'_>) -> Result<()> {
    let mut counts = Counts::default();
    for row in db.scan_prefix(keys::USERS) {
        let user: User = decode(&row?.1)?;
        counts.add(&user);
        writer.user(&user)?;
    }
    writer.record(keys::COUNTS, &counts)
}
