//! The files of a SQLite database: owners, planted files, restores, and read-only access.

use std::fs::{self, Permissions};
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};

use kozmoai::error::{Error, Kind, Result};
use kozmoai::model::StoreUrl;
use kozmoai::store::{Change, CommitOutcome, Store};
use rusqlite::Connection;

use super::sqlite::genuine;
use super::{batch, commit, insert, user};

/// An account that does not exist here.
const ACCOUNT: u32 = 12_345;

fn open(path: &Path) -> Result<Box<dyn Store>> {
    kozmoai::store::open(&StoreUrl::Sqlite(path.to_owned()))
}

fn refusal(path: &Path) -> Error {
    let error = open(path).err().unwrap();
    assert_eq!(error.kind(), Kind::Store, "{error}");
    error
}

fn restore(path: &Path, backup: &[u8], replace: bool) -> Result<Option<PathBuf>> {
    kozmoai::store::restore(&StoreUrl::Sqlite(path.to_owned()), &mut &*backup, replace, &mut |_| Ok(()))
}

fn back_up(path: &Path) -> Vec<u8> {
    let mut backup = Vec::new();
    open(path).unwrap().back_up(&super::scratch(), &mut backup).unwrap();
    backup
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    path.with_file_name(format!("{}{suffix}", path.file_name().unwrap().to_str().unwrap()))
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A database in a folder that every account may enter.
fn reachable() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let path = genuine(&inner);
    (folder, path)
}

/// The same, owned by another account; none if this process can't change owners.
fn of_another_account() -> Option<(tempfile::TempDir, PathBuf)> {
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root works in the folders of other accounts");
        return None;
    }
    let (folder, path) = reachable();
    chown(path.parent().unwrap(), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    chown(&path, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    Some((folder, path))
}

/// A database whose last change is only in its `-wal`: a copy made while it was open.
fn leave_log(path: &Path) {
    let aside = tempfile::tempdir().unwrap();
    let copy = aside.path().join("copy.db");
    fs::copy(path, &copy).unwrap();
    let db = Connection::open(&copy).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE user SET profile_image = 'logged'")
        .unwrap();
    fs::write(path, fs::read(&copy).unwrap()).unwrap();
    fs::write(with_suffix(path, "-wal"), fs::read(with_suffix(&copy, "-wal")).unwrap()).unwrap();
}

fn image(store: &dyn Store) -> Option<String> {
    store.user_by_name("admin").unwrap().unwrap().profile_image
}

#[test]
fn forged_restore_plan_is_never_followed() {
    let (folder, path) = reachable();
    let backup = back_up(&path);
    let victim = path.with_file_name("victim");
    fs::write(&victim, "content").unwrap();
    fs::write(folder.path().join("outside"), "content").unwrap();
    let fresh = |name: &str| serde_json::json!({ "name": name, "inode": fs::metadata(&victim).unwrap().ino() });
    let plan = |main: serde_json::Value, kept: &str, suffix: &str| {
        let old = [serde_json::json!({ "suffix": suffix, "inode": fs::metadata(&victim).unwrap().ino() })];
        let plan = serde_json::json!({ "main": main, "side": null, "kept": kept, "old": old });
        kozmoai::fs::recovery_file::seal("sqlite restore", 1, &plan).unwrap().to_vec()
    };
    let scratch = "kozmoai.db.0123456789ab.new";
    let forged = [
        br#"{"main":"victim","side":null,"kept":"k","replaces":false}"#.to_vec(),
        plan(fresh("victim"), "kozmoai.db.replaced", ""),
        plan(fresh("../outside"), "kozmoai.db.replaced", ""),
        plan(fresh(scratch), "victim", ""),
        plan(fresh(scratch), "kozmoai.db.replaced", ".admin/../victim"),
        plan(fresh(scratch), "kozmoai.db.replaced-x", ""),
    ];
    for (number, forged) in forged.iter().enumerate() {
        fs::write(with_suffix(&path, ".admin-restore"), forged).unwrap();
        let error = refusal(&path);
        assert_eq!(error.code(), "recovery_file_rejected");
        assert!(error.message().contains("kozmoai.db.admin-restore"), "{error}");
        assert!(error.next_step().unwrap().contains("--replace"), "{error:?}");
        assert_eq!(restore(&path, &backup, false).unwrap_err().kind(), Kind::Store, "plan {number}");
        assert_eq!(fs::read_to_string(&victim).unwrap(), "content");
        assert_eq!(fs::read_to_string(folder.path().join("outside")).unwrap(), "content");
        restore(&path, &backup, true).unwrap();
        assert!(open(&path).unwrap().user_by_name("admin").unwrap().is_some());
    }
    assert!(names(path.parent().unwrap()).contains(&"kozmoai.db.admin-restore.replaced".to_owned()));
}

#[test]
fn plan_of_newer_version_or_other_account_is_refused() {
    let (_folder, path) = reachable();
    let written = with_suffix(&path, ".admin-restore");
    fs::write(&written, kozmoai::fs::recovery_file::seal("sqlite restore", 2, &()).unwrap()).unwrap();
    assert!(refusal(&path).message().contains("newer version"));
    fs::write(&written, kozmoai::fs::recovery_file::seal("sqlite restore", 1, &()).unwrap()).unwrap();
    fs::set_permissions(&written, Permissions::from_mode(0o666)).unwrap();
    let error = refusal(&path);
    assert_eq!(error.code(), "recovery_file_rejected");
    assert!(error.to_string().contains("others may write"), "{error}");
    if rustix::process::geteuid().is_root() {
        fs::set_permissions(&written, Permissions::from_mode(0o600)).unwrap();
        chown(&written, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        let error = refusal(&path);
        assert!(error.to_string().contains("another account"), "{error}");
    }
}

#[test]
fn root_creates_no_files_of_its_own() {
    let Some((_folder, path)) = of_another_account() else { return };
    let store = open(&path).unwrap();
    insert(&*store, &user("anna"));
    let _lock = store.lock_rotation().unwrap();
    let folder = path.parent().unwrap();
    let names = names(folder);
    assert!(
        ["kozmoai.db-wal", "kozmoai.db.admin", "kozmoai.db.admin-wal", "kozmoai.db.admin-lock"]
            .iter()
            .all(|name| names.iter().any(|there| there == name)),
        "{names:?}"
    );
    for name in names {
        assert_eq!(fs::metadata(folder.join(&name)).unwrap().uid(), ACCOUNT, "{name}");
    }
    drop(_lock);
    drop(store);
    let backup = back_up(&path);
    restore(&path, &backup, true).unwrap();
    for name in self::names(folder) {
        assert_eq!(fs::metadata(folder.join(&name)).unwrap().uid(), ACCOUNT, "{name}");
    }
}

#[test]
fn root_follows_no_planted_links() {
    let Some((folder, path)) = of_another_account() else { return };
    let target = folder.path().join("target");
    for suffix in ["-wal", "-shm", "-journal", ".admin", ".admin-wal", ".admin-journal", ".admin-lock", ".admin-restore"] {
        let link = with_suffix(&path, suffix);
        symlink(&target, &link).unwrap();
        lchown(&link, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        for is_there in [false, true] {
            if is_there {
                fs::write(&target, "content").unwrap();
            }
            let opened = open(&path).and_then(|store| {
                let _lock = store.lock_rotation()?;
                store.commit(&batch(vec![Change::InsertUser(user("anna"))]))
            });
            assert_eq!(opened.unwrap_err().kind(), Kind::Store, "{suffix}");
            assert_eq!(fs::read_to_string(&target).ok(), is_there.then(|| "content".to_owned()), "{suffix}");
        }
        fs::remove_file(&target).unwrap();
        fs::remove_file(&link).unwrap();
    }
    // A database that the account links to but does not own.
    let roots = genuine(folder.path());
    fs::remove_file(&path).unwrap();
    symlink(&roots, &path).unwrap();
    lchown(&path, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    let error = refusal(&path);
    assert_eq!(error.code(), "database_path_not_followed");
    assert!(error.to_string().contains("symbolic link of another account"), "{error}");
}

#[test]
fn files_of_root_are_named_with_fix() {
    let Some((_folder, path)) = of_another_account() else { return };
    for suffix in [".admin", "-wal", "-shm", ".admin-lock"] {
        let left = with_suffix(&path, suffix);
        insert(&*open(&path).unwrap(), &user(&format!("user{suffix}")));
        if !left.exists() {
            fs::write(&left, "").unwrap();
        }
        chown(&left, Some(0), Some(0)).unwrap();
        fs::set_permissions(&left, Permissions::from_mode(0o600)).unwrap();
        let error = open(&path).and_then(|store| store.lock_rotation().map(drop)).err().unwrap();
        assert!(error.message().contains("belongs to root (mode 0600) and can't be opened by uid 12345"), "{suffix}: {error}");
        let hint = error.next_step().unwrap();
        assert!(hint.contains("chown 12345:12345") && hint.contains(left.to_str().unwrap()), "{hint}");
        fs::remove_file(left).unwrap();
    }
}

#[test]
fn leftover_log_of_deleted_database_is_kept_aside() {
    let (_folder, path) = reachable();
    let backup = back_up(&path);
    for (number, replace) in [(1, false), (2, true)] {
        leave_log(&path);
        let log = fs::read(with_suffix(&path, "-wal")).unwrap();
        fs::remove_file(&path).unwrap();
        for suffix in ["-shm", "-journal"] {
            fs::write(with_suffix(&path, suffix), "left").unwrap();
        }
        let kept = restore(&path, &backup, replace).unwrap().unwrap();
        assert_eq!(image(&*open(&path).unwrap()), None, "the backup alone, {kept:?}");
        let base = if number == 1 { ".replaced".to_owned() } else { format!(".replaced-{number}") };
        assert_eq!(fs::read(with_suffix(&path, &format!("{base}-wal"))).unwrap(), log);
    }
}

#[test]
fn leftover_log_of_deleted_admin_file_is_kept_aside() {
    let (_folder, path) = reachable();
    let backup = back_up(&path);
    assert!(!with_suffix(&path, ".admin").exists());
    fs::write(with_suffix(&path, ".admin-wal"), "left").unwrap();
    restore(&path, &backup, true).unwrap().unwrap();
    assert_eq!(image(&*open(&path).unwrap()), None, "the backup alone");
    let names = names(path.parent().unwrap());
    assert_eq!(fs::read_to_string(with_suffix(&path, ".replaced.admin-wal")).ok().as_deref(), Some("left"), "{names:?}");
}

#[test]
fn replaced_damaged_database_is_kept_unchanged() {
    let (_folder, path) = reachable();
    insert(&*open(&path).unwrap(), &user("anna"));
    let backup = back_up(&path);
    for damage in ["no database at all, and no beginning of one", ""] {
        fs::write(&path, damage).unwrap();
        fs::write(with_suffix(&path, "-wal"), "a log").unwrap();
        fs::write(with_suffix(&path, ".admin"), "not an administration file, nor the beginning of one").unwrap();
        let kept = restore(&path, &backup, true).unwrap().unwrap();
        assert_eq!(fs::read_to_string(&kept).unwrap(), damage);
        let store = open(&path).unwrap();
        assert!(store.user_by_name("anna").unwrap().is_some());
        assert_eq!(store.audit_head().unwrap().seq, 1);
    }
}

#[test]
fn scratch_files_of_ended_processes_are_deleted() {
    let (_folder, path) = reachable();
    fs::write(with_suffix(&path, ".0123456789ab.new"), "left").unwrap();
    fs::write(with_suffix(&path, ".notes.new"), "somebody's").unwrap();
    drop(open(&path).unwrap());
    assert_eq!(names(path.parent().unwrap()), ["kozmoai.db", "kozmoai.db.notes.new"]);
}

/// Checks that every read works and that nothing is written.
fn assert_readable(path: &Path, why: &str, expected: Option<&str>) {
    // SQLite may create files that it can't delete again.
    let own = || names(path.parent().unwrap()).into_iter().filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
    let before: Vec<String> = own().collect();
    let store = open(path).unwrap();
    let reason = store.read_only().unwrap();
    assert!(reason.contains(why), "{reason}");
    assert_eq!(image(&*store).as_deref(), expected);
    store.values(&mut |_| Ok(ControlFlow::Continue(()))).unwrap();
    assert_eq!(store.audit_head().unwrap().seq, 1);
    let mut backup = Vec::new();
    store.back_up(&super::scratch(), &mut backup).unwrap();
    store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    let error = store.commit(&batch(vec![Change::InsertUser(user("bert"))])).unwrap_err();
    assert_eq!((error.kind(), error.message().contains(why)), (Kind::NotAllowed, true), "{error}");
    assert!(store.lock_rotation().is_err());
    assert_eq!(store.active_clients().unwrap(), None);
    drop(store);
    assert_eq!(own().collect::<Vec<_>>(), before);
}

#[test]
fn read_only_file_and_folder_can_be_read() {
    let Some((_folder, path)) = of_another_account() else { return };
    insert(&*open(&path).unwrap(), &user("anna"));
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    let folder = path.parent().unwrap();
    mode(&path, 0o444);
    assert_readable(&path, "may not write", None);
    mode(folder, 0o555);
    assert_readable(&path, "may not write in", None);
    mode(folder, 0o755);
    mode(&path, 0o644);
    leave_log(&path);
    chown(with_suffix(&path, "-wal"), Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    mode(folder, 0o555);
    assert_readable(&path, "may not write in", Some("logged"));
    mode(folder, 0o755);
    assert_eq!(commit(&*open(&path).unwrap(), vec![Change::InsertUser(user("carl"))]), CommitOutcome::Done);
}

#[test]
fn read_only_file_is_not_replaced() {
    let Some((_folder, path)) = of_another_account() else { return };
    insert(&*open(&path).unwrap(), &user("anna"));
    let backup = back_up(&path);
    let mode = |mode| fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    mode(0o444);
    // The lock of a restore stays.
    let files = || names(path.parent().unwrap()).into_iter().filter(|name| !name.ends_with("-lock")).collect::<Vec<_>>();
    let (before, files_before) = (fs::read(&path).unwrap(), files());
    let error = restore(&path, &backup, true).unwrap_err();
    assert!(error.kind() == Kind::NotAllowed && error.message().contains("may not write"), "{error}");
    assert!(fs::read(&path).unwrap() == before, "the database is unchanged");
    assert_eq!(files(), files_before);
    mode(0o644);
    restore(&path, &backup, true).unwrap().unwrap();
    assert_eq!(commit(&*open(&path).unwrap(), vec![Change::InsertUser(user("carl"))]), CommitOutcome::Done);
}

/// A small separate disk.
struct Disk(PathBuf);

impl Disk {
    fn mount(at: &Path) -> Option<Self> {
        let mounted =
            std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(at.to_owned()));
        }
        crate::support::skipped::skipped("nothing can be mounted here");
        None
    }

    fn remount(&self, options: &str) {
        assert!(std::process::Command::new("mount").args(["-o", options]).arg(&self.0).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(std::process::Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

#[test]
fn full_and_read_only_disks_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = Disk::mount(folder.path()) else { return };
    let path = genuine(folder.path());
    insert(&*open(&path).unwrap(), &user("anna"));
    disk.remount("remount,ro");
    assert_readable(&path, "read-only file system", None);
    disk.remount("remount,rw");
    leave_log(&path);
    disk.remount("remount,ro");
    assert_readable(&path, "read-only file system", Some("logged"));
    disk.remount("remount,rw");
    let full = fs::File::create(folder.path().join("full")).unwrap();
    let mut written = 0_u64;
    while std::os::unix::fs::FileExt::write_at(&full, &[7; 4096], written).is_ok() {
        written += 4096;
    }
    assert_readable(&path, "is full", Some("logged"));
}

#[test]
fn newer_admin_tables_are_refused() {
    let (_folder, path) = reachable();
    insert(&*open(&path).unwrap(), &user("anna"));
    let db = Connection::open(with_suffix(&path, ".admin")).unwrap();
    db.execute_batch("UPDATE state SET format = 99; ALTER TABLE state RENAME COLUMN origin TO source").unwrap();
    drop(db);
    let error = refusal(&path);
    assert!(error.message().contains("format 99"), "{error}");
}

#[test]
fn views_and_generated_columns_are_refused_by_name() {
    for (change, said) in [
        ("ALTER TABLE variable RENAME TO kept; CREATE VIEW variable AS SELECT * FROM kept WHERE name <> 'X'", "\"variable\" in "),
        (
            "ALTER TABLE variable RENAME COLUMN value TO kept; ALTER TABLE variable ADD COLUMN value TEXT AS (upper(kept))",
            "\"variable.value\" in ",
        ),
    ] {
        let (_folder, path) = reachable();
        Connection::open(&path).unwrap().execute_batch(change).unwrap();
        let error = refusal(&path);
        assert!(error.code() == "unexpected_table" && error.message().contains(said), "{error}");
    }
}

#[test]
fn backup_of_a_damaged_table_is_refused() {
    for table in ["variable", "flow", "message", "apikey"] {
        let (folder, path) = reachable();
        let db = Connection::open(&path).unwrap();
        let number = |sql: &str| usize::try_from(db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap();
        db.pragma_update(None, "journal_mode", "DELETE").unwrap();
        let size = number("PRAGMA page_size");
        let root = number(&format!("SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '{table}'"));
        drop(db);
        let mut bytes = fs::read(&path).unwrap();
        bytes[(root - 1) * size..root * size].fill(0xa5);
        fs::write(&path, bytes).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("HOME", folder.path()).current_dir(folder.path());
        let ended = command.args(["--store", "sqlite:///inner/kozmoai.db", "backup", "the.backup"]).output().unwrap();
        assert_eq!(ended.status.code(), Some(8), "{table}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(!names(folder.path()).iter().any(|name| name.starts_with("the.backup")), "{table}");
    }
}
