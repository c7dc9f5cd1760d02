//! Embedded databases of other accounts, and those that can only be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use kozmoai::model::{StoreUrl, User};

use super::embedded::{files, open_in};
use super::status::downgrade;
use super::{at, insert, superuser, user};
use crate::support::run::tool;

/// The number of another account, which does not exist on this system.
const ACCOUNT: u32 = 54_321;

/// Whether this process runs as root, as the test requires.
fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        crate::support::skipped::skipped("only root can act as another account");
    }
    is_root
}

fn give(path: &Path, account: u32) {
    assert!(Command::new("chown").args(["-R", &format!("{account}:{account}")]).arg(path).status().unwrap().success());
}

#[test]
fn root_acts_with_rights_of_owner() {
    use std::os::unix::fs::{MetadataExt, symlink};
    if !is_root() {
        return;
    }
    let around = tempfile::tempdir().unwrap();
    fs::set_permissions(around.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = around.path().join("service");
    fs::create_dir(&folder).unwrap();
    give(&folder, ACCOUNT);
    let mut backup = Vec::new();
    {
        let store = open_in(&folder).unwrap();
        insert(&*store, &user("anna"));
        store.back_up(&super::scratch(), &mut backup).unwrap();
        store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    }
    kozmoai::store::restore(&StoreUrl::Embedded(folder.join("store")), &mut backup.as_slice(), true, &mut |_| Ok(()))
        .unwrap()
        .unwrap();
    let all = |path: &Path| Command::new("find").arg(path).args(["!", "-user", &ACCOUNT.to_string()]).output().unwrap().stdout;
    assert_eq!(String::from_utf8(all(&folder)).unwrap(), "", "everything belongs to the account");
    // Links that the account plants give it no access that it does not have itself.
    let target = around.path().join("target");
    fs::create_dir(&target).unwrap();
    for name in ["store.lock", "store.swap", "store.fresh", "store.replaced"] {
        let planted = folder.join(name);
        if planted.is_dir() {
            fs::rename(&planted, folder.join("kept")).unwrap();
        } else {
            drop(fs::remove_file(&planted));
        }
        symlink(target.join("file"), &planted).unwrap();
        let _opened = open_in(&folder).map(|store| insert(&*store, &user(name)));
        let _restored =
            kozmoai::store::restore(&StoreUrl::Embedded(folder.join("store")), &mut backup.as_slice(), true, &mut |_| Ok(()));
        assert_eq!(fs::read_dir(&target).unwrap().count(), 0, "{name}");
        fs::remove_file(&planted).unwrap();
    }
    // A database that an earlier version left to root is reported with a fix.
    give(&folder.join("store"), 0);
    let error = open_in(&folder).err().unwrap();
    assert!(error.next_step().unwrap().contains("chown -R 54321:54321"), "{error}");
    assert_eq!(fs::metadata(folder.join("store")).unwrap().uid(), 0);
}

#[test]
fn read_only_database_of_earlier_version_can_be_read() {
    if !is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("root"));
    insert(&*store, &User { is_active: false, ..user("anna") });
    insert(&*store, &User { is_active: false, last_login_at: Some(at(2)), ..user("bert") });
    drop(store);
    downgrade(&folder.path().join("store"));
    give(folder.path(), ACCOUNT);
    drop(fs::remove_file(folder.path().join("store.lock")));
    for path in [folder.path().to_owned(), folder.path().join("store")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let before = files(folder.path());
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(tool("setpriv"));
        command.args(["--reuid", &ACCOUNT.to_string(), "--clear-groups"]).arg(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("TMPDIR", temporary.path()).current_dir("/").arg("--config-dir").arg(folder.path());
        command.args(arguments).output().unwrap()
    };
    // Its copy is upgraded, so that what needs the index by status works too.
    for (arguments, name) in [(["users", "list", "--pending"], "anna"), (["users", "list", "--deactivated"], "bert")] {
        let ended = run(&arguments);
        let out = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(ended.status.success() && out.contains(name), "{out}{}", String::from_utf8_lossy(&ended.stderr));
        assert!(!out.contains("root"), "{out}");
    }
    let ended = run(&["users", "activate", "anna"]);
    assert_eq!(ended.status.code(), Some(7), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(files(folder.path()) == before, "nothing was changed");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "no copy is left");
}

#[test]
fn read_only_database_can_be_read() {
    if !is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    insert(&*open_in(folder.path()).unwrap(), &superuser("anna"));
    give(folder.path(), ACCOUNT);
    fs::remove_file(folder.path().join("store.lock")).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(folder.path().join("store"), fs::Permissions::from_mode(0o555)).unwrap();
    let before = files(folder.path());
    let temporary = tempfile::tempdir().unwrap();
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(tool("setpriv"));
        command.args(["--reuid", &ACCOUNT.to_string(), "--clear-groups"]).arg(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("TMPDIR", temporary.path()).current_dir("/").arg("--config-dir").arg(folder.path());
        command.args(arguments).output().unwrap()
    };
    let backup = temporary.path().join("the.backup").display().to_string();
    for arguments in [&["users", "list"][..], &["users", "export"], &["audit"], &["audit", "verify"], &["backup", &backup]] {
        let ended = run(arguments);
        assert!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }
    let ended = run(&["users", "add", "bert", "--generate-password"]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.code() == Some(7) && said.contains("may not write"), "{said}");
    assert!(files(folder.path()) == before, "nothing was changed");
    let left: Vec<_> = fs::read_dir(temporary.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["the.backup"], "no copy is left");
}
