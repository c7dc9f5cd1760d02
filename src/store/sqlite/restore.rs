//! Restores: one pair of files replaces another, by a plan that may be interrupted at any step.
//!
//! The next process that opens or restores the database completes or undoes an interrupted plan.

use std::os::unix::fs::fchown;

use super::backup;
use super::prelude::*;
use crate::fs::attributes;

/// Restores a backup, or plans that. Returns the path under which the previous database is kept.
///
/// # Errors
/// `Conflict` if a database exists and must not be replaced; `Store`: in use, not a backup, or it can't be written.
pub(in crate::store) fn restore(
    path: &Path,
    backup: &mut dyn Read,
    replace: bool,
    purpose: Purpose<'_>,
) -> Result<Option<PathBuf>> {
    let home = Home::of(path)?.ok_or_else(|| RestoreError::TargetDirectoryMissing { path: folder_of(path).to_owned() })?;
    let path = home.path.as_path();
    let _rights = home.act();
    check_files(path)?;
    let _lock = hold(&home, matches!(purpose, Purpose::Plan(_)))?;
    let damaged_plan = match Plan::read(&home) {
        Ok(Some(plan)) => plan.recover(path).map(|_| None)?,
        Ok(None) => None,
        Err(_) if replace => Some(plan::place_of(path)),
        Err(error) => return Err(error),
    };
    clear_up(path);
    let is_there = exists(path)?;
    if (is_there || exists(&admin_path(path))?) && !replace {
        return Err(RestoreError::TargetNotEmpty { database: path.display().to_string() }.into());
    }
    if is_there {
        refuse_irreplaceable(path)?;
    }
    let (mut main, mut admin) = (Scratch::beside(path)?, Scratch::beside(path)?);
    let has_admin = backup::unpack(backup, &mut main, &mut admin)?;
    let layout = backup::check(main.path(), has_admin.then_some(admin.path()))?;
    give_to_owner(&mut main, path, home.account)?;
    private::give_to(Some(home.account), admin.file());
    for file in [&mut main, &mut admin] {
        let shown = file.path().to_owned();
        sync_file(&shown, file.file())?;
    }
    match purpose {
        Purpose::Restore(placing) => placing(if has_admin { head_of(&admin)? } else { AuditHead::default() })?,
        Purpose::Plan(visit) => {
            if is_there {
                refuse_clients(path)?;
            }
            backup::show_values(main.path(), &layout, visit)?;
            return Ok(Plan::new(path, &main, has_admin.then_some(&admin))?.kept(path));
        }
    }
    if is_there {
        close_up(path)?;
    }
    if let Some(plan) = damaged_plan {
        let kept = paths::unused(&with_suffix(&plan, ".replaced"));
        fs::rename(&plan, &kept).map_err(|error| file_failed(&plan, "renamed").because(error))?;
    }
    let plan = Plan::new(path, &main, has_admin.then_some(&admin))?;
    let done = plan.write(path).and_then(|()| {
        main.keep();
        if has_admin {
            admin.keep();
        }
        plan.carry_out(path)
    });
    // Whatever failed, the result says which database is in place.
    match (done, plan.recover(path)) {
        (_, Ok(Ending::Completed)) => Ok(plan.kept(path)),
        (Err(error), Ok(Ending::Undone)) => Err(Error::from(RestoreError::Undone { path: path.to_owned() }).wrapping(error)),
        (Ok(()), Ok(Ending::Undone)) => Err(plan::replaced(path, "was replaced in the meantime; nothing was restored")),
        (done, Err(error)) => {
            let error = done.err().unwrap_or(error);
            Err(Error::from(RestoreError::Unfinished { path: path.to_owned() }).wrapping(error))
        }
    }
}

/// Refuses to replace a file that can't be replaced, or whose successor, which has its mode, could not be written.
fn refuse_irreplaceable(path: &Path) -> Result<()> {
    if mounts::is_mount_point(path) {
        return Err(RestoreError::FileMountPoint { path: path.to_owned() }.into());
    }
    if accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS).is_err() {
        let account = account::name_of(Account::effective().uid());
        let reason = format!("{account} may not write {}", path.display());
        return Err(ChangeError::DatabaseReadOnly { reason }.into());
    }
    Ok(())
}

/// The head of the audit log in a restored administration file.
fn head_of(admin: &Scratch) -> Result<AuditHead> {
    let db = connection::open_admin(admin.path(), &Reading::AsItIs)?;
    let state = admin_file::read(&db, admin.path(), AdminState::read)?.flatten();
    Ok(state.map_or_else(AuditHead::default, |state| state.head))
}

/// Deletes unfinished files of processes that have ended. No plan may need them.
pub(super) fn clear_up(path: &Path) {
    incomplete::clear_up(path);
    incomplete::clear_up(&plan::place_of(path));
}

/// Completes or undoes an interrupted restore.
pub(super) fn recover(home: &Home) -> Result<()> {
    if !exists(&plan::place_of(&home.path))? {
        return Ok(());
    }
    let _lock = hold(home, false)?;
    match Plan::read(home)? {
        Some(plan) => plan.recover(&home.path).map(drop),
        None => Ok(()),
    }
}

/// Gives the new file the owner and mode of the old one.
fn give_to_owner(fresh: &mut Scratch, old: &Path, account: Account) -> Result<()> {
    let cannot = file_failed(fresh.path(), "given to the owner of the file that it replaces");
    let give = |fresh: &File| -> io::Result<()> {
        let was = match fs::symlink_metadata(old) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                private::give_to(Some(account), fresh);
                return Ok(());
            }
            was => was?,
        };
        let is = fresh.metadata()?;
        if (is.uid(), is.gid()) != (was.uid(), was.gid()) {
            fchown(fresh, Some(was.uid()), Some(was.gid()))?;
        }
        attributes::copy_from(old, fresh)?;
        durable::set_mode(fresh, was.mode() & 0o7777)
    };
    give(fresh.file()).map_err(|error| cannot.because(error))
}

fn in_use(path: &Path, clients: String) -> Error {
    RestoreError::TargetInUse { database: path.display().to_string(), clients, pooled: false }.into()
}

/// Refuses if another process has the old pair open, without changing it.
fn refuse_clients(path: &Path) -> Result<()> {
    let clients = match clients::at_work(path) {
        Err(error) if errors::is_damage(&error) => named(&holders::holders(path)),
        clients => clients?,
    };
    clients.map_or(Ok(()), |clients| Err(in_use(path, clients)))
}

/// Moves all changes of the old pair into the two files themselves, if they can be read. Refuses if another process has them
/// open.
fn close_up(path: &Path) -> Result<()> {
    let in_use = |clients| in_use(path, clients);
    let closed = || match clients::at_work(path)? {
        Some(clients) => Err(in_use(clients)),
        None => Writer::open(path)?.recover(),
    };
    // SQLite takes an empty file for an empty database, and deletes the files beside it.
    let is_empty = fs::metadata(path).is_ok_and(|found| found.len() == 0);
    // Opening would create a missing administration file, and with it lose the log beside it.
    let admin = admin_path(path);
    let has_log = |suffix| exists(&with_suffix(&admin, suffix));
    let is_orphaned = !exists(&admin)? && (has_log("-wal")? || has_log("-journal")?);
    match if is_empty || is_orphaned { None } else { Some(closed()) } {
        Some(Ok(())) => {}
        Some(Err(error)) if !errors::is_damage(&error) => return Err(error),
        // It is kept unchanged, with everything beside it.
        _ => return named(&holders::holders(path)).map_or(Ok(()), |clients| Err(in_use(clients))),
    }
    for file in [path.to_owned(), admin_path(path)] {
        let log = with_suffix(&file, "-wal");
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(in_use(format!("{} is not empty", log.display())));
        }
    }
    Ok(())
}
