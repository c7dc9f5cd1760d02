//! Transfers of ownership and files of passwords, on every backend that is a file.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::script::kozmoai;

const KEY: &str = "randomly_generated_secure_key";

struct Place {
    home: tempfile::TempDir,
    store: &'static str,
}

impl Place {
    /// An embedded database and one of Kozmoai, each with the users anna and bert.
    fn every() -> [Self; 2] {
        let places = ["sled:///store", "sqlite:///kozmoai.db"].map(|store| Self { home: tempfile::tempdir().unwrap(), store });
        for place in &places {
            let genuine = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db");
            std::fs::copy(genuine, place.home.path().join("kozmoai.db")).unwrap();
            for name in ["anna", "bert"] {
                let added = place.run(&["superuser", "--username", name, "--password-stdin"], "hard-to-guess-1");
                assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
            }
        }
        places
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = kozmoai(self.home.path());
        command.env("KOZMOAI_SECRET_KEY", KEY).env("KOZMOAI_DATABASE_URL", self.store).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdin.take().expect("a pipe").write_all(input.as_bytes()));
        child.wait_with_output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat(), "");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn set(&self, user: &str, name: &str, value: &str) {
        assert!(self.run(&["variables", "set", user, name, "--value-stdin"], value).status.success());
    }

    fn reveal(&self, user: &str, name: &str) -> String {
        self.json(&["variables", "get", user, name, "--reveal"])["value"].as_str().unwrap_or_default().to_owned()
    }
}

#[test]
fn transfer_moves_variables_and_folders() {
    for place in Place::every() {
        place.set("anna", "TOKEN", "annas");
        place.set("anna", "ONLY", "hers");
        place.set("bert", "TOKEN", "berts");
        let refused = place.run(&["users", "transfer", "anna", "bert"], "");
        assert_eq!(refused.status.code(), Some(3), "{}", String::from_utf8_lossy(&refused.stderr));
        let planned = place.json(&["users", "transfer", "anna", "bert", "--dry-run"]);
        assert_eq!((&planned["dry_run"], &planned["variables"]), (&true.into(), &2.into()));
        assert_eq!(place.reveal("anna", "ONLY"), "hers");
        let output = place.run(&["users", "transfer", "anna", "bert", "--yes", "--json"], "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains("\"TOKEN (anna)\""), "{said}");
        let done: Value = serde_json::from_slice(&output.stdout).unwrap();
        for (field, expected) in
            [("changed", Value::from(true)), ("folders", 1.into()), ("variables", 2.into()), ("flows", 0.into())]
        {
            assert_eq!(done[field], expected, "{field} in {done}");
        }
        let renamed = done["renamed"].as_array().unwrap();
        for (kind, from, to) in [("folder", "My Projects", "My Projects (anna)"), ("variable", "TOKEN", "TOKEN (anna)")] {
            let wanted = serde_json::json!({"kind": kind, "from": from, "to": to});
            assert!(renamed.contains(&wanted), "{wanted} in {done}");
        }
        let values = ["TOKEN", "TOKEN (anna)", "ONLY"].map(|name| place.reveal("bert", name));
        assert_eq!(values, ["berts", "annas", "hers"]);
        assert_eq!(place.json(&["users", "show", "anna"])["variables"], 0);
        assert_eq!(place.json(&["users", "show", "bert"])["folders"], 2);
        let events = place.run(&["audit", "--limit", "1000"], "");
        assert!(String::from_utf8(events.stdout).unwrap().contains("ownership_transferred"));
        assert_eq!(place.json(&["users", "transfer", "anna", "bert", "--yes"])["changed"], false);
        let itself = place.run(&["users", "transfer", "anna", "anna", "--yes"], "");
        assert_eq!(itself.status.code(), Some(2));
        assert_eq!(place.run(&["users", "transfer", "anna", "nobody", "--yes"], "").status.code(), Some(4));
    }
}

#[test]
fn password_file_is_all_or_nothing() {
    for place in Place::every() {
        let file = |content: &str| place.run(&["users", "passwd", "--file", "-"], content);
        for (content, words) in [
            ("anna:hard-to-guess-2\nnobody:hard-to-guess-3\n", "line 2: There is no user"),
            ("anna:hard-to-guess-2\nbert:short\n", "line 2"),
            ("anna:hard-to-guess-2\nanna:hard-to-guess-3\n", "twice"),
            ("anna:hard-to-guess-2\nbert\n", "not NAME:PASSWORD"),
            ("anna:hard-to-guess-1\n", "differ"),
        ] {
            let output = file(content);
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.code() == Some(5) && said.contains(words), "{content:?}: {said}");
            assert!(!said.contains("hard-to-guess"));
        }
        assert_eq!(file("").status.code(), Some(2));
        let set = file("\u{feff}anna:hard-to-guess:2\r\n\r\nbert:hard-to-guess-3\r\n");
        assert!(set.status.success(), "{}", String::from_utf8_lossy(&set.stdout));
        // The current password is refused, so it was set.
        assert_eq!(file("anna:hard-to-guess:2\n").status.code(), Some(5));
        assert_eq!(file("bert:hard-to-guess-3\n").status.code(), Some(5));
    }
}

#[test]
fn transfer_refuses_hidden_flows() {
    let [_, place] = Place::every();
    let db = rusqlite::Connection::open(place.home.path().join("kozmoai.db")).unwrap();
    let (owner, flows) = ("bert", 2);
    for (number, name) in (1..=flows).zip(["first", "second"]) {
        let sql = "INSERT INTO flow (id, name, user_id) SELECT ?1, ?2, id FROM user WHERE username = 'bert'";
        assert_eq!(db.execute(sql, [&format!("{number:032x}"), name]).unwrap(), 1);
    }
    let owned = || {
        let sql = "SELECT count(*) FROM flow f JOIN user u ON u.id = f.user_id WHERE u.username = ?1";
        db.query_row(sql, [owner], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(owned(), flows);
    db.execute_batch(
        "CREATE TRIGGER keeper AFTER UPDATE OF user_id ON flow BEGIN
             UPDATE flow SET user_id = OLD.user_id WHERE id = OLD.id;
         END",
    )
    .unwrap();
    let refused = place.run(&["users", "transfer", owner, "anna", "--yes"], "");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(8) && said.contains("keeper"), "{said}");
    assert_eq!(owned(), flows);
    db.execute_batch("DROP TRIGGER keeper; ALTER TABLE flow RENAME TO flows; CREATE VIEW flow AS SELECT * FROM flows WHERE 0")
        .unwrap();
    let refused = place.run(&["users", "transfer", owner, "anna", "--yes"], "");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(8) && said.contains("a view"), "{said}");
    db.execute_batch("DROP VIEW flow; ALTER TABLE flows RENAME TO flow").unwrap();
    assert_eq!(owned(), flows);
    let done = place.json(&["users", "transfer", owner, "anna", "--yes"]);
    assert_eq!((&done["flows"], owned()), (&flows.into(), 0));
}
