//! The directory of an embedded database: other files in it, and the plans of interrupted replacements beside it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kozmoai::error::Kind;
use kozmoai::model::StoreUrl;
use kozmoai::store::open;

use super::embedded::{copy, files, open_in, refused};
use super::{insert, user};

/// Writes a plan beside the database in a folder, sealed as the program does it.
fn write_plan(folder: &Path, version: u32, content: &serde_json::Value) {
    let sealed = kozmoai::fs::recovery_file::seal("embedded database swap", version, content).unwrap();
    fs::write(folder.join("store.swap"), sealed).unwrap();
    fs::set_permissions(folder.join("store.swap"), fs::Permissions::from_mode(0o600)).unwrap();
}

fn plan(fresh: &str, new: &serde_json::Value, old: &serde_json::Value) -> serde_json::Value {
    serde_json::json!({"fresh": fresh, "new": new, "replaces": !old.is_null(), "old": old})
}

fn identity(store: &Path) -> serde_json::Value {
    let text = fs::read_to_string(store.join("kozmoai-store")).unwrap();
    let part = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    serde_json::json!({"id": part("id "), "copy": part("copy ")})
}

/// A file that someone put into the old database's directory after the replacement had begun.
#[test]
fn deletion_of_the_old_database_spares_other_files() {
    let folder = tempfile::tempdir().unwrap();
    insert(&*open_in(folder.path()).unwrap(), &user("anna"));
    let old = folder.path().join("store.previous");
    drop(open(&StoreUrl::Embedded(old.clone())).unwrap());
    let aside = serde_json::json!({"identity": identity(&old), "aside": "store.previous", "is_kept": false});
    for name in ["precious", "blobs/notes"] {
        fs::write(old.join(name), "the only copy").unwrap();
    }
    for _ in 0..2 {
        write_plan(folder.path(), 1, &plan("store.fresh", &identity(&folder.path().join("store")), &aside));
        assert!(open_in(folder.path()).unwrap().user_by_name("anna").unwrap().is_some());
        assert!(!folder.path().join("store.swap").exists());
        let left: BTreeMap<_, _> = files(&old);
        let mut names: Vec<_> = left.keys().map(|path| path.rsplit('/').next().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, ["kozmoai-incomplete", "notes", "precious"]);
    }
    assert_eq!(fs::read_to_string(old.join("precious")).unwrap(), "the only copy");
}

#[test]
fn deletion_of_the_old_database_follows_no_link() {
    let folder = tempfile::tempdir().unwrap();
    insert(&*open_in(folder.path()).unwrap(), &user("anna"));
    let (old, elsewhere) = (folder.path().join("store.previous"), folder.path().join("elsewhere"));
    drop(open(&StoreUrl::Embedded(old.clone())).unwrap());
    let aside = serde_json::json!({"identity": identity(&old), "aside": "store.previous", "is_kept": false});
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("42"), "the only copy").unwrap();
    drop(fs::remove_dir_all(old.join("blobs")));
    std::os::unix::fs::symlink(&elsewhere, old.join("blobs")).unwrap();
    write_plan(folder.path(), 1, &plan("store.fresh", &identity(&folder.path().join("store")), &aside));
    assert!(open_in(folder.path()).unwrap().user_by_name("anna").unwrap().is_some());
    assert_eq!(fs::read_to_string(elsewhere.join("42")).unwrap(), "the only copy");
}

/// The old database was copied aside and partly deleted when the file appeared.
#[test]
fn name_that_other_files_occupy_is_reported_until_they_are_moved() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    insert(&*open_in(folder.path()).unwrap(), &user("anna"));
    let old = identity(&store);
    copy(&store, &folder.path().join("store.previous"));
    fs::rename(store.join("kozmoai-store"), store.join("kozmoai-incomplete")).unwrap();
    fs::write(store.join("precious"), "the only copy").unwrap();
    let foreign = serde_json::json!({"id": uuid::Uuid::new_v4(), "copy": uuid::Uuid::new_v4()});
    let aside = serde_json::json!({"identity": old, "aside": "store.previous", "is_kept": false});
    write_plan(folder.path(), 1, &plan("store.fresh", &foreign, &aside));
    for _ in 0..2 {
        let error = open_in(folder.path()).err().unwrap();
        assert!(error.code() == "foreign_files_in_database" && error.list() == ["precious"], "{error}");
        assert!(error.next_step().is_some());
    }
    fs::rename(store.join("precious"), folder.path().join("precious")).unwrap();
    assert!(open_in(folder.path()).unwrap().user_by_name("anna").unwrap().is_some());
}

#[test]
fn database_is_not_created_inside_another() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    for inner in ["store/inner", "store/one/two", "store/../store/inner"] {
        let error = open(&StoreUrl::Embedded(folder.path().join(inner))).err().unwrap();
        assert!(error.kind() == Kind::Usage && error.to_string().contains("inside another database"), "{inner}: {error}");
    }
    open_in(folder.path()).unwrap().preflight().unwrap();
}

#[test]
fn directory_with_other_files_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &user("anna"));
    let mut backup = Vec::new();
    store.back_up(&super::scratch(), &mut backup).unwrap();
    store.preflight().unwrap();
    let inside = |name: &str| folder.path().join("store").join(name);
    for name in ["secret_key", ".env", "snap.txt", "snap.00000000000000001", "db2", "blobs/notes", ".nfs-export-notes"] {
        fs::write(inside(name), "mine").unwrap();
        let error = store.preflight().unwrap_err();
        assert!(error.code() == "foreign_files_in_database" && error.list() == [name], "{error}");
        fs::rename(inside(name), folder.path().join("kept")).unwrap();
        store.preflight().unwrap();
    }
    // Deleted files that are still open, and what an earlier version left.
    for name in [".nfs000000000000ab1200000003", ".fuse_hidden0000abcd0000ef01", ".lock"] {
        fs::write(inside(name), "ours").unwrap();
    }
    store.preflight().unwrap();
    std::os::unix::fs::symlink(folder.path(), inside("link")).unwrap();
    assert_eq!(store.preflight().unwrap_err().list(), ["link"]);
    fs::remove_file(inside("link")).unwrap();
    fs::create_dir(inside("backups")).unwrap();
    assert_eq!(store.preflight().unwrap_err().code(), "foreign_files_in_database");
    drop(store);
    let url = StoreUrl::Embedded(folder.path().join("store"));
    let restored = kozmoai::store::restore(&url, &mut backup.as_slice(), true, &mut |_| Ok(()));
    assert_eq!(restored.unwrap_err().code(), "foreign_files_in_database");
    assert!(open_in(folder.path()).unwrap().user_by_name("anna").unwrap().is_some());
}

#[test]
fn untrusted_plan_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    let path = folder.path().join("store.swap");
    let foreign = serde_json::json!({"id": uuid::Uuid::new_v4(), "copy": uuid::Uuid::new_v4()});
    let harmless = plan(
        "store.fresh",
        &foreign,
        &serde_json::json!({"identity": identity(&folder.path().join("store")), "aside": "store.previous", "is_kept": false}),
    );
    let refuse = |why: &str| {
        let error = refused(folder.path());
        assert_eq!(error.code(), "recovery_file_rejected");
        assert!(error.to_string().contains(why) && error.next_step().is_some() && path.exists(), "{error}");
    };
    write_plan(folder.path(), 2, &harmless);
    refuse("newer version");
    for wrong in ["", "{}", "null"] {
        fs::write(&path, wrong).unwrap();
        refuse("damaged");
    }
    for name in ["../store.fresh", "/etc", "store", "store.swap", "other"] {
        write_plan(folder.path(), 1, &plan(name, &foreign, &serde_json::Value::Null));
        refuse("was not used");
    }
    write_plan(folder.path(), 1, &harmless);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    refuse("others may write");
    write_plan(folder.path(), 1, &harmless);
    for mode in [0o777, 0o1777] {
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let next = refused(folder.path()).next_step().unwrap();
        assert!(next.contains(&format!("chmod go-w {}", folder.path().display())), "{next}");
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert!(open_in(folder.path()).is_ok() && !path.exists(), "a trusted plan is followed");
}

#[test]
fn plan_never_deletes_another_database() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    let store = folder.path().join("store");
    let own = identity(&store);
    let foreign = serde_json::json!({"id": uuid::Uuid::new_v4(), "copy": uuid::Uuid::new_v4()});
    for name in ["store.fresh", "store.previous"] {
        let other = folder.path().join(name);
        insert(&*open(&StoreUrl::Embedded(other.clone())).unwrap(), &user("precious"));
        let before = files(&other);
        let old =
            |identity: &serde_json::Value| serde_json::json!({"identity": identity, "aside": "store.previous", "is_kept": false});
        for plan in [
            plan("store.fresh", &foreign, &old(&own)),
            plan("store.fresh", &own, &old(&foreign)),
            plan(name, &foreign, &serde_json::Value::Null),
        ] {
            write_plan(folder.path(), 1, &plan);
            // The plan may be settled if its folders do not exist; existing ones are kept in any case.
            let _opened = open_in(folder.path()).map(drop);
            assert!(files(&other) == before, "{plan}");
            drop(fs::remove_file(folder.path().join("store.swap")));
        }
        assert!(open_in(folder.path()).is_ok());
        fs::rename(&other, folder.path().join(format!("{name}-seen"))).unwrap();
        drop(fs::remove_file(folder.path().join(format!("{name}.lock"))));
    }
}
