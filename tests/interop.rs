//! The real Kozmoai and this program on one database, in turns and at once: what one did the other sees, and Kozmoai starts
//! clean after it.

#![expect(clippy::print_stderr, reason = "a test says why a command failed")]

mod kozmoai;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};

use kozmoai::{ADMIN, Kozmoai, decrypt};
use serde_json::Value;

use crate::support::server::server;
use crate::support::skipped::skipped;
use crate::support::thorough::{is_thorough, times};

/// The fixture's folder.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8");

/// Both on one database.
struct Turns<'a> {
    python: &'a Path,
    folder: &'a Path,
    database: String,
}

impl Turns<'_> {
    /// Runs our program; gives its exit code and what it printed.
    fn ours(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("KOZMOAI_TEST_QUICK_HASHES", "1").env("HOME", self.folder).current_dir(self.folder);
        command.arg("--config-dir").arg(self.folder).args(["--store", &self.database]).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing closes its end, which is no failure.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let code = output.status.code().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        if code != 0 {
            eprintln!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        (code, printed)
    }

    fn done(&self, arguments: &[&str], input: &str) -> String {
        let (code, printed) = self.ours(arguments, input);
        assert_eq!(code, 0, "{arguments:?}");
        printed
    }

    fn start(&self) -> Kozmoai {
        Kozmoai::start(self.python, self.folder, &self.database)
    }

    fn values(&self) -> Vec<String> {
        let url = ::kozmoai::model::StoreUrl::parse(&self.database).unwrap();
        let mut tokens = Vec::new();
        let mut keep = |some: &[::kozmoai::model::EncryptedValue]| {
            tokens.extend(some.iter().map(|value| value.text.clone()));
            Ok(ControlFlow::Continue(()))
        };
        ::kozmoai::store::open(&url).unwrap().values(&mut keep).unwrap();
        tokens
    }

    fn key(&self) -> String {
        fs::read_to_string(self.folder.join("secret_key")).unwrap()
    }
}

/// What Kozmoai says when something of its start went wrong.
fn assert_clean(kozmoai: &Kozmoai) {
    // It holds tracebacks of its components at every start, ours or not.
    let log = kozmoai.log();
    for complaint in ["mismatch between the models", "InvalidToken", "went wrong running migrations", "OperationalError"] {
        assert!(!log.contains(complaint), "{complaint}:\n{log}");
    }
}

fn named<'a>(variables: &'a [Value], name: &str) -> &'a Value {
    variables.iter().find(|variable| variable["name"] == name).unwrap_or(&Value::Null)
}

/// What one of two programs did to a user that both change.
#[derive(Default)]
struct Shared {
    promoted: usize,
    demoted: usize,
    /// The variables that were set, and those that were refused because of the other's change.
    set: Vec<String>,
    refused: Vec<String>,
}

/// How often each of two programs makes its changes.
fn rounds() -> usize {
    times(2, 5)
}

/// One of two programs: changes a user of its own, which always works, and one that the other changes too.
fn change(turns: &Turns<'_>, own: &str) -> Shared {
    let mut shared = Shared::default();
    let may_be_refused = |arguments: &[&str]| match turns.ours(arguments, "x").0 {
        0 => true,
        5 => false,
        code => panic!("{arguments:?} ended with {code}"),
    };
    for n in 0..rounds() {
        let name = format!("{own} {n}");
        turns.done(&["variables", "set", own, &name, "--type", "Generic", "--value-stdin"], "x");
        turns.done(&["users", "promote", own], "");
        turns.done(&["users", "demote", own], "");
        shared.promoted += usize::from(may_be_refused(&["users", "promote", "eve"]));
        let set = may_be_refused(&["variables", "set", "eve", &name, "--type", "Generic", "--value-stdin"]);
        if set { &mut shared.set } else { &mut shared.refused }.push(name);
        shared.demoted += usize::from(may_be_refused(&["users", "demote", "eve"]));
    }
    turns.done(&["users", "promote", own], "");
    shared
}

/// Two programs of ours at once, while people sign in to Kozmoai: no change that was said to be done is lost, and none that
/// was refused is there.
fn at_once(turns: &Turns<'_>, kozmoai: &Kozmoai) {
    const EVE: (&str, &str) = ("eve", "a pass phrase of eve");
    turns.done(&["users", "add", EVE.0, "--active", "--password-stdin"], EVE.1);
    let shared = std::thread::scope(|threads| {
        let programs = ["carol", "dora"].map(|own| threads.spawn(move || change(turns, own)));
        while programs.iter().any(|program| !program.is_finished()) {
            assert_eq!(kozmoai.sign_in(EVE.0, EVE.1).0, 200);
        }
        programs.map(|program| program.join().unwrap())
    });
    let names = |who| -> BTreeSet<String> {
        kozmoai.variables(who).iter().map(|variable| variable["name"].as_str().unwrap().to_owned()).collect()
    };
    let is_superuser = |name: &str| {
        let shown: Value = serde_json::from_str(&turns.done(&["users", "show", name, "--json"], "")).unwrap();
        shown["is_superuser"].as_bool().unwrap()
    };
    for (own, password) in [("carol", "another one of carol's"), ("dora", "a pass phrase of dora")] {
        assert!((0..rounds()).all(|n| names((own, password)).contains(&format!("{own} {n}"))), "{own}");
        assert!(is_superuser(own), "{own}");
    }
    let [promoted, demoted] =
        [|one: &Shared| one.promoted, |one: &Shared| one.demoted].map(|of| shared.iter().map(of).sum::<usize>());
    assert_eq!(promoted - demoted, usize::from(is_superuser(EVE.0)), "{promoted} times promoted, {demoted} times demoted");
    let eves = names(EVE);
    for one in &shared {
        assert!(one.set.iter().all(|name| eves.contains(name)), "{:?} are not all in {eves:?}", one.set);
        assert!(!one.refused.iter().any(|name| eves.contains(name)), "{:?} are in {eves:?}", one.refused);
    }
    assert!(promoted > 0 && shared.iter().any(|one| !one.set.is_empty()));
}

/// The whole walk, on a database that holds the user alice with an API key, and variables of admin's.
fn in_turns(turns: &Turns<'_>, alices_key: Option<&str>) {
    // Ours first, with Kozmoai stopped.
    turns.done(&["superuser", "--username", "root", "--password-stdin"], "a pass phrase of root");
    turns.done(&["users", "add", "carol", "--active", "--password-stdin"], "a pass phrase of carol");
    turns.done(&["users", "add", "brief", "--active", "--password-stdin"], "a pass phrase of brief");
    turns.done(&["variables", "set", "brief", "GONE", "--value-stdin"], "gone");
    turns.done(&["users", "delete", "brief", "--confirm", "brief"], "");
    turns.done(&["users", "deactivate", "alice"], "");
    turns.done(&["variables", "set", "admin", "OURS", "--type", "Generic", "--value-stdin"], "set by us ✓");
    let made: Value = serde_json::from_str(&turns.done(&["api-keys", "create", "carol", "ci", "--json"], "")).unwrap();
    let carols_key = made["api_key"].as_str().unwrap().to_owned();
    {
        let kozmoai = turns.start();
        assert_clean(&kozmoai);
        assert_eq!(kozmoai.sign_in("root", "a pass phrase of root").0, 200);
        assert_eq!(kozmoai.sign_in("carol", "a pass phrase of carol").0, 200);
        let (status, said) = kozmoai.sign_in("alice", "alice's pass phrase");
        assert!((400..=403).contains(&status) && ["Inactive user", "Waiting for approval"].contains(&said.as_str()), "{said}");
        assert_ne!(kozmoai.sign_in("brief", "a pass phrase of brief").0, 200);
        assert_eq!(kozmoai.with_api_key(&carols_key), 200, "a key of ours works there");
        if let Some(key) = alices_key {
            assert!([401, 403].contains(&kozmoai.with_api_key(key)), "deactivating means the API keys too");
        }
        assert_eq!(named(&kozmoai.variables(ADMIN), "OURS")["value"], "set by us ✓");
        // Both at once.
        kozmoai.make_variable(ADMIN, "THEIRS", "set by Kozmoai ✓", "Credential");
        kozmoai.register("dora", "a pass phrase of dora");
        turns.done(&["users", "activate", "dora"], "");
        turns.done(&["users", "passwd", "carol", "--password-stdin"], "another one of carol's");
        assert_eq!(kozmoai.sign_in("dora", "a pass phrase of dora").0, 200);
        assert_eq!(kozmoai.sign_in("carol", "another one of carol's").0, 200);
        assert_ne!(kozmoai.sign_in("carol", "a pass phrase of carol").0, 200);
        at_once(turns, &kozmoai);
        let revoked = made["id"].as_str().unwrap();
        turns.done(&["api-keys", "revoke", revoked, "--yes"], "");
        assert!([401, 403].contains(&kozmoai.with_api_key(&carols_key)), "a key that we revoked is accepted there");
        assert_eq!(turns.ours(&["rotate", "--yes"], "").0, 8, "a running Kozmoai is noticed");
    }
    assert_eq!(turns.done(&["variables", "get", "admin", "THEIRS", "--reveal"], "").trim_end(), "set by Kozmoai ✓");

    // A rotation, with Kozmoai stopped, held against Kozmoai's own functions.
    let (old, before) = (turns.key(), turns.values());
    let done: Value = serde_json::from_str(&turns.done(&["rotate", "--yes", "--json"], "")).unwrap();
    assert_eq!((done["state"].as_str(), done["values"]["rotated"].as_u64()), (Some("done"), Some(before.len() as u64)));
    let (new, after) = (turns.key(), turns.values());
    assert_ne!(new, old);
    let [mut plain, mut held, refused] = decrypt(turns.python, [(&old, &before), (&new, &after), (&old, &after)]);
    assert!(before.len() >= 3 && plain.iter().all(Option::is_some), "{plain:?}");
    plain.sort();
    held.sort();
    assert_eq!(held, plain, "every value is as it was");
    assert!(refused.iter().all(Option::is_none), "the previous key decrypts a value");
    {
        let kozmoai = turns.start();
        assert_clean(&kozmoai);
        assert_eq!(kozmoai.sign_in("root", "a pass phrase of root").0, 200);
        assert_eq!(named(&kozmoai.variables(ADMIN), "OURS")["value"], "set by us ✓");
        kozmoai.make_variable(ADMIN, "AFTERWARDS", "after the rotation", "Generic");
        assert_eq!(named(&kozmoai.variables(ADMIN), "AFTERWARDS")["value"], "after the rotation");
    }
    assert_eq!(turns.ours(&["key", "check"], "").0, 0);
    assert_eq!(turns.ours(&["audit", "verify"], "").0, 0);
    assert_eq!(turns.key(), new, "Kozmoai keeps the key that it was given");
}

#[test]
fn a_sqlite_database_that_kozmoai_made() {
    let Some(python) = kozmoai::python() else { return };
    let home = tempfile::tempdir().unwrap();
    let expected: Value = serde_json::from_slice(&fs::read(Path::new(FIXTURE).join("expected.json")).unwrap()).unwrap();
    fs::copy(Path::new(FIXTURE).join("kozmoai.db"), home.path().join("kozmoai.db")).unwrap();
    let key = expected["secret_key"].as_str().unwrap();
    ::kozmoai::fs::private::create(&home.path().join("secret_key"), key.as_bytes()).unwrap();
    let database = format!("sqlite:///{}", home.path().join("kozmoai.db").display());
    let turns = Turns { python: &python, folder: home.path(), database };
    for variable in expected["superuser"]["variables"].as_array().unwrap() {
        let revealed = turns.done(&["variables", "get", "admin", variable["name"].as_str().unwrap(), "--reveal", "--json"], "");
        let revealed: Value = serde_json::from_str(&revealed).unwrap();
        assert_eq!(revealed["value"], variable["value"]);
    }
    let alice = expected["users"].as_array().unwrap().iter().find(|user| user["username"] == "alice").unwrap();
    in_turns(&turns, alice["api_keys"][0]["api_key"].as_str());
}

#[test]
fn a_postgresql_database_that_kozmoai_made() {
    if !is_thorough() {
        skipped("a PostgreSQL database that the real Kozmoai made, whose starts take long; KOZMOAI_TEST_THOROUGH=1 tests it");
        return;
    }
    let (Some(python), Some(server)) = (kozmoai::python(), server()) else { return };
    let home = tempfile::tempdir().unwrap();
    let database = server.address(&server.empty());
    let turns = Turns { python: &python, folder: home.path(), database };
    {
        let kozmoai = turns.start();
        kozmoai.make_variable(ADMIN, "OPENAI_API_KEY", "sk-example", "Credential");
        kozmoai.make_variable(ADMIN, "region", "eu-west-1", "Generic");
        kozmoai.register("alice", "alice's pass phrase");
    }
    turns.done(&["users", "activate", "alice"], "");
    in_turns(&turns, None);
}
