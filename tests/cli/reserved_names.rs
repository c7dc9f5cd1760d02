//! Names that a database or kozmoai itself uses: nothing else is created under them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::mistakes::{KEY, entries, private, with, with_input};

const CONFIG: &str = ".local/share/kozmoai";

fn sqlite_home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8");
    fs::copy(fixture.join("kozmoai.db"), home.path().join("kozmoai.db")).unwrap();
    fs::set_permissions(home.path().join("kozmoai.db"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::create_dir_all(home.path().join(CONFIG)).unwrap();
    private(&home.path().join(CONFIG).join("secret_key"), b"randomly_generated_secure_key");
    home
}

#[test]
fn backups_and_keys_spare_names_of_databases() {
    let home = sqlite_home();
    let store = ["--store", "sqlite:///kozmoai.db"];
    let run = |arguments: &[&str]| with(home.path(), &[], &[&store, arguments].concat());
    assert_eq!(run(&["users", "add", "new", "--generate-password"]).code, 0);
    let key = fs::read(home.path().join(CONFIG).join("secret_key")).unwrap();
    let in_config = ["rotation.json", "backups", "audit_anchor", "store", "store.swap"].map(|name| format!("{CONFIG}/{name}"));
    let of_database = ["-wal", "-shm", "-journal", ".admin-restore", ".replaced", ".replaced-2"];
    let names = of_database.map(|suffix| format!("kozmoai.db{suffix}")).into_iter().chain(in_config);
    for name in names.filter(|name| !home.path().join(name).exists()).collect::<Vec<_>>() {
        for arguments in [
            &["backup", &name][..],
            &["rotate", "--dry-run", "--keep-old-key", &name],
            &["rotate", "--yes", "--keep-old-key", &name],
        ] {
            let result = run(arguments);
            assert!(result.code == 2 && result.err.contains("itself uses"), "{arguments:?}: {} {}", result.code, result.err);
            assert!(!home.path().join(&name).exists(), "{arguments:?}");
        }
    }
    let keygen = run(&["keygen", "--write", "kozmoai.db-wal"]);
    assert_eq!(keygen.code, 2, "{}", keygen.err);
    assert_eq!(fs::read(home.path().join(CONFIG).join("secret_key")).unwrap(), key);
    for name in ["kozmoai.db.backup", "kozmoai.db-2026.backup", "backup"] {
        assert_eq!(run(&["backup", name]).code, 0, "{name}");
    }
    let kept = format!("{CONFIG}/secret_key.old");
    assert_eq!(run(&["rotate", "--yes", "--keep-old-key", &kept]).code, 0);
    assert_eq!(fs::read(home.path().join(kept)).unwrap(), key.trim_ascii_end());
}

#[test]
fn embedded_database_keeps_its_directory_to_itself() {
    let home = tempfile::tempdir().unwrap();
    with_input(home.path(), &["superuser", "--username", "anna", "--password-stdin"], b"hard-to-guess-1");
    private(&home.path().join(CONFIG).join("secret_key"), KEY.as_bytes());
    let run = |arguments: &[&str]| with(home.path(), &[], arguments);
    let before = entries(&home.path().join(CONFIG));
    for name in ["store/backup", "store/db/backup", "store.fresh", "store.swap", "store.replaced"] {
        let result = run(&["backup", &format!("{CONFIG}/{name}")]);
        let expected = if name.starts_with("store/") { "/store, which is replaced or deleted" } else { "itself uses" };
        assert!(result.code == 2 && result.err.contains(expected), "{name}: {} {}", result.code, result.err);
    }
    for more in ["--dry-run", "--yes"] {
        for folder in ["store", "store.replaced", "rotation.json"] {
            let result = run(&["rotate", more, "--backup", &format!("{CONFIG}/{folder}")]);
            let expected = if folder == "store" { "/store, which is replaced or deleted" } else { "itself uses" };
            assert!(result.code == 2 && result.err.contains(expected), "{more} {folder}: {} {}", result.code, result.err);
        }
    }
    assert_eq!(entries(&home.path().join(CONFIG)), before);
    assert!(!home.path().join(CONFIG).join("store/backup").exists());
    assert_eq!(run(&["backup", &format!("{CONFIG}/store.backup")]).code, 0);
}

#[test]
fn audit_sink_spares_names_of_databases() {
    let home = sqlite_home();
    let config = home.path().join(CONFIG);
    let store = format!("sqlite:///{}", home.path().join("kozmoai.db").display());
    let before = (entries(home.path()), entries(&config));
    let reserved = ["secret_key", "rotation.json", "audit_anchor", "store"].map(|name| config.join(name));
    for path in reserved.into_iter().chain(["kozmoai.db", "kozmoai.db-wal"].map(|name| home.path().join(name))) {
        let sink = format!("file:{}", path.display());
        for arguments in [&["users", "list"][..], &["audit", "verify"], &["doctor"]] {
            let arguments = [&["--store", &store], arguments].concat();
            let result = with(home.path(), &[("KOZMOAI_AUDIT_SINK", &sink)], &arguments);
            let named = format!("{}{}", result.out, result.err);
            let code = if arguments.contains(&"doctor") { 1 } else { 2 };
            assert!(result.code == code && named.contains("KOZMOAI_AUDIT_SINK (environment)"), "{arguments:?} {sink}: {named}");
            assert!(named.contains("Choose another name"), "{named}");
        }
    }
    assert_eq!((entries(home.path()), entries(&config)), before);
}
