//! Names in the output: names that look alike, and the credentials to replace after a leak.

use super::mistakes::{Done, KEY, private, with, with_input};

#[test]
fn look_alike_names_are_reported() {
    let home = tempfile::tempdir().unwrap();
    let [composed, decomposed] = ["caf\u{e9}", "cafe\u{301}"];
    let add = |name: &str| with(home.path(), &[], &["users", "add", name, "--generate-password"]);
    assert!(!add(composed).err.contains("looks like"));
    let printed = "cafe<U+0301> is not caf<U+00E9>";
    let second = add(decomposed);
    assert!(second.code == 0 && second.err.contains(printed), "{}", second.err);
    assert_eq!(add("bert").code, 0);
    for search in [composed, decomposed, "CAF\u{c9}"] {
        let listed = with(home.path(), &[], &["users", "list", "--search", search]).out;
        assert!(listed.contains("= caf<U+00E9>") && listed.contains("= cafe<U+0301>") && !listed.contains("bert"), "{listed}");
    }
    let missing = with(home.path(), &[], &["users", "show", "cafe"]);
    assert!(missing.code == 4 && missing.err.contains("caf<U+00E9>, cafe<U+0301>"), "{}", missing.err);
    let missing = with(home.path(), &[], &["users", "show", "Caf\u{e9}"]);
    assert!(missing.code == 4 && missing.err.contains("caf<U+00E9>, cafe<U+0301>"), "{}", missing.err);
    assert_eq!(with(home.path(), &[], &["users", "rename", decomposed, "carl"]).code, 0);
    let renamed = with(home.path(), &[], &["users", "rename", "carl", decomposed]);
    assert!(renamed.code == 0 && renamed.err.contains(printed), "{}", renamed.err);
    assert!(!with(home.path(), &[], &["users", "list", "--search", "bert"]).out.contains(" = "));
}

#[test]
fn import_warns_of_names_like_existing_ones() {
    let home = tempfile::tempdir().unwrap();
    for name in ["admin", "caf\u{e9}"] {
        assert_eq!(with(home.path(), &[], &["users", "add", name, "--generate-password"]).code, 0);
    }
    let rows = "username,password\nAdmin,LongPassw0rdx\nCafe\u{301},LongPassw0rdy\nbert,LongPassw0rdz\n";
    for arguments in [&["users", "import", "-", "--dry-run"][..], &["users", "import", "-"]] {
        let imported = with_input(home.path(), arguments, rows.as_bytes());
        let warnings: Vec<&str> = imported.err.lines().filter(|line| line.starts_with("warning:")).collect();
        assert!(imported.code == 0 && warnings.len() == 2, "{}", imported.err);
        assert!(warnings[0].contains("Row 1 (line 2): The name looks like that of the user \"admin\""), "{}", warnings[0]);
        assert!(warnings[1].contains("Cafe<U+0301> is not caf<U+00E9>"), "{}", warnings[1]);
    }
    // So many rows are compared with all users at once.
    let many = (0..1100).map(|number| format!("user{number},\n")).collect::<String>();
    let imported = with_input(home.path(), &["users", "import", "-"], format!("username,password\n{many}BERT,\n").as_bytes());
    assert!(imported.code == 0 && imported.err.contains("Row 1101 (line 1102): The name looks like that of the user \"bert\""));
}

#[test]
fn superuser_warns_of_similar_name() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(with(home.path(), &[], &["users", "add", "admin", "--generate-password"]).code, 0);
    let made = with_input(home.path(), &["superuser", "--username", "Admin", "--password-stdin"], b"LongPassw0rdx\n");
    assert!(made.code == 0 && made.err.contains("looks like that of the user \"admin\""), "{}", made.err);
}

#[test]
fn damaged_text_is_refused_in_names_and_passwords() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", KEY)];
    assert_eq!(with(home.path(), &environment, &["users", "add", "anna", "--generate-password"]).code, 0);
    private(&home.path().join("value"), b"hidden");
    let value = home.path().join("value").display().to_string();
    let refused = |result: Done, code: i32, text: &str| {
        assert!(result.code == code && result.err.contains(text), "{text}: {} {}", result.out, result.err);
    };
    let lost = "U+FFFD in place of a character that was lost";
    refused(with(home.path(), &[], &["users", "add", "caf\u{fffd}", "--generate-password"]), 2, lost);
    refused(with(home.path(), &[], &["users", "rename", "anna", "caf\u{fffd}"]), 2, lost);
    let set = ["variables", "set", "anna", "KEY\u{fffd}", "--value-file", &value];
    refused(with(home.path(), &environment, &set), 2, lost);
    refused(with(home.path(), &environment, &["api-keys", "create", "anna", "ci\u{fffd}"]), 2, lost);
    for (character, text) in
        [('\u{fffd}', lost), ('\u{2028}', "end of a line"), ('\u{2029}', "end of a line"), ('\u{85}', "control")]
    {
        let password = format!("Long{character}Passw0rd");
        let from_stdin = |arguments: &[&str], input: String| with_input(home.path(), arguments, input.as_bytes());
        refused(from_stdin(&["users", "add", "bert", "--password-stdin"], format!("{password}\n")), 2, text);
        refused(from_stdin(&["users", "passwd", "anna", "--password-stdin"], format!("{password}\n")), 2, text);
        let imported = from_stdin(&["users", "import", "-"], format!("username,password\nbert,\"{password}\"\n"));
        assert!(imported.code == 5 && imported.out.contains(text), "{} {}", imported.out, imported.err);
        let set = from_stdin(&["users", "passwd", "--file", "-"], format!("anna:{password}\n"));
        assert!(set.code == 5 && set.out.contains(text), "{} {}", set.out, set.err);
    }
    let imported = with_input(home.path(), &["users", "import", "-"], "username,password\ncaf\u{fffd},\n".as_bytes());
    assert!(imported.code == 5 && imported.out.contains(lost), "{}", imported.out);
}

#[test]
fn credentials_are_listed_by_owner_and_name() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", KEY)];
    private(&home.path().join("value"), b"hidden");
    let run = |arguments: &[&str]| {
        let result = with(home.path(), &environment, arguments);
        assert_eq!(result.code, 0, "{arguments:?}: {}", result.err);
        result
    };
    for user in ["anna", "bert"] {
        run(&["users", "add", user, "--generate-password"]);
        run(&["variables", "set", user, "TOKEN", "--value-file", "value"]);
        run(&["variables", "set", user, "REGION", "--type", "Generic", "--value-file", "value"]);
    }
    run(&["store-key", "set", "bert", "--value-file", "value"]);
    run(&["api-keys", "create", "anna", "ci"]);
    let listed: serde_json::Value = serde_json::from_str(&run(&["key", "credentials", "--json"]).out).unwrap();
    let row = |kind: &str, user: &str, name: &str| serde_json::json!({"kind": kind, "user": user, "name": name});
    let rows = [
        row("variable", "anna", "TOKEN"),
        row("api_key", "anna", "ci"),
        row("variable", "bert", "TOKEN"),
        row("store_api_key", "bert", ""),
    ];
    assert_eq!(listed, serde_json::json!({"total_count": 4, "credentials": rows}));
    let plain = run(&["key", "credentials"]).out;
    assert!(plain.contains("Kozmoai Store API key") && !plain.contains("REGION") && !plain.contains("hidden"), "{plain}");
    private(&home.path().join("new"), b"wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE");
    let rotated = run(&["rotate", "--yes", "--new-key-file", "new", "--no-env-update"]);
    assert!(rotated.err.contains("`kozmoai key credentials`") && rotated.err.contains("`kozmoai backups"), "{}", rotated.err);
}
