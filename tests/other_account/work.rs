//! Root's work in the account's installation: new files belong to the account, which can continue to work.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::forgeries::{COMMANDS, clear_roots_own, named};
use super::run::finish;
use super::site::{ACCOUNT, Engine, PASSWORD, Site};

/// Runs a command of root; returns its exit code and output.
fn root(site: &Site, arguments: &[&str], input: &str) -> (i32, String) {
    let done = finish(site.as_root(arguments), input).unwrap_or_else(|| panic!("{arguments:?} does not end"));
    (done.status.code().unwrap(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

fn account_can_continue(engine: Engine) {
    let Some(site) = Site::new(engine, false) else { return };
    for (words, input) in COMMANDS {
        if matches!(words, ["backup", "/dev/null/x"] | ["rotate", "resume" | "rollback"] | ["keygen", ..]) {
            continue;
        }
        site.reset();
        clear_roots_own(&site);
        let words = named(&site, words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (code, said) = root(&site, &words, input);
        let fine = code == 0 || words == ["doctor"];
        assert!(fine, "{words:?}: {said}");
        assert_eq!(site.foreign_files(), Vec::<PathBuf>::new(), "after {words:?} everything still belongs to the account");
        for (again, input) in [
            (&["users", "list"][..], ""),
            (&["users", "add", "later", "--password-stdin"], PASSWORD),
            (&["variables", "set", "anna", "LATER", "--value-stdin"], "later"),
            (&["rotate", "--yes"], ""),
            (&["key", "check"], ""),
            (&["audit", "verify"], ""),
        ] {
            let done = finish(site.as_account(again), input).unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "after {words:?} the account can't {again:?}: {said}");
        }
    }
}

#[test]
fn account_can_continue_after_root_on_sqlite() {
    account_can_continue(Engine::Sqlite);
}

#[test]
fn account_can_continue_after_root_on_embedded() {
    account_can_continue(Engine::Embedded);
}

/// The account replaces its `.env` by a link to a file of root while root reads it.
#[test]
fn env_file_replaced_by_link_is_not_followed() {
    let Some(site) = Site::new(Engine::Sqlite, false) else { return };
    let script = r"
        cp .env good
        while :; do
            ln -s $CANARY/env link; mv -fT link .env
            cp good copy; mv -f copy .env
        done";
    let mut swaps = Command::new("setpriv");
    swaps.args([&format!("--reuid={ACCOUNT}"), &format!("--regid={ACCOUNT}"), "--clear-groups", "sh", "-c", script]);
    swaps.env("CANARY", site.canary()).current_dir(site.service()).stderr(Stdio::null());
    let mut swaps = swaps.spawn().unwrap();
    let (mut read, mut planted) = (0, 0);
    for _ in 0..150 {
        let done = finish(site.as_root_alone(&["config"]), "").unwrap();
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        read += usize::from(done.status.success());
        planted += usize::from(said.contains("planted"));
    }
    swaps.kill().unwrap();
    swaps.wait().unwrap();
    println!("{read} of 150 read it");
    assert_eq!(planted, 0, "settings from a file of root that the account cannot write");
}
