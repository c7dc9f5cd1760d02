//! Other file systems, mounted if possible: an overlay, whose folders of a lower layer can't be renamed, and a FUSE file system,
//! which supports no rename flags.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::secrets;
use super::swaps::{Homes, RESTORE, ROTATE, assert_tidy, is_restored, program, succeed, users};
use super::thorough::times;
use crate::support::run::run_by;

/// The file system of a test's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disk {
    /// That of temporary folders.
    Plain,
    /// An overlay whose initial content is in a lower layer.
    Overlay,
    /// `bindfs`, which mirrors another folder.
    Fuse,
    /// An overlay as in rootless containers.
    FuseOverlay,
}

impl Disk {
    const MOUNTED: [Self; 3] = [Self::Overlay, Self::Fuse, Self::FuseOverlay];

    /// Mounts the content of `seed` at `home`; whether that is possible.
    pub(super) fn provide(self, seed: &Path, home: &Path) -> bool {
        let [upper, work, under] = ["upper", "work", "under"].map(|name| home.with_file_name(name));
        let copy = |to: &Path| Command::new("cp").arg("-a").arg(seed).arg(to).status().unwrap().success();
        match self {
            Self::Plain => copy(home),
            Self::Overlay | Self::FuseOverlay => {
                [home, &upper, &work].iter().for_each(|path| fs::create_dir(path).unwrap());
                let layers = format!("lowerdir={},upperdir={},workdir={}", seed.display(), upper.display(), work.display());
                let mut mount = Command::new(if self == Self::Overlay { "mount" } else { "fuse-overlayfs" });
                if self == Self::Overlay {
                    mount.args(["-t", "overlay", "overlay"]);
                }
                does(mount.args(["-o", &layers]).arg(home))
            }
            Self::Fuse => {
                fs::create_dir(home).unwrap();
                copy(&under) && does(Command::new("bindfs").arg(&under).arg(home))
            }
        }
    }

    /// Unmounts it.
    pub(super) fn clear(self, home: &Path) {
        if self != Self::Plain {
            does(Command::new("umount").arg(home));
        }
        for name in ["home", "upper", "work", "under"] {
            let path = home.with_file_name(name);
            if path.exists() {
                fs::remove_dir_all(path).unwrap();
            }
        }
    }
}

/// Runs a command that may be missing or forbidden.
fn does(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Every operation that replaces an embedded database.
fn works_embedded(home: &Path) {
    succeed(program(home).args(["backup", "another.backup"]));
    succeed(program(home).args(["rotate", "--yes"]));
    succeed(program(home).args(ROTATE));
    succeed(program(home).args(["key", "check"]));
    succeed(program(home).args(["restore", "another.backup", "--replace", "--yes"]));
    assert_eq!(users(home, "store"), ["after", "before"]);
    succeed(program(home).args(RESTORE));
    assert_eq!(users(home, "store"), ["before"]);
    assert!(home.join("store.replaced").exists() && home.join("store.replaced-2").exists());
    let copied = home.join("copied");
    succeed(program(home).args(["store", "copy", "-", &format!("sled:///{}", copied.display())]));
    assert_eq!(users(home, "copied"), ["before"]);
    succeed(program(home).args(["audit", "verify"]));
}

/// The same on SQLite.
fn works_on_sqlite(home: &Path) {
    let database = secrets::keep_in_sqlite(home);
    let url = format!("sqlite:///{}", database.display());
    let run = |arguments: &[&str]| succeed(program(home).args(["--store", &url]).args(arguments));
    run(&["users", "add", "kept", "--generate-password"]);
    run(&["backup", "sqlite.backup"]);
    run(&["users", "add", "lost", "--generate-password"]);
    run(&["rotate", "--yes", "--allow-unreadable", "--no-backup"]);
    run(&["restore", "sqlite.backup", "--replace", "--yes"]);
    let listed = run(&["users", "list"]);
    assert!(listed.contains("kept") && !listed.contains("lost"), "{listed}");
    run(&["store", "copy", "-", &format!("sled:///{}", home.join("from-sqlite").display())]);
    run(&["audit", "verify"]);
}

#[test]
fn databases_are_rewritten_on_mounted_disks() {
    for disk in Disk::MOUNTED {
        let Some(homes) = Homes::on(disk) else { continue };
        println!("{disk:?}");
        works_embedded(&homes.fresh());
        works_on_sqlite(&homes.fresh());
    }
}

#[test]
fn restore_killed_on_mounted_disks_leaves_either_database() {
    for disk in [Disk::Overlay, Disk::Fuse] {
        let Some(homes) = Homes::on(disk) else { continue };
        let (mut old, mut new) = (0, 0);
        homes.kill_before_each_step(RESTORE, &[], &mut |home, ended| {
            let is_new = is_restored(home);
            assert!(is_new || !ended);
            *(if is_new { &mut new } else { &mut old }) += 1;
        });
        println!("{disk:?}: {old} undone, {new} completed");
        assert!(old > times(5, 10) && new > times(1, 3), "{disk:?}: {old} undone, {new} completed");
    }
}

/// As on CIFS, whose folders can't be synced.
#[test]
fn unsyncable_folders_are_tolerated() {
    if !does(Command::new("strace").args(["-o", "/dev/null", "true"])) {
        crate::support::skipped::skipped("strace is not installed, or traces nothing here");
        return;
    }
    let homes = Homes::new();
    for arguments in [
        RESTORE,
        ROTATE,
        &["rotate", "--yes"],
        &["backup", "another.backup"],
        &["users", "delete", "after", "--confirm", "after"],
    ] {
        let home = homes.fresh();
        fs::create_dir_all(home.join("backups")).unwrap();
        let inject = "inject=fsync,renameat2:error=EINVAL";
        let mut options = ["-f", "-qq", "-o", "trace", "-e", "trace=fsync,renameat2", "-e", inject].map(OsString::from).to_vec();
        for folder in ["", "store", "store.fresh", "store/blobs", "store.fresh/blobs", "backups"] {
            options.extend(["-P".into(), home.join(folder).into()]);
        }
        let mut inner = program(&home);
        inner.args(arguments).current_dir(&home);
        succeed(&mut run_by("strace", options, &inner));
        let trace = fs::read_to_string(home.join("trace")).unwrap();
        assert!(trace.contains("INJECTED"), "{arguments:?}: no folder was synced: {trace}");
        fs::remove_file(home.join("trace")).unwrap();
        succeed(program(&home).args(["key", "check"]));
        if arguments == RESTORE {
            assert!(is_restored(&home));
        } else {
            assert!(users(&home, "store").contains(&"before".to_owned()));
            fs::remove_file(home.join("another.backup")).unwrap_or_default();
            assert_tidy(&home);
        }
    }
}
