//! Files and tables of a newer version: refused and left unchanged.

use std::fs;
use std::path::{Path, PathBuf};

use kozmoai::fs::{private, recovery_file};
use serde_json::json;

use super::{Place, Site};

/// Commands that read, that change data and that read the log.
const COMMANDS: [&[&str]; 4] =
    [&["users", "list"], &["users", "add", "carl", "--generate-password"], &["audit", "verify"], &["audit", "accept", "--yes"]];

/// A recovery file of this kind in the next format.
fn plant(path: &Path, kind: &str, version: u32) -> Vec<u8> {
    let bytes = recovery_file::seal(kind, version, &json!({"unknown": [1, 2, 3]})).unwrap().to_vec();
    drop(fs::remove_file(path));
    private::create(path, &bytes).unwrap();
    bytes
}

fn main_of(site: &Site) -> PathBuf {
    match &site.place {
        Place::Embedded(path) | Place::Sqlite(path) => path.clone(),
        Place::Postgres(..) => panic!("no file there"),
    }
}

#[test]
fn newer_format_of_embedded_database_is_refused() {
    let site = Site::embedded();
    let marker = main_of(&site).join("kozmoai-store");
    let text = fs::read_to_string(&marker).unwrap();
    let newer = text.replace("format 2", "format 3");
    assert_ne!(text, newer);
    fs::write(&marker, &newer).unwrap();
    for arguments in COMMANDS {
        site.fails(8, &["format 3", "newer version"], arguments);
    }
    assert_eq!(fs::read_to_string(&marker).unwrap(), newer);
    fs::write(&marker, &text).unwrap();
    site.succeeds(&["users", "show", "admin"]);
}

#[test]
fn newer_event_of_embedded_database_is_refused() {
    let site = Site::embedded();
    site.adds(&["anna"]);
    let key = [b"e".as_slice(), &2_u64.to_be_bytes()].concat();
    let mut genuine = None;
    site.tamper_tree(|db| {
        let mut event = db.get(&key).unwrap().unwrap().to_vec();
        genuine = Some(event.clone());
        event[0] += 1;
        db.insert(&key, event).unwrap();
    });
    for arguments in [&["audit"][..], &["audit", "verify"], &["audit", "export"], &["audit", "accept", "--yes"]] {
        site.fails(8, &["event 2", "newer version"], arguments);
    }
    site.tamper_tree(|db| drop(db.insert(&key, genuine.unwrap()).unwrap()));
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}

#[test]
fn newer_tables_beside_kozmoais_are_refused() {
    for site in Site::kozmoais() {
        site.adds(&["anna"]);
        site.tamper("UPDATE kozmoai_admin.state SET format = 2");
        for arguments in COMMANDS {
            site.fails(8, &["format 2", "newer version"], arguments);
        }
        site.tamper("UPDATE kozmoai_admin.state SET format = 1");
        site.fails(4, &[], &["users", "show", "carl"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
    }
}

#[test]
fn newer_recovery_files_are_refused() {
    for site in [Site::embedded(), Site::sqlite()] {
        let main = main_of(&site);
        let (kind, suffix) = match site.place {
            Place::Embedded(_) => ("embedded database swap", "swap"),
            _ => ("sqlite restore", "db.admin-restore"),
        };
        let path = main.with_extension(suffix);
        let bytes = plant(&path, kind, 2);
        for arguments in COMMANDS {
            site.fails(8, &[path.to_str().unwrap(), "newer version"], arguments);
        }
        assert_eq!(fs::read(&path).unwrap(), bytes);
        fs::remove_file(&path).unwrap();
        site.fails(4, &[], &["users", "show", "carl"]);
    }
}

#[test]
fn newer_journal_is_refused() {
    for site in Site::every() {
        let path = site.path("config/rotation.json");
        let bytes = plant(&path, "rotation", 3);
        for verb in ["resume", "rollback", "status"] {
            site.fails(8, &["rotation.json", "newer version"], &["rotate", verb]);
        }
        let set = ["variables", "set", "admin", "TOKEN", "--value-stdin"];
        site.fails(8, &["rotation.json", "newer version"], &set);
        site.fails(8, &["rotation.json", "newer version"], &["rotate", "--yes", "--no-backup"]);
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn newer_anchor_is_not_used() {
    for site in Site::every() {
        let bytes = plant(&site.anchor(), "audit anchor", 2);
        site.fails(8, &["audit_anchor", "newer version"], &["audit", "verify"]);
        let (_, warned) = site.succeeds(&["users", "add", "carl", "--generate-password"]);
        assert!(warned.contains("audit_anchor") && warned.contains("newer version"), "{warned}");
        assert_eq!(fs::read(site.anchor()).unwrap(), bytes);
    }
}

#[test]
fn newer_backup_is_refused() {
    for site in Site::every() {
        site.succeeds(&["backup", "one.backup"]);
        let path = site.path("one.backup");
        let mut bytes = fs::read(&path).unwrap();
        assert!(bytes.starts_with(b"kozmoai backup 1\n"));
        bytes[15] = b'2';
        fs::write(&path, &bytes).unwrap();
        site.adds(&["anna"]);
        site.fails(8, &["one.backup", "newer"], &["restore", "one.backup", "--replace", "--yes"]);
        site.succeeds(&["users", "show", "anna"]);
    }
}
