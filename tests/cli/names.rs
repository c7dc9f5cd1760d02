//! Names in the output: names that look alike, and the credentials to replace after a leak.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::mistakes::{KEY, private, with};

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
