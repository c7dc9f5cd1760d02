//! Backups: every row, preceded by its lengths, in the order of the keys; the first one is the marker of the directory.

use super::prelude::*;
use super::verify::RowCheck;

/// Writes a backup of a database with this marker.
pub(super) fn write(db: &Db, marker: Marker, out: &mut dyn Write) -> Result<()> {
    let mut write = |key: &[u8], value: &[u8]| -> Result<()> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        let parts = [&length(key)[..], &length(value), key, value];
        let written = parts.into_iter().try_for_each(|part| out.write_all(part));
        written.map_err(|error| Error::from(RestoreError::BackupNotWritable).because(error))
    };
    write(&[], marker.text().as_bytes())?;
    db.iter().try_for_each(|row| {
        let (key, value) = row?;
        write(&key, &value)
    })
}

/// Reads the beginning of a backup, and returns the marker for a restored copy.
pub(super) fn read_marker(backup: &mut dyn Read) -> Result<Marker> {
    let (key, text) = next_row(backup)?.ok_or_else(not_a_backup)?;
    let marker = std::str::from_utf8(&text).ok().filter(|_| key.is_empty()).and_then(Marker::parse).ok_or_else(not_a_backup)?;
    if marker.format != FORMAT {
        return Err(RestoreError::BackupFormat { format: marker.format, supported: FORMAT }.into());
    }
    Ok(Marker::next(marker.identity.id))
}

/// Verifies a backup whose marker was read as a restore does, from its rows, and shows every value in it to `visit`.
pub(super) fn verify(backup: &mut dyn Read, visit: BackupVisitor<'_>) -> Result<()> {
    let mut check = RowCheck::default();
    let read = || {
        while let Some((key, value)) = next_row(backup)? {
            if let Some(secrets) = check.take(&key, &value)? {
                return Ok(Some(secrets));
            }
        }
        Ok(None)
    };
    secrets::show(read, &mut |some| visit(some).map(ControlFlow::Continue))?;
    check.finish()
}

/// Writes a fresh database from a backup whose marker was read, and verifies it.
fn unpack(backup: &mut dyn Read, fresh: &Path, placing: &mut dyn FnMut(AuditHead) -> Result<()>) -> Result<()> {
    let write = |writer: &mut Writer<'_>| {
        while let Some((key, value)) = next_row(backup)? {
            writer.row(key, value)?;
        }
        Ok(())
    };
    write_and_verify(fresh, write, |db, ()| {
        verify::check_all(db)?;
        placing(db.required(keys::HEAD)?)
    })
}

/// Restores a backup into a directory, or plans that. Returns the path under which the previous content is kept.
pub(in crate::store) fn restore(
    path: &Path,
    backup: &mut dyn Read,
    replace: bool,
    purpose: Purpose<'_>,
) -> Result<Option<PathBuf>> {
    let had_lock = fs::symlink_metadata(with_suffix(&checked_path(path)?, LOCK)).is_ok();
    let lock = StoreLock::acquire(path)?;
    let is_planned = matches!(purpose, Purpose::Plan(_));
    let done = restore_locked(&lock, path, backup, replace, purpose);
    if (is_planned || done.is_err()) && !had_lock {
        lock.release_unused();
    }
    done
}

fn restore_locked(
    lock: &StoreLock,
    path: &Path,
    backup: &mut dyn Read,
    replace: bool,
    purpose: Purpose<'_>,
) -> Result<Option<PathBuf>> {
    swap::recover(lock.folder(), lock.rights())?;
    if Found::at(lock.folder())? != Found::Nothing && !replace {
        return Err(RestoreError::TargetNotEmpty { database: path.display().to_string() }.into());
    }
    let swap = Swap::begin(lock, read_marker(backup)?, Replaced::Kept)?;
    match purpose {
        Purpose::Restore(placing) => {
            swap.build(|fresh| unpack(backup, fresh, placing))?;
            swap.finish()
        }
        Purpose::Plan(visit) => {
            verify(backup, visit)?;
            Ok(swap.kept())
        }
    }
}

/// The next row of a backup; none at its end.
fn next_row(backup: &mut dyn Read) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let damaged = |error: io::Error| not_a_backup().because(error);
    let mut lengths = [0; 8];
    // Either the whole record is there or nothing, because a checksum covers the backup.
    match backup.read(&mut lengths[..1]).map_err(damaged)? {
        0 => return Ok(None),
        _ => backup.read_exact(&mut lengths[1..]).map_err(damaged)?,
    }
    let [a, b, c, d, e, f, g, h] = lengths;
    let mut part = |length: [u8; 4]| backup_part::read(backup, u32::from_be_bytes(length)).map_err(damaged);
    let key = part([a, b, c, d])?;
    Ok(Some((key, part([e, f, g, h])?)))
}

fn not_a_backup() -> Error {
    RestoreError::BackupUnreadable { backend: "an embedded database" }.into()
}
