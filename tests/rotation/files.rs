//! Unusable key files, full disks, and concurrent rotations.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use kozmoai::error::Kind;
use kozmoai::secret::Secret;
use kozmoai::service::rotation::Request;

use super::parallel::in_parallel;
use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator};
use super::thorough::times;
use super::{Engine, TestEnv, json, kozmoai, request};

/// The files of a folder, except the database's lock.
fn snapshot(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(snapshot(&path));
        } else if !path.to_str().unwrap().contains(".lock") {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn unwritable_key_file_is_refused_first() {
    let refused = |spoil: &dyn Fn(&Path)| {
        let home = tempfile::tempdir().unwrap();
        secrets::seed(home.path(), 1);
        spoil(&home.path().join(".env"));
        let error = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap_err();
        assert_eq!(error.kind(), Kind::NotAllowed, "{error}");
        assert!(!home.path().join("config/rotation.json").exists() && !home.path().join("config/backups").exists());
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], 1);
    };
    refused(&|env| fs::set_permissions(env, PermissionsExt::from_mode(0o400)).unwrap());
    refused(&|env| {
        let elsewhere = env.with_file_name("elsewhere");
        fs::rename(env, &elsewhere).unwrap();
        symlink(&elsewhere, env).unwrap();
    });
}

#[test]
fn key_that_reads_back_differently_is_refused_first() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    let weak = Request { new_key: Some(Secret::from("pa${HOME}ss")), allow_weak_key: true, ..request() };
    let error = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&weak, &mut |_| true).unwrap_err();
    assert_eq!(error.code(), "env_unwritable", "{error}");
    assert!(!home.path().join("config/rotation.json").exists() && !home.path().join("config/backups").exists());
}

/// An account that may write the folder, but does not own the file, could not update the key.
#[test]
fn new_key_that_is_not_one_line_is_refused_first() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    for key in ["with a bell\u{7}", "two\nlines", "two newlines\n\n"] {
        let odd = Request { new_key: Some(Secret::from(key)), allow_weak_key: true, ..request() };
        let error = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&odd, &mut |_| true).unwrap_err();
        assert_eq!((error.kind(), error.code()), (Kind::Usage, "new_key_control"), "{key:?}: {error}");
        assert!(!home.path().join("config/rotation.json").exists() && !home.path().join("config/backups").exists());
    }
}

#[test]
fn key_file_of_other_account_is_refused_first() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can give a file to another account");
        return;
    }
    let program = home.path().join("kozmoai");
    // A copy, since a program that a child process still has open for writing can't be run.
    assert!(Command::new("cp").args([env!("CARGO_BIN_EXE_kozmoai")]).arg(&program).status().unwrap().success());
    give_away(home.path(), 12_345);
    let env = home.path().join(".env");
    std::os::unix::fs::chown(&env, Some(0), Some(0)).unwrap();
    fs::set_permissions(&env, PermissionsExt::from_mode(0o644)).unwrap();
    let mut command = Command::new(&program);
    command.env_clear().env("HOME", home.path()).env("OLDER", OLDER_KEY).current_dir(home.path()).uid(12_345).gid(12_345);
    command.args(["--config-dir", "config", "rotate", "--yes", "--old-key-env", "OLDER"]);
    let (_, code, printed) = json(command);
    assert!(code == 7 && printed.contains("another account, number 0"), "{code} {printed}");
    assert!(!home.path().join("config/rotation.json").exists() && !home.path().join("config/backups").exists());
}

/// Changes the owner of a folder and its contents.
fn give_away(folder: &Path, account: u32) {
    std::os::unix::fs::chown(folder, Some(account), Some(account)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            give_away(&path, account);
        } else {
            std::os::unix::fs::chown(&path, Some(account), Some(account)).unwrap();
        }
    }
}

/// A .env file that --env-file names is used even if others may write to it. Afterwards they no longer can.
#[test]
fn given_env_file_is_used_whoever_may_write_to_it() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), 1);
    let given = home.path().join("given.env");
    fs::rename(home.path().join(".env"), &given).unwrap();
    fs::set_permissions(&given, PermissionsExt::from_mode(0o666)).unwrap();
    for way in ["--dry-run", "--yes"] {
        let mut command = kozmoai(home.path(), &["--env-file", "given.env", "rotate", "--old-key-env", "X", way]);
        command.env("X", OLDER_KEY);
        let (_, code, printed) = json(command);
        assert_eq!(code, 0, "{way}: {printed}");
    }
    assert_eq!(fs::metadata(&given).unwrap().permissions().mode() & 0o022, 0);
    assert!(!fs::read_to_string(&given).unwrap().contains(FIRST_KEY));
    assert_eq!(json(kozmoai(home.path(), &["--env-file", "given.env", "key", "check"])).1, 0);
}

#[test]
fn every_file_with_the_key_is_updated() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    let file = home.path().join("config/secret_key");
    fs::write(&file, FIRST_KEY).unwrap();
    let report = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap();
    assert_eq!(report.key_files.len(), 2);
    let key = fs::read_to_string(&file).unwrap();
    assert_eq!(secrets::settings(home.path()).secret_key.value.as_ref().map(secrets::exposed), Some(key.as_str()));
    // Without a .env, only the key file is used.
    fs::remove_file(home.path().join(".env")).unwrap();
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap();
    assert_ne!(fs::read_to_string(&file).unwrap(), key);
    secrets::assert_all_open_under_the_key_on_disk(home.path(), 1);
}

#[test]
fn invalid_journal_is_left_unchanged() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    let journal = home.path().join("config/rotation.json");
    fs::write(&journal, "{\"version\": 9}").unwrap();
    let before = snapshot(home.path());
    for verb in [&["rotate", "--yes"][..], &["rotate", "resume"], &["rotate", "rollback"], &["rotate", "status"]] {
        let (_, code, printed) = json(kozmoai(home.path(), verb));
        assert_eq!(code, 8, "{printed}");
        assert!(!printed.contains(FIRST_KEY));
    }
    let untouched =
        |files: Vec<(String, Vec<u8>)>| files.into_iter().filter(|(name, _)| !name.contains("/store/")).collect::<Vec<_>>();
    assert_eq!(untouched(snapshot(home.path())), untouched(before));
}

#[test]
fn concurrent_rotation_is_refused() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 50);
    fs::write(home.path().join("older"), OLDER_KEY).unwrap();
    let rotate = ["rotate", "--old-key-file", "older", "--yes", "--no-backup"];
    let children: Vec<_> = (0..2)
        .map(|_| {
            let mut command = kozmoai(home.path(), &rotate);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            command.spawn().unwrap()
        })
        .collect();
    let codes: Vec<i32> = children.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    // The second one waits briefly for the database, then reports who has it locked, or that its key has changed.
    assert!(
        codes.iter().filter(|code| **code == 0).count() == 1 && codes.iter().all(|code| [0, 8, 9].contains(code)),
        "{codes:?}"
    );
    secrets::assert_all_open_under_the_key_on_disk(home.path(), 50);
}

/// A small disk, unmounted when dropped.
struct Disk(std::path::PathBuf);

impl Disk {
    /// Mounts a disk; none, with a message, if this account may not.
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs"]).arg(at).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(at.to_owned()));
        }
        crate::support::skipped::skipped("a full disk needs its own tmpfs, which this account can't mount");
        None
    }

    /// Fills the disk except for so many bytes.
    fn fill_but(&self, room: u64) {
        let free = rustix::fs::statvfs(&self.0).map(|disk| disk.f_bavail * disk.f_frsize).unwrap();
        fs::write(self.0.join("filler"), vec![0; usize::try_from(free.saturating_sub(room)).unwrap()]).unwrap();
    }

    fn clear(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").args(["-l"]).arg(&self.0).status());
    }
}

/// Before anything is written, whatever lacks room is named: the directory of the journal, or that of the backup, which needs more.
#[test]
fn directory_without_room_is_refused_first() {
    let home = TestEnv::sqlite();
    let Some(disk) = Disk::mount(&home.path().join("config")) else { return };
    secrets::seed(home.path(), 400);
    // A generated key would not be kept on this disk.
    fs::write(home.path().join("new"), "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE").unwrap();
    let entries = || fs::read_dir(&disk.0).unwrap().map(|entry| entry.unwrap().file_name()).collect::<BTreeSet<_>>();
    let before = entries();
    let rotate = |more: &[&str]| {
        let mut command = kozmoai(home.path(), &[&["rotate", "--old-key-env", "X", "--new-key-file", "new"], more].concat());
        command.env("X", OLDER_KEY);
        json(command)
    };
    let refused = |options: &[&str], said: [&str; 2]| {
        for way in ["--dry-run", "--yes"] {
            let (_, code, printed) = rotate(&[options, &[way]].concat());
            assert!(code == 7 && said.iter().all(|text| printed.contains(text)), "{options:?} {way}: {code} {printed}");
        }
    };
    disk.fill_but(32 << 10);
    refused(&["--no-backup"], ["journal_not_writable", "cannot be written into"]);
    disk.clear();
    // Room for a journal, but not for a backup of this database.
    disk.fill_but(128 << 10);
    refused(&[], ["rotation_backup_not_writable", "cannot be written into"]);
    refused(&["--backup", "config/new/backups"], ["rotation_backup_not_writable", "cannot be written into"]);
    disk.clear();
    for folder in [".env/backups", "config/../.env/backups/more"] {
        refused(&["--backup", folder], ["rotation_backup_not_writable", "is not a directory"]);
    }
    assert_eq!(entries(), before);
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], 400);
    drop(store);
    let (_, code, printed) = rotate(&["--yes", "--backup", "config/new/backups"]);
    assert_eq!(code, 0, "{printed}");
    assert_eq!(fs::read_dir(home.path().join("config/new/backups")).unwrap().count(), 1);
}

/// Rotates on disks with little to enough space, so that each stage runs out of it.
fn rotate_on_a_full_disk(home: &Path, disk: &Disk, rooms: impl Iterator<Item = u64>, users: usize) {
    let mut ends = BTreeSet::new();
    for room in rooms {
        disk.fill_but(room);
        let tried = kozmoai(home, &["rotate", "--yes"]).env("X", OLDER_KEY).args(["--old-key-env", "X"]).output().unwrap();
        let code = tried.status.code().unwrap();
        ends.insert(code);
        disk.clear();
        drop(fs::remove_dir_all(home.join("config/backups")));
        if code == 10 {
            let verb = if room % 2 == 0 { "resume" } else { "rollback" };
            let (_, code, printed) = json(kozmoai(home, &["rotate", verb]));
            assert_eq!(code, 0, "{printed}");
        }
        assert!(!home.join("config/rotation.json").exists());
        let key = secrets::settings(home).secret_key.value.clone().unwrap();
        let store = kozmoai::store::open(&secrets::settings(home).store.value).unwrap();
        secrets::assert_all_open(&*store, secrets::exposed(&key), &[OLDER_KEY], users);
    }
    assert!(ends.contains(&0) && ends.len() > 1, "{ends:?}");
}

#[test]
fn full_disk_loses_nothing() {
    let users = 400;
    in_parallel([false, true], |sqlite| {
        let home = tempfile::tempdir().unwrap();
        let Some(disk) = Disk::mount(&home.path().join("disk")) else { return };
        if sqlite {
            secrets::keep_in_sqlite(&disk.0);
        }
        secrets::seed(&disk.0, users);
        let steps = (0..=40).step_by(times(8, 1));
        rotate_on_a_full_disk(&disk.0, &disk, steps.map(|step| step * 96 * 1024 + step % 2), users);
    });
}

/// The disk of the database, while there is space for backup and journal.
#[test]
fn full_server_disk_loses_nothing() {
    let Some(home) = TestEnv::postgres() else { return };
    let Engine::Postgres(server, name) = &home.engine else { return };
    let Some(disk) = Disk::mount(&server.folder.join("small")) else { return };
    let owner = fs::metadata(server.folder.join("data")).unwrap();
    std::os::unix::fs::chown(&disk.0, Some(owner.uid()), Some(owner.gid())).unwrap();
    let users = 400;
    secrets::seed(home.path(), users);
    server.wait_until_alone(name);
    let mut admin = server.client("postgres");
    admin.batch_execute(&format!("CREATE TABLESPACE small LOCATION '{}'", disk.0.display())).unwrap();
    admin.batch_execute(&format!("ALTER DATABASE {name} SET TABLESPACE small")).unwrap();
    let steps = (0..=20).step_by(times(5, 1));
    rotate_on_a_full_disk(home.path(), &disk, steps.map(|step| step * 192 * 1024 + step % 2), users);
    server.wait_until_alone(name);
    admin.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
    admin.batch_execute("DROP TABLESPACE small").unwrap();
}

#[test]
fn generated_key_is_always_written() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 1);
    let nowhere = Request { update_sources: false, ..request() };
    let error = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&nowhere, &mut |_| true).unwrap_err();
    assert_eq!(error.kind(), Kind::Usage);
}
