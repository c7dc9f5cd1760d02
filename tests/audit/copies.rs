//! Copies of the log: exports that can be verified, and sinks that receive each event.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Place, Site};

/// The hash of an exported event, as SECURITY.md describes it.
fn hash_of(event: &Value) -> String {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let text = |name: &str| event[name].as_str().map(|text| text.as_bytes().to_vec());
    let id = |name: &str| event[name].as_str().map(|id| hex(&id.replace('-', "")));
    let mut fields = vec![
        Some(event["seq"].as_u64().unwrap().to_be_bytes().to_vec()),
        Some(hex(event["previous"].as_str().unwrap())),
        Some(event["at_us"].as_i64().unwrap().to_be_bytes().to_vec()),
        text("actor_type"),
    ];
    match event["actor_type"].as_str().unwrap() {
        "operator" => fields.push(text("actor_name")),
        "user" => fields.extend([id("actor_id"), text("actor_name")]),
        _ => {}
    }
    fields.extend([text("action"), id("user_id"), text("username"), text("detail")]);
    let mut hasher = Sha256::new();
    for field in fields {
        match field {
            Some(bytes) => {
                hasher.update([1]);
                hasher.update((bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            }
            None => hasher.update([0]),
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Checks a chain from its first event and returns its last hash.
fn follow(events: &[Value]) -> String {
    let mut previous = "0".repeat(64);
    for (at, event) in events.iter().enumerate() {
        assert_eq!((event["seq"].as_u64(), event["previous"].as_str()), (Some(at as u64 + 1), Some(&*previous)));
        previous = hash_of(event);
        assert_eq!(event["hash"].as_str(), Some(&*previous));
    }
    previous
}

#[test]
fn export_can_be_verified_by_its_reader() {
    for site in Site::every() {
        site.adds(&["anna", "Zoë ✓"]);
        site.succeeds(&["users", "promote", "anna"]);
        let (exported, _) = site.succeeds(&["audit", "export"]);
        let mut lines = lines(&exported);
        let head = lines.pop().unwrap();
        let hash = follow(&lines);
        assert_eq!((head["head"]["seq"].as_u64(), head["head"]["hash"].as_str()), (Some(lines.len() as u64), Some(&*hash)));
    }
}

#[test]
fn sink_file_gets_each_event_and_what_it_lacked() {
    for mut site in Site::every() {
        site.adds(&["anna"]);
        let path = site.path("copy.jsonl");
        site.environment = vec![("KOZMOAI_AUDIT_SINK", format!("file:{}", path.display()))];
        site.adds(&["bert"]);
        let copied = || lines(&std::fs::read_to_string(&path).unwrap());
        let events = copied();
        follow(&events);
        assert_eq!(events.last().unwrap()["username"], "bert");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        // A process that was killed before it wrote, and one that was killed while it wrote.
        let environment = std::mem::take(&mut site.environment);
        site.adds(&["carl"]);
        site.environment = environment;
        assert!(site.run(&["doctor"]).1.contains("lacks events"), "doctor reports it");
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{whole}{}", &whole[..40])).unwrap();
        site.adds(&["dora"]);
        let text = std::fs::read_to_string(&path).unwrap();
        let (torn, rest) = text[whole.len()..].split_once('\n').unwrap();
        assert_eq!(torn, &whole[..40]);
        follow(&lines(&format!("{whole}{rest}")));
        assert!(rest.contains("dora") && rest.contains("carl"), "{rest}");
        assert!(site.run(&["doctor"]).1.contains("is complete"));
    }
}

#[test]
fn sink_that_fails_undoes_nothing() {
    let mut site = Site::sqlite();
    let target = site.path("target");
    std::fs::write(&target, "mine\n").unwrap();
    std::os::unix::fs::symlink(&target, site.path("link")).unwrap();
    std::fs::hard_link(&target, site.path("second")).unwrap();
    let folder = site.folder.path().display().to_string();
    for (number, place) in ["link", "second", "missing/file", "config"].into_iter().enumerate() {
        site.environment = vec![("KOZMOAI_AUDIT_SINK", format!("file:{folder}/{place}"))];
        let name = format!("user{number}");
        let (_, warned) = site.succeeds(&["users", "add", &name, "--generate-password"]);
        assert!(warned.contains("warning: The audit log was not copied to file:"), "{place}: {warned}");
        assert!(site.succeeds(&["users", "show", &name]).0.contains(&name));
        assert!(!site.run(&["doctor"]).1.contains("is complete"));
    }
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "mine\n", "a foreign file is unchanged");
    for wrong in ["file:relative", "tcp:1.2.3.4", "syslog:x"] {
        site.environment = vec![("KOZMOAI_AUDIT_SINK", wrong.to_owned())];
        site.fails(2, &["KOZMOAI_AUDIT_SINK", "file:/absolute/path"], &["users", "list"]);
    }
}

#[test]
fn syslog_gets_each_event() {
    for mut site in Site::every() {
        let socket = site.path("log");
        let listener = UnixDatagram::bind(&socket).unwrap();
        listener.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        site.environment = vec![("KOZMOAI_AUDIT_SINK", format!("syslog:{}", socket.display()))];
        site.adds(&["anna", "bert"]);
        for name in ["anna", "bert"] {
            let mut message = [0; 4096];
            let length = listener.recv(&mut message).unwrap();
            let message = String::from_utf8(message[..length].to_vec()).unwrap();
            let (head, json) = message.split_once("]: ").unwrap();
            assert!(head.starts_with("<85>") && head.contains(" kozmoai["), "{message}");
            let event: Value = serde_json::from_str(json).unwrap();
            assert_eq!((event["username"].as_str(), event["hash"].as_str()), (Some(name), Some(&*hash_of(&event))));
        }
        drop(listener);
        std::fs::remove_file(&socket).unwrap();
        let (_, warned) = site.succeeds(&["users", "add", "carl", "--generate-password"]);
        assert!(warned.contains("not copied to syslog:"), "{warned}");
        assert!(site.run(&["doctor"]).1.contains("warning"));
    }
}

#[test]
fn restored_log_continues_in_the_same_copy() {
    let mut site = Site::sqlite();
    site.succeeds(&["backup", "one.backup"]);
    site.environment = vec![("KOZMOAI_AUDIT_SINK", format!("file:{}", site.path("copy").display()))];
    site.adds(&["anna", "bert"]);
    let (_, warned) = site.succeeds(&["restore", "one.backup", "--replace", "--yes"]);
    assert!(!warned.contains("not in the log"), "{warned}");
    site.adds(&["carl"]);
    let events = lines(&std::fs::read_to_string(site.path("copy")).unwrap());
    let seqs: Vec<u64> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    let actions: Vec<&str> = events.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions[actions.len() - 2..], ["backup.restored", "user.created"], "{seqs:?}");
    assert!(matches!(site.place, Place::Sqlite(_)));
}

#[test]
fn concurrent_operations_move_one_anchor_and_fill_one_copy() {
    for mut site in Site::kozmoais() {
        site.environment = vec![("KOZMOAI_AUDIT_SINK", format!("file:{}", site.path("copy").display()))];
        let adding: Vec<_> = (0..6)
            .map(|number| {
                let mut command = site.command(&["users", "add", &format!("user{number}"), "--generate-password"]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in adding {
            let output = child.wait_with_output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success() && !said.contains("warning"), "{said}");
        }
        let report = site.document(&["audit", "verify"]);
        assert_eq!((&report["state"], &report["anchor"]["seq"]), (&"whole".into(), &report["head"]["seq"]), "{report}");
        follow(&lines(&std::fs::read_to_string(site.path("copy")).unwrap()));
    }
}

#[test]
fn follow_prints_events_as_they_are_recorded() {
    for site in Site::every() {
        let mut follower = site.command(&["audit", "--follow", "--json", "--action", "user.created", "--limit", "1"]);
        let mut follower = follower.stdout(Stdio::piped()).spawn().unwrap();
        let mut printed = BufReader::new(follower.stdout.take().unwrap()).lines();
        let mut next = || serde_json::from_str::<Value>(&printed.next().unwrap().unwrap()).unwrap()["username"].clone();
        assert_eq!(next(), "admin");
        site.adds(&["anna"]);
        site.succeeds(&["users", "promote", "anna"]);
        site.adds(&["bert"]);
        assert_eq!((next(), next()), ("anna".into(), "bert".into()));
        follower.kill().unwrap();
        follower.wait().unwrap();
    }
}
