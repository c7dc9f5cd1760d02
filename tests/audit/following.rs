//! `kozmoai audit --follow`: what is recorded meanwhile appears in every format, and the command ends cleanly.

use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Arc;

use kozmoai::config::{Overrides, Settings};
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::Site;

struct Follower {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Follower {
    fn of(site: &Site, arguments: &[&str]) -> Self {
        let mut command = site.command(&[&["audit", "--follow"], arguments].concat());
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn next(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    /// The exit code and standard error after a signal.
    fn ends_at(mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        assert!(self.lines.next().is_none());
        self.ends()
    }

    fn ends(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

#[test]
fn followed_events_appear_in_every_format() {
    for site in [Site::embedded(), Site::sqlite()] {
        let mut followers: Vec<Follower> =
            ["table", "csv", "jsonl", "json"].iter().map(|format| Follower::of(&site, &["-o", format, "--limit", "1"])).collect();
        let [table, csv, jsonl, json] = followers.as_mut_slice() else { panic!("four formats") };
        assert!(table.next().contains("user.created"));
        assert_eq!(csv.next(), "seq,at,actor,action,user_id,username,detail,hash");
        assert!(csv.next().contains(",user.created,"));
        for lines in [&mut *jsonl, &mut *json] {
            assert_eq!(serde_json::from_str::<Value>(&lines.next()).unwrap()["username"], "admin");
        }
        site.adds(&["anna"]);
        assert!(table.next().contains("anna"));
        assert!(csv.next().contains(",user.created,"), "no second header");
        for lines in [jsonl, json] {
            let event: Value = serde_json::from_str(&lines.next()).unwrap();
            assert_eq!((&event["username"], event["hash"].as_str().unwrap().len()), (&"anna".into(), 64));
        }
        for follower in followers {
            assert_eq!(follower.ends_at(Signal::INT), (Some(130), String::new()));
        }
    }
}

#[test]
fn follower_ends_silently_with_its_reader() {
    for site in Site::every() {
        let mut follower = Follower::of(&site, &["--limit", "0", "-o", "csv"]);
        follower.next();
        let Follower { mut child, lines } = follower;
        drop(lines);
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said), (Some(0), String::new()));
    }
}

#[test]
fn follower_prints_only_what_matches() {
    let site = Site::sqlite();
    let mut failed = Follower::of(&site, &["--failed", "-o", "jsonl"]);
    let mut created = Follower::of(&site, &["--action", "user.created", "--user", "bert", "-o", "jsonl", "--limit", "5"]);
    site.adds(&["anna", "bert"]);
    let overrides = Overrides { store: Some(site.address()), config_dir: Some(site.path("config")), ..Overrides::default() };
    let service = Service::open(Arc::new(Settings::load(&overrides).unwrap())).unwrap();
    assert!(service.sign_in("anna", &Secret::from("no password of hers")).unwrap().is_err());
    site.succeeds(&["users", "promote", "bert"]);
    let event = |line: String| serde_json::from_str::<Value>(&line).unwrap();
    assert_eq!(event(failed.next())["action"], "session.sign_in_refused");
    assert_eq!(event(created.next())["username"], "bert");
    for follower in [failed, created] {
        assert_eq!(follower.ends_at(Signal::TERM), (Some(130), String::new()));
    }
    site.fails(2, &["--until", "--follow"], &["audit", "--follow", "--until", "now"]);
}

/// An event that cannot be read would end a follower that reads it.
#[test]
fn follower_reads_no_event_twice() {
    let site = Site::sqlite();
    site.adds(&["anna", "bert"]);
    let mut follower = Follower::of(&site, &["--limit", "1", "-o", "jsonl"]);
    follower.next();
    site.tamper("UPDATE kozmoai_admin.event SET entry = '{}' WHERE seq < (SELECT max(seq) FROM kozmoai_admin.event)");
    let listed = site.run(&["audit"]);
    assert_ne!(listed.0, 0, "{listed:?}");
    site.adds(&["carl"]);
    assert!(follower.next().contains("carl"));
    assert_eq!(follower.ends_at(Signal::INT).0, Some(130));
}
