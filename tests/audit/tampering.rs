//! Events that are removed, changed, forged and hidden by bypassing the program.

use std::fs;
use std::path::Path;

use super::{Place, Site};
use crate::support::run::{place_program, run_by};

/// Deletes every event after this one and sets the head back to it.
fn cut(seq: u64) -> String {
    format!(
        "DELETE FROM kozmoai_admin.event WHERE seq > {seq};
         UPDATE kozmoai_admin.state SET head_seq = {seq}, head_hash = (SELECT hash FROM kozmoai_admin.event WHERE seq = {seq});"
    )
}

fn newest(site: &Site) -> u64 {
    site.document(&["audit", "verify"])["head"]["seq"].as_u64().unwrap()
}

#[test]
fn missing_newest_events_are_reported_until_accepted() {
    for site in Site::kozmoais() {
        site.adds(&["anna", "bert"]);
        let head = newest(&site);
        site.tamper(&cut(head - 1));
        let report = site.fails(8, &[&format!("at event {head}"), "missing", "audit accept"], &["audit", "verify", "--json"]);
        assert!(report.contains("\"state\": \"broken\""), "{report}");
        assert!(site.run(&["doctor"]).1.contains("audit log is broken"));
        // The next operation is recorded, warns, and does not hide the loss.
        let (_, warned) = site.succeeds(&["users", "add", "carl", "--generate-password"]);
        assert!(warned.contains("warning:") && warned.contains("audit verify"), "{warned}");
        site.adds(&["dora"]);
        site.fails(8, &[&format!("at event {head}"), "not the event that was seen here"], &["audit", "verify"]);
        site.fails(3, &["--yes"], &["audit", "accept", "--no-input"]);
        let accepted = site.document(&["audit", "accept", "--yes"]);
        assert_eq!((&accepted["changed"], &accepted["seq"]), (&true.into(), &(head + 2).into()));
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        let (event, _) = site.succeeds(&["audit", "--action", "audit.accepted", "--json"]);
        assert!(event.contains(&format!("anchor: event {head}")) && event.contains("operator:"), "{event}");
        assert!(!site.succeeds(&["users", "add", "emil", "--generate-password"]).1.contains("warning"));
        assert!(!site.run(&["doctor"]).1.contains("audit log is broken"));
        site.fails(5, &["nothing to accept"], &["audit", "accept", "--yes"]);
    }
}

#[test]
fn missing_log_is_reported_with_lost_data() {
    for site in Site::kozmoais() {
        site.adds(&["anna"]);
        match &site.place {
            Place::Sqlite(path) => {
                for end in ["", "-wal", "-shm"] {
                    drop(fs::remove_file(format!("{}.admin{end}", path.display())));
                }
            }
            Place::Postgres(..) => site.tamper("DROP SCHEMA kozmoai_admin CASCADE"),
            Place::Embedded(_) => panic!("not of Kozmoai's"),
        }
        site.fails(8, &["the whole log is missing", "identity", "key"], &["audit", "verify"]);
        assert!(site.run(&["doctor"]).1.contains("whole log is missing"));
        let (_, warned) = site.succeeds(&["users", "add", "bert", "--generate-password"]);
        assert!(warned.contains("audit verify"), "{warned}");
        site.fails(8, &["another database"], &["audit", "verify"]);
        site.succeeds(&["audit", "accept", "--yes"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
    }
}

#[test]
fn damaged_tables_are_set_aside_on_request() {
    for site in Site::kozmoais() {
        for damage in [
            "UPDATE kozmoai_admin.state SET head_seq = -5",
            "UPDATE kozmoai_admin.state SET head_hash = 'x'",
            "DROP TABLE kozmoai_admin.event",
        ] {
            // A server may lose a table because it is being upgraded.
            if damage.starts_with("DROP") && matches!(site.place, Place::Postgres(..)) {
                continue;
            }
            site.adds(&["anna"]);
            site.tamper(damage);
            site.fails(8, &["damaged", "audit accept"], &["audit", "verify"]);
            match &site.place {
                Place::Sqlite(path) => {
                    for end in ["", "-wal", "-shm"] {
                        drop(fs::remove_file(format!("{}.admin{end}", path.display())));
                    }
                }
                Place::Postgres(..) => site.tamper("ALTER SCHEMA kozmoai_admin RENAME TO aside; DROP SCHEMA aside CASCADE"),
                Place::Embedded(_) => panic!("not of Kozmoai's"),
            }
            site.fails(8, &["the whole log is missing"], &["audit", "verify"]);
            site.succeeds(&["audit", "accept", "--yes"]);
            site.succeeds(&["users", "delete", "anna", "--confirm", "anna"]);
            assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        }
    }
}

#[test]
fn audit_head_set_back_is_reported() {
    for site in Site::kozmoais() {
        site.adds(&["anna", "bert"]);
        let head = newest(&site);
        let back = head - 1;
        site.tamper(&format!(
            "UPDATE kozmoai_admin.state SET head_seq = {back}, head_hash = (SELECT hash FROM kozmoai_admin.event WHERE seq = {back})"
        ));
        site.fails(8, &[&format!("at event {head}"), "after the log's head"], &["audit", "verify"]);
        let adding = ["users", "add", "carl", "--generate-password"];
        site.fails(8, &["audit log is damaged", "kozmoai audit verify"], &adding);
        site.fails(4, &[], &["users", "show", "carl"]);
        site.succeeds(&["audit", "accept", "--yes"]);
        site.succeeds(&adding);
        assert_eq!(site.document(&["audit", "verify"])["events"], head + 2);
    }
}

#[test]
fn accepted_log_shows_later_changes() {
    for site in Site::kozmoais() {
        site.adds(&["anna", "bert", "carl"]);
        let rename = |seq, name: &str| {
            site.tamper(&format!(
                "UPDATE kozmoai_admin.event SET entry = replace(entry, 'inactive', '{name}') WHERE seq = {seq}"
            ));
        };
        rename(2, "changed");
        site.fails(8, &["at event 2", "changed"], &["audit", "verify"]);
        site.tamper("UPDATE kozmoai_admin.event SET entry = 'garbage' WHERE seq = 3");
        site.fails(8, &["at event 2", "event 3: it cannot be read"], &["audit", "verify"]);
        site.fails(8, &["event 3 can't be read", "audit verify"], &["audit"]);
        site.fails(8, &["event 3 can't be read", "audit verify"], &["audit", "--action", "variable.deleted"]);
        site.succeeds(&["audit", "accept", "--yes"]);
        let report = site.document(&["audit", "verify"]);
        assert_eq!((&report["state"], &report["accepted"]["faults"]), (&"whole".into(), &2.into()), "{report}");
        rename(4, "altered");
        site.fails(8, &["at event 2", "event 4: it was changed"], &["audit", "verify"]);
    }
}

#[test]
fn missing_event_in_the_middle_can_be_accepted() {
    for site in Site::kozmoais() {
        site.adds(&["anna", "bert", "carl"]);
        site.tamper("DELETE FROM kozmoai_admin.event WHERE seq = 2");
        site.fails(8, &["at event 2", "it is missing"], &["audit", "verify"]);
        site.succeeds(&["audit", "accept", "--yes"]);
        assert_eq!(site.document(&["audit", "verify"])["accepted"]["faults"], 1);
        // The same for the newest event.
        let head = newest(&site);
        site.tamper(&format!("DELETE FROM kozmoai_admin.event WHERE seq = {head}"));
        site.fails(8, &["missing"], &["audit", "verify"]);
        site.succeeds(&["audit", "accept", "--yes"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        site.adds(&["dora"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
    }
}

#[test]
fn anchor_may_lag_but_not_be_damaged() {
    for site in Site::every() {
        let earlier = fs::read(site.anchor()).unwrap();
        site.adds(&["anna", "bert"]);
        fs::write(site.anchor(), &earlier).unwrap();
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole", "an anchor that lags proves nothing");
        let mut damaged = fs::read(site.anchor()).unwrap();
        assert_ne!(damaged, earlier, "a successful verification advances the anchor");
        let at = damaged.len() / 2;
        damaged[at] ^= 1;
        fs::write(site.anchor(), &damaged).unwrap();
        site.fails(8, &["audit_anchor", "damaged"], &["audit", "verify"]);
        let (_, warned) = site.succeeds(&["users", "add", "carl", "--generate-password"]);
        assert!(warned.contains("damaged"), "{warned}");
        assert_eq!(fs::read(site.anchor()).unwrap(), damaged, "an operation does not hide the damage");
        site.succeeds(&["audit", "accept", "--yes"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        fs::remove_file(site.anchor()).unwrap();
        assert!(site.succeeds(&["audit", "verify"]).1.contains("not verified here before"));
        assert!(site.anchor().exists());
        let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(site.anchor()).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn acceptance_without_anchor_records_nothing() {
    let directory = |path: &Path| fs::create_dir(path).unwrap();
    let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    let open_file = |path: &Path| {
        fs::write(path, "{}").unwrap();
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o666)).unwrap();
    };
    let foreign_link = |path: &Path| {
        std::os::unix::fs::symlink("nowhere", path).unwrap();
        std::os::unix::fs::lchown(path, Some(12_345), Some(12_345)).unwrap();
    };
    let mut obstacles: Vec<&dyn Fn(&Path)> = vec![&directory, &pipe, &open_file];
    if rustix::process::geteuid().is_root() {
        obstacles.push(&foreign_link);
    }
    for site in Site::every() {
        for (number, obstacle) in obstacles.iter().enumerate() {
            fs::remove_file(site.anchor()).unwrap();
            obstacle(&site.anchor());
            let next_step = format!("Move {} elsewhere, then run `kozmoai audit verify`", site.anchor().display());
            site.fails(8, &[&next_step], &["audit", "verify"]);
            site.fails(8, &[&next_step], &["audit", "accept", "--yes"]);
            assert_eq!(site.document(&["audit", "--action", "audit.accepted"])["events"], serde_json::json!([]), "{number}");
            assert!(site.succeeds(&["users", "add", &format!("user-{number}"), "--generate-password"]).1.contains(&next_step));
            fs::rename(site.anchor(), site.path(&format!("moved-{number}"))).unwrap();
            site.succeeds(&["audit", "verify"]);
            assert!(site.anchor().is_file(), "{number}");
        }
    }
}

#[test]
fn unwritable_anchor_undoes_nothing() {
    for site in Site::kozmoais() {
        fs::remove_file(site.anchor()).unwrap();
        fs::create_dir(site.anchor()).unwrap();
        let (_, warned) = site.succeeds(&["users", "add", "anna", "--generate-password"]);
        assert!(warned.contains("anchor"), "{warned}");
        site.succeeds(&["users", "show", "anna"]);
        assert!(site.run(&["doctor"]).1.contains("audit_anchor"));
    }
}

/// A configuration directory that the account can't write: changes still work, and the missing anchor is reported.
#[test]
fn unwritable_configuration_directory_is_reported() {
    if !rustix::process::geteuid().is_root() {
        crate::support::skipped::skipped("only root can work as another account");
        return;
    }
    let site = Site::sqlite();
    let given = |what: &Path| std::os::unix::fs::chown(what, Some(12_345), Some(12_345)).unwrap();
    fs::set_permissions(site.folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    fs::set_permissions(site.path("config"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    given(site.folder.path());
    for entry in fs::read_dir(site.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            given(&path);
        }
    }
    let program = site.path("kozmoai");
    place_program(&program);
    let run = |arguments: &[&str]| {
        let mut command = site.command_of(&program, arguments);
        command.env("PATH", "/usr/bin:/bin");
        let done = run_by("setpriv", ["--reuid=12345", "--regid=12345", "--clear-groups"], &command).output().unwrap();
        (done.status.code(), String::from_utf8([done.stdout, done.stderr].concat()).unwrap())
    };
    fs::remove_file(site.anchor()).unwrap();
    let (code, said) = run(&["users", "add", "anna", "--generate-password"]);
    assert!(code == Some(0) && said.contains("warning: The audit anchor was not written"), "{code:?} {said}");
    let (_, said) = run(&["doctor"]);
    assert!(said.contains("can't write into the configuration directory") && said.contains("anchor is not stored"), "{said}");
    assert!(!site.run(&["doctor"]).1.contains("can't write into the configuration directory"), "root can");
}

#[test]
fn restore_copy_and_rotation_are_no_tampering() {
    for mut site in Site::every() {
        site.environment.push(("NEW", "0Uuuu0_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg".to_owned()));
        site.adds(&["anna"]);
        site.succeeds(&["backup", "one.backup"]);
        site.adds(&["bert", "carl"]);
        let head = newest(&site);
        site.succeeds(&["restore", "one.backup", "--replace", "--yes"]);
        let (events, _) = site.succeeds(&["audit", "--limit", "1", "--json"]);
        assert!(events.contains("backup.restored") && events.contains(&format!("ended with event {head}")), "{events}");
        let report = site.document(&["audit", "verify"]);
        assert_eq!((&report["state"], &report["accepted"]), (&"whole".into(), &serde_json::Value::Null));
        site.succeeds(&["variables", "set", "anna", "token", "--value-stdin"]);
        site.succeeds(&["rotate", "--yes", "--new-key-env", "NEW", "--no-env-update", "--no-backup"]);
        assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
        assert!(!site.succeeds(&["users", "add", "dora", "--generate-password"]).1.contains("warning"));
    }
}

#[test]
fn copied_database_has_an_anchor_of_its_own() {
    let site = Site::embedded();
    let target = site.path("copied");
    site.succeeds(&["store", "copy", &site.address(), target.to_str().unwrap()]);
    let verified = site.succeeds(&["audit", "verify", "--json", "--store", target.to_str().unwrap()]);
    let report: serde_json::Value = serde_json::from_str(&verified.0).unwrap();
    assert_eq!((&report["state"], &report["anchor"]["seq"]), (&"whole".into(), &2.into()), "{report}");
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}

#[test]
fn events_of_a_newer_version_are_refused() {
    for site in Site::kozmoais() {
        site.adds(&["anna"]);
        for change in ["'user.created', 'user.teleported'", "'\"detail\"', '\"place\":1,\"detail\"'"] {
            site.tamper(&format!("UPDATE kozmoai_admin.event SET entry = replace(entry, {change}) WHERE seq = 2"));
            for arguments in [&["audit"][..], &["audit", "verify"], &["audit", "export"], &["audit", "accept", "--yes"]] {
                site.fails(8, &["event 2", "newer version"], arguments);
            }
            site.tamper("UPDATE kozmoai_admin.event SET entry = replace(entry, 'user.teleported', 'user.created') WHERE seq = 2");
        }
    }
}

#[test]
fn embedded_log_shows_a_changed_head_and_lost_events() {
    let site = Site::embedded();
    site.adds(&["anna"]);
    let mut earlier = None;
    site.tamper_tree(|db| earlier = db.get("mhead").unwrap());
    site.adds(&["bert"]);
    let head = newest(&site);
    site.tamper_tree(|db| drop(db.insert("mhead", earlier.clone().unwrap()).unwrap()));
    site.fails(8, &["audit log is damaged", "kozmoai audit verify"], &["users", "add", "carl", "--generate-password"]);
    site.fails(8, &[&format!("at event {head}"), "after the log's head"], &["audit", "verify"]);
    site.succeeds(&["audit", "accept", "--yes"]);
    site.adds(&["carl"]);
    let head = newest(&site);
    // The newest event, the head and the number in the marker.
    let cut = |folder: &Path| {
        site.tamper_tree(|db| {
            let key = [b"e".as_slice(), &head.to_be_bytes()].concat();
            let event = db.remove(key).unwrap().unwrap();
            let before = db.range(..[b"e".as_slice(), &head.to_be_bytes()].concat()).next_back().unwrap().unwrap();
            assert_ne!(event, before.1);
            let hash = &before.1[before.1.len() - 32..];
            let seq = u8::try_from(head - 1).unwrap();
            db.insert("mhead", [&[1, seq], hash].concat()).unwrap();
        });
        let noted = folder.join("kozmoai-newest");
        fs::write(noted, format!("{0:020} {0:020}\n", head - 1)).unwrap();
    };
    let Place::Embedded(folder) = &site.place else { panic!("embedded") };
    cut(folder);
    site.fails(8, &[&format!("at event {head}"), "missing"], &["audit", "verify"]);
    site.succeeds(&["audit", "accept", "--yes"]);
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}

#[test]
fn lost_events_of_an_embedded_database_can_be_accepted() {
    let site = Site::embedded();
    site.adds(&["anna"]);
    let Place::Embedded(folder) = &site.place else { panic!("embedded") };
    fs::write(folder.join("kozmoai-newest"), format!("{0:020} {0:020}\n", 9)).unwrap();
    for arguments in [&["users", "list"][..], &["audit", "verify"]] {
        site.fails(8, &["audit events 4 to 9 are missing", "audit accept"], arguments);
    }
    site.succeeds(&["audit", "accept", "--yes"]);
    site.adds(&["bert"]);
    assert_eq!(site.document(&["audit", "verify"])["state"], "whole");
}
