//! Restoring: one pair of files in place of another, in an order that may be cut short anywhere.
//!
//! ```text
//! 1  the new pair is written beside the old one, on disk
//! 2  `kozmoai.db.admin-restore` says under which names it lies, and which name the old pair will bear
//! 3  Kozmoai's old file gets that name too, and the new one takes its place: from here on it is restored
//! 4  ours is put aside under that name, and the new one in its place
//! 5  what was written down goes
//! ```
//!
//! Whoever opens the database or restores next, and finds something written down, ends it: it is taken back if the new file
//! is not in place yet, and else finished.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::act::Writer;
use super::backup::{Scratch, put_back};
use super::{connection, hold, others};
use crate::error::{Error, Kind, Result};
use crate::store::files;

/// What is written down of a restoration: names in the database's folder.
#[derive(Serialize, Deserialize)]
struct Plan {
    /// Kozmoai's new file.
    main: PathBuf,
    /// Ours, if the backup holds one.
    side: Option<PathBuf>,
    /// What the old file of Kozmoai's is called from then on.
    kept: PathBuf,
    /// Whether there is one.
    replaces: bool,
}

/// Puts a backup into a place; gives the name under which what stood there is kept.
///
/// # Errors
/// `Conflict` if there is something and it is not to be replaced; `Store`: in use, no backup, can't be written.
pub(in crate::store) fn restore(path: &Path, backup: &mut dyn Read, replace: bool) -> Result<Option<PathBuf>> {
    let path = &std::path::absolute(path).map_err(|error| files::trouble(path, "is no usable path").because(error))?;
    // A link goes on pointing to where it does.
    let path = &path.canonicalize().unwrap_or_else(|_| path.clone());
    let _held = hold(path)?;
    end(path)?;
    let there = path.exists();
    if (there || connection::side_of(path).exists()) && !replace {
        return Err(Error::new(
            Kind::Conflict,
            format!("There is something in {} already; nothing was restored.", path.display()),
        )
        .hint("Restore into another place with --store, or put it in place of what is there with --replace."));
    }
    let (main, side) = (Scratch::beside(path), Scratch::beside(path));
    let has_side = put_back(backup, &main.0, &side.0)?;
    if there {
        give_to_owner(&main.0, path)?;
    }
    for file in [&main.0, &side.0] {
        let on_disk = File::open(file).and_then(|file| file.sync_all());
        on_disk.map_err(|error| files::trouble(file, "can't be put on disk").because(error))?;
    }
    let kept = files::free(&files::with_suffix(path, ".replaced"));
    let name = |path: &Path| PathBuf::from(path.file_name().unwrap_or_default());
    let plan = Plan { main: name(&main.0), side: has_side.then(|| name(&side.0)), kept: name(&kept), replaces: there };
    plan.write_down(path)?;
    // From here on these go or stay as the plan says.
    main.keep();
    if has_side {
        side.keep();
    }
    if let Err(error) = plan.put_in_place(path) {
        // What can't be ended now is by whoever opens the database next.
        drop(end(path));
        return Err(error);
    }
    end(path)?;
    Ok(there.then_some(kept))
}

/// Ends what a restoration that was cut short has left.
pub(super) fn settle(path: &Path) -> Result<()> {
    if !plan_of(path).exists() {
        return Ok(());
    }
    let _held = hold(path)?;
    end(path)
}

/// Takes back or finishes whatever was written down. Only to be called with the pair held.
fn end(path: &Path) -> Result<()> {
    let written = plan_of(path);
    let unreadable = || {
        files::trouble(&written, "can't be read, which says how a restoration that was cut short is ended")
            .hint("Look at its permissions.")
    };
    let text = match fs::read(&written) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable().because(error)),
    };
    let plan: Plan = serde_json::from_slice(&text).map_err(|error| unreadable().because(error))?;
    if plan.is_in_place(path) {
        plan.finish(path)?;
    } else {
        plan.take_back(path)?;
    }
    fs::remove_file(&written).map_err(|error| files::trouble(&written, "can't be removed").because(error))?;
    files::sync_parent(&written)
}

fn plan_of(path: &Path) -> PathBuf {
    files::with_suffix(path, ".admin-restore")
}

impl Plan {
    /// Writes it down, whole or not at all.
    fn write_down(&self, path: &Path) -> Result<()> {
        let scratch = Scratch::beside(path);
        let mut file = files::create_private(&scratch.0)?;
        let text = serde_json::to_vec(self).map_err(io::Error::from);
        text.and_then(|text| file.write_all(&text))
            .and_then(|()| file.sync_all())
            .map_err(|error| files::trouble(&scratch.0, "can't be written").because(error))?;
        files::rename(&scratch.0, &plan_of(path))
    }

    /// Lets Kozmoai's new file take the place of the old one, of which nobody may be in the middle of anything.
    fn put_in_place(&self, path: &Path) -> Result<()> {
        let kept = path.with_file_name(&self.kept);
        if self.replaces {
            close_up(path)?;
            fs::hard_link(path, &kept).map_err(|error| files::trouble(path, "can't be given another name").because(error))?;
            files::sync_parent(&kept)?;
        }
        files::rename(&path.with_file_name(&self.main), path)
    }

    /// Whether that was done.
    fn is_in_place(&self, path: &Path) -> bool {
        let kept = path.with_file_name(&self.kept);
        let gone = !path.with_file_name(&self.main).exists() && path.exists();
        gone && (!self.replaces || (kept.exists() && !is_same_file(&kept, path)))
    }

    /// Ours too.
    fn finish(&self, path: &Path) -> Result<()> {
        let side = connection::side_of(path);
        let fresh = self.side.as_ref().map(|name| path.with_file_name(name));
        if fresh.as_ref().is_some_and(|fresh| !fresh.exists()) {
            return Ok(());
        }
        if side.exists() {
            files::rename(&side, &files::free(&connection::side_of(&path.with_file_name(&self.kept))))?;
        }
        fresh.map_or(Ok(()), |fresh| files::rename(&fresh, &side))
    }

    fn take_back(&self, path: &Path) -> Result<()> {
        let kept = path.with_file_name(&self.kept);
        if self.replaces && is_same_file(&kept, path) {
            fs::remove_file(&kept).map_err(|error| files::trouble(&kept, "can't be removed").because(error))?;
        }
        for name in self.side.iter().chain([&self.main]) {
            Scratch(path.with_file_name(name)).clear();
        }
        files::sync_parent(path)
    }
}

fn is_same_file(left: &Path, right: &Path) -> bool {
    let identity = |path: &Path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    identity(left).is_some_and(|file| identity(right) == Some(file))
}

/// Whoever could open the old file can open the new one.
fn give_to_owner(fresh: &Path, old: &Path) -> Result<()> {
    let give = || -> io::Result<()> {
        let (is, was) = (fs::metadata(fresh)?, fs::metadata(old)?);
        if (is.uid(), is.gid()) != (was.uid(), was.gid()) {
            std::os::unix::fs::chown(fresh, Some(was.uid()), Some(was.gid()))?;
        }
        fs::set_permissions(fresh, fs::Permissions::from_mode(was.mode() & 0o7777))
    };
    give().map_err(|error| files::trouble(fresh, "can't be given to the owner of what it replaces").because(error))
}

/// Brings everything of the old pair into the two files themselves, for what lies beside them would be taken for a part
/// of the new ones; refused while anyone has them open.
fn close_up(path: &Path) -> Result<()> {
    if let Some(others) = others::at_work(path)? {
        return Err(Error::new(Kind::Store, format!("{} is in use: {others}; nothing was restored.", path.display()))
            .hint("Stop Kozmoai first, and end every other kozmoai."));
    }
    Writer::open(path)?.settle()?;
    for file in [path.to_owned(), connection::side_of(path)] {
        let log = files::with_suffix(&file, "-wal");
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(files::trouble(&log, "is still in use; nothing was restored"));
        }
    }
    Ok(())
}
