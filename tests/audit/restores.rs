//! Processes killed before the last step: a restore that is not recorded yet, an event whose anchor is not written yet.
//! Neither is tampering.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

use super::recovery::{cut_short, has_strace};
use super::{Place, Site};
use crate::support::run::with_fault;

const RESTORE: [&str; 4] = ["restore", "one.backup", "--replace", "--yes"];

/// The restore command, with a PATH for strace.
fn restore(site: &Site) -> Command {
    let mut command = site.command(&RESTORE);
    command.env("PATH", "/usr/bin:/bin");
    command
}

/// Writes a backup, then records more events.
fn prepared(site: &Site) {
    site.adds(&["anna"]);
    site.succeeds(&["backup", "one.backup"]);
    site.adds(&["bert", "carl"]);
}

/// Asserts that the restored log is valid and records the restore once.
fn assert_recorded(site: &Site) {
    let report = site.document(&["audit", "verify"]);
    assert_eq!((&report["state"], &report["accepted"]), (&"whole".into(), &serde_json::Value::Null), "{report}");
    assert!(!site.run(&["doctor"]).1.contains("audit log is broken"));
    let (events, _) = site.succeeds(&["audit", "--action", "backup.restored", "--json"]);
    assert_eq!(events.matches("\"seq\"").count(), 1, "{events}");
    assert!(events.contains("one.backup") && events.contains("ended with event"), "{events}");
    site.fails(4, &[], &["users", "show", "bert"]);
    assert!(!site.succeeds(&["users", "add", "dora", "--generate-password"]).1.contains("warning"));
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}

#[test]
fn restore_killed_before_it_is_recorded_is_no_tampering() {
    if !has_strace() {
        return;
    }
    for site in [Site::sqlite(), Site::embedded()] {
        prepared(&site);
        let main = match &site.place {
            Place::Embedded(path) | Place::Sqlite(path) => path.clone(),
            Place::Postgres(..) => panic!("no file there"),
        };
        let kept = tempfile::tempdir().unwrap();
        let copy = |from: &std::path::Path, to: &std::path::Path| {
            drop(fs::remove_dir_all(to));
            assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
        };
        copy(site.folder.path(), &kept.path().join("site"));
        let began = std::cell::Cell::new(0);
        let inode = || fs::metadata(&main).map_or(0, |found| found.ino());
        let reset = || {
            for entry in fs::read_dir(site.folder.path()).unwrap() {
                let path = entry.unwrap().path();
                drop(fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path)));
            }
            copy(&kept.path().join("site/."), site.folder.path());
            began.set(inode());
        };
        let is_in_place =
            || ![0, began.get()].contains(&inode()) && fs::read_to_string(site.anchor()).unwrap().contains("restoring");
        cut_short(&reset, &|| restore(&site), &is_in_place);
        assert_recorded(&site);
    }
}

#[test]
fn killed_postgresql_restore_is_no_tampering() {
    if !has_strace() {
        return;
    }
    let Some(site) = Site::kozmoais().find(|site| matches!(site.place, Place::Postgres(..))) else { return };
    let Place::Postgres(server, name) = &site.place else { return };
    prepared(&site);
    let users = || -> i64 { server.client(name).query_one("SELECT count(*) FROM \"user\"", &[]).unwrap().get(0) };
    let events = || -> i64 {
        let sql = "SELECT count(*) FROM kozmoai_admin.event WHERE entry LIKE '%backup.restored%'";
        server.client(name).query_one(sql, &[]).unwrap().get(0)
    };
    site.succeeds(&["backup", "later.backup"]);
    let killed = |message: u32| {
        site.succeeds(&["restore", "later.backup", "--replace", "--yes"]);
        with_fault(&format!("sendto:signal=KILL:when={message}"), &restore(&site)).output().unwrap();
        // The server needs time to notice that a client is gone.
        site.succeeds(&["users", "list"]);
        (users() == 2, events())
    };
    // The first message after the commit.
    let (mut before, mut after) = (1, 4_096);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        let (is_restored, _) = killed(middle);
        if is_restored { after = middle } else { before = middle }
    }
    let (is_restored, recorded) = killed(after);
    assert_eq!((is_restored, recorded), (true, 1));
    assert_recorded(&site);
}

#[test]
fn change_killed_before_its_anchor_is_no_tampering() {
    if !has_strace() {
        return;
    }
    let site = Site::sqlite();
    site.adds(&["anna"]);
    let Place::Sqlite(path) = &site.place else { return };
    let anchored = fs::read(site.anchor()).unwrap();
    let number = std::cell::Cell::new(0);
    let name = || format!("user{}", number.get());
    let command = || {
        let mut command = site.command(&["users", "add", &name(), "--generate-password"]);
        command.env("PATH", "/usr/bin:/bin");
        command
    };
    let exists = || {
        let db = rusqlite::Connection::open(path).unwrap();
        let sql = "SELECT count(*) FROM user WHERE username = ?1";
        db.query_row(sql, [name()], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    let reset = || {
        number.set(number.get() + 1);
        fs::write(site.anchor(), &anchored).unwrap();
    };
    cut_short(&reset, &command, &|| exists() && fs::read(site.anchor()).unwrap() == anchored);
    let others: Vec<_> = (0..4)
        .map(|other| site.command(&["users", "add", &format!("other{other}"), "--generate-password"]).spawn().unwrap())
        .collect();
    others.into_iter().for_each(|mut other| assert!(other.wait().unwrap().success()));
    let report = site.document(&["audit", "verify"]);
    assert_eq!((&report["state"], &report["anchor"]["seq"]), (&"whole".into(), &report["head"]["seq"]), "{report}");
}

/// Events that were seen here would be missing in the restored log, so the restore is refused before it replaces anything.
#[test]
fn restore_without_its_anchor_replaces_nothing() {
    for site in Site::every() {
        prepared(&site);
        let aside = site.path("aside");
        fs::rename(site.anchor(), &aside).unwrap();
        fs::create_dir(site.anchor()).unwrap();
        let said = "The restore was not begun: the audit anchor";
        site.fails(8, &[said, "name another directory with --config-dir"], &RESTORE);
        site.succeeds(&["users", "show", "bert"]);
        fs::remove_dir(site.anchor()).unwrap();
        fs::rename(&aside, site.anchor()).unwrap();
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        site.succeeds(&RESTORE);
        assert_recorded(&site);
    }
}

#[test]
fn restore_replaces_a_damaged_anchor() {
    let site = Site::sqlite();
    prepared(&site);
    fs::write(site.anchor(), "no anchor").unwrap();
    site.succeeds(&RESTORE);
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}

/// A restored copy has the identity of its original, and each has its anchor. Moved together, each is still found, whichever was
/// seen last and whether or not more was recorded since.
#[test]
fn moved_database_is_not_mistaken_for_its_copy() {
    for copy_first in [false, true] {
        for records in [false, true] {
            let mut site = Site::embedded();
            site.adds(&["anna"]);
            site.succeeds(&["backup", "one.backup"]);
            site.succeeds(&["--store", "copy", "restore", "one.backup"]);
            let places: [&[&str]; 2] = [&[], &["--store", "copy"]];
            for (place, name) in places.into_iter().zip(["bert", "carl"]).cycle().skip(usize::from(copy_first)).take(2) {
                site.succeeds(&[place, &["users", "add", name, "--generate-password"]].concat());
            }
            let moved = tempfile::tempdir().unwrap();
            assert!(Command::new("cp").arg("-a").arg(site.path(".")).arg(moved.path()).status().unwrap().success());
            (site.place, site.folder) = (Place::Embedded(moved.path().join("data")), moved);
            for place in places {
                if records {
                    let (_, said) = site.succeeds(&[place, &["users", "add", "dora", "--generate-password"]].concat());
                    assert!(!said.contains("warning"), "{said}");
                }
                assert_eq!(site.document(&[place, &["audit", "verify"]].concat())["state"], "whole");
            }
        }
    }
}
