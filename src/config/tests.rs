//! Settings from a given environment and directory: precedence, refusals, warnings.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::error::{Error, Kind, Result};
use crate::model::StoreUrl;
use crate::secret::ExposeSecret;

fn load(folder: &Path, overrides: Overrides, environment: &[(&str, &str)]) -> Result<Settings> {
    let overrides = Overrides { config_dir: overrides.config_dir.or_else(|| Some(folder.join("data"))), ..overrides };
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::load_from(&overrides, &environment, folder)
}

fn write(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn refused(environment: &[(&str, &str)]) -> Error {
    let folder = tempfile::tempdir().unwrap();
    load(folder.path(), Overrides::default(), environment).unwrap_err()
}

#[test]
fn sources_have_precedence_and_empty_values_are_unset() {
    const NAME: &str = "KOZMOAI_SUPERUSER";
    let folder = tempfile::tempdir().unwrap();
    let (file, dot_env) = (folder.path().join("given.env"), folder.path().join(".env"));
    let with_file = || Overrides { env_file: Some(file.clone()), ..Overrides::default() };
    write(&file, "# ours\nKOZMOAI_SUPERUSER=given # note\n", 0o600);
    write(&dot_env, "KOZMOAI_SUPERUSER=here\nKOZMOAI_AUTO_LOGIN=Off\n", 0o600);

    let settings = load(folder.path(), with_file(), &[(NAME, "outer")]).unwrap();
    assert_eq!(settings.superuser.value.as_deref(), Some("given"));
    assert_eq!(settings.superuser.origin.to_string(), format!("{} line 2 (--env-file)", file.display()));
    assert!(!settings.auto_login.value, "./.env supplies what the given file lacks");
    assert_eq!(settings.auto_login.origin, Origin::DotEnv { path: dot_env.clone(), line: 2 });

    write(&file, "KOZMOAI_SUPERUSER=\n", 0o600);
    let settings = load(folder.path(), with_file(), &[(NAME, "outer")]).unwrap();
    assert_eq!((settings.superuser.value.as_deref(), &settings.superuser.origin), (Some("outer"), &Origin::Environment));
    let settings = load(folder.path(), with_file(), &[(NAME, "")]).unwrap();
    assert_eq!(settings.superuser.value.as_deref(), Some("here"));
    write(&dot_env, "", 0o600);
    let settings = load(folder.path(), Overrides::default(), &[]).unwrap();
    assert_eq!((settings.superuser.value, settings.superuser.origin), (None, Origin::Default));
}

#[test]
fn flags_win_and_database_follows_config_dir() {
    let folder = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_DATABASE_URL", "sled:////srv/store"), ("KOZMOAI_CONFIG_DIR", "/srv/other")];
    let settings = load(folder.path(), Overrides { store: Some("rel".into()), ..Overrides::default() }, &environment).unwrap();
    assert_eq!((settings.store.value, settings.store.origin), (StoreUrl::Embedded("rel".into()), Origin::Flag("--store")));
    assert_eq!(settings.config_dir.origin, Origin::Flag("--config-dir"));
    let settings = load(folder.path(), Overrides::default(), &environment).unwrap();
    assert_eq!(settings.store.value, StoreUrl::Embedded("/srv/store".into()));
    let settings = load(folder.path(), Overrides::default(), &[]).unwrap();
    assert_eq!(settings.store.value, StoreUrl::Embedded(folder.path().join("data/store")));
    assert!(!folder.path().join("data").exists(), "reading creates nothing");
}

#[test]
fn key_file_is_read_untrimmed_and_last() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    let path = folder.path().join("data").join(SECRET_KEY_FILE);
    write(&path, "short key\n", 0o600);
    let settings = load(folder.path(), Overrides::default(), &[]).unwrap();
    assert_eq!(settings.secret_key.value.unwrap().expose_secret(), "short key\n");
    assert_eq!(settings.secret_key.origin, Origin::SecretKeyFile(path));
    let settings = load(folder.path(), Overrides::default(), &[("KOZMOAI_SECRET_KEY", "outer")]).unwrap();
    assert_eq!(settings.secret_key.value.unwrap().expose_secret(), "outer");
}

#[test]
fn bad_value_is_refused_without_revealing_secrets() {
    for (name, value) in [
        ("KOZMOAI_SUPERUSER_PASSWORD", "hidden\nline"),
        ("KOZMOAI_DATABASE_URL", "kz:hidden@db:5432/kz"),
        ("KOZMOAI_DATABASE_URL", "postgresql+psycopg://user:hidden@host:port/db"),
        ("KOZMOAI_DATABASE_URL", "mysql://user:hidden@host/db"),
    ] {
        let error = refused(&[(name, value)]);
        assert_eq!(error.kind(), Kind::Usage, "{name}");
        assert!(error.message().contains(name) && error.message().contains("environment"), "{error}");
        assert!(!error.to_string().contains("hidden") && error.next_step().is_some(), "{error}");
    }
    for (name, value, shown) in [
        ("KOZMOAI_AUTO_LOGIN", "may\u{200b}be", "\"may<U+200B>be\""),
        ("KOZMOAI_PASSWORD_MIN_LENGTH", "7", "\"7\""),
        ("KOZMOAI_IDLE_LOCK_MINUTES", "-1", "\"-1\""),
        ("KOZMOAI_THEME", "pink", "\"pink\""),
    ] {
        let error = refused(&[(name, value)]);
        assert!(error.kind() == Kind::Usage && error.message().contains(name) && error.message().contains(shown), "{error}");
    }
    for (text, expected) in [("T", true), ("yes", true), ("ON", true), ("1", true), ("n", false), ("OFF", false), ("0", false)] {
        let folder = tempfile::tempdir().unwrap();
        let settings = load(folder.path(), Overrides::default(), &[("KOZMOAI_NEW_USER_IS_ACTIVE", text)]).unwrap();
        assert_eq!(settings.new_user_is_active.value, expected, "{text}");
    }
}

#[test]
fn writable_dot_env_and_missing_env_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".env");
    for mode in [0o620, 0o602] {
        write(&path, "KOZMOAI_SUPERUSER=mallory\n", mode);
        let error = load(folder.path(), Overrides::default(), &[]).unwrap_err();
        assert_eq!(error.kind(), Kind::Usage);
        assert!(error.message().contains(&format!("{mode:04o}")), "{error}");
        let named = Overrides { env_file: Some(path.clone()), ..Overrides::default() };
        assert_eq!(load(folder.path(), named, &[]).unwrap().superuser.value.as_deref(), Some("mallory"));
    }
    fs::remove_file(&path).unwrap();
    let missing = Overrides { env_file: Some(folder.path().join("nothing.env")), ..Overrides::default() };
    assert_eq!(load(folder.path(), missing, &[]).unwrap_err().kind(), Kind::Usage);
    fs::create_dir(&path).unwrap();
    assert_eq!(load(folder.path(), Overrides::default(), &[]).unwrap_err().kind(), Kind::Usage);
}

#[test]
fn typo_in_name_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let typos = ["KOZMOAI_SECRETKEY", "KOZMOAI_SUPERUSER_PASWORD", "KOZMOAI_AUTOLOGIN", "KOZMOAI_NEW_USER_IS_ACTVE"];
    let foreign = [
        "KOZMOAI_LOG_LEVEL",
        "KOZMOAI_HOST",
        "KOZMOAI_PORT",
        "KOZMOAI_WORKERS",
        "KOZMOAI_AUTO_SAVING",
        "KOZMOAI_STORE_URL",
        "SECRET_KEY",
    ];
    let environment: Vec<_> = typos.iter().chain(&foreign).map(|name| (*name, "hidden")).collect();
    let warnings = load(folder.path(), Overrides::default(), &environment).unwrap().warnings;
    assert_eq!(warnings.len(), typos.len(), "{warnings:#?}");
    assert!(warnings.iter().all(|warning| warning.contains("did you mean") && !warning.contains("hidden")));
}

#[test]
fn example_explains_every_setting_in_order() {
    let example = include_str!("../../.env.example");
    let bindings = dotenv::parse(example).bindings;
    let names: Vec<_> = bindings.iter().map(|binding| binding.name.as_str()).collect();
    assert_eq!(names, TABLE.iter().map(|known| known.name).collect::<Vec<_>>());
    for binding in &bindings {
        assert_eq!(binding.value.as_ref().map(|value| value.as_str()), Some(""), "{}", binding.name);
        assert!(example.lines().nth(binding.line - 2).unwrap().starts_with("# "), "{} is not explained", binding.name);
    }
}

#[test]
fn shown_settings_mask_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let environment = [("KOZMOAI_SECRET_KEY", "hidden"), ("KOZMOAI_SUPERUSER_PASSWORD", "hidden")];
    let settings = load(folder.path(), Overrides::default(), &environment).unwrap();
    let shown = settings.shown();
    assert_eq!(shown.iter().map(|s| s.name).collect::<Vec<_>>(), TABLE.iter().map(|k| k.name).collect::<Vec<_>>());
    assert!(!format!("{shown:?} {settings:?}").contains("hidden"));
}

/// Returns the password of each host in an address, and the origin of the first one.
fn passwords(folder: &Path, url: &str, environment: &[(&str, &str)]) -> (Vec<Option<String>>, String) {
    let overrides = Overrides { store: Some(format!("postgresql://{url}")), ..Overrides::default() };
    let settings = load(folder, overrides, environment).unwrap();
    let StoreUrl::Postgres(url) = &settings.store.value else { unreachable!("an address on PostgreSQL") };
    let of = |place| url.password_for(place).map(str::to_owned);
    (
        (0..url.hosts.len()).map(of).collect(),
        settings.store_password.map_or_else(|| settings.warnings.join(" "), |origin| origin.to_string()),
    )
}

#[test]
fn missing_password_is_found_as_by_libpq() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(".pgpass");
    let lines = [
        "# db:5432:main:anna:a comment",
        "db:5432:main",
        r"d\b\:x:5432:main:anna:not this",
        r"db:5432:main:an\:na:esc\:aped\\ \✓:not this",
        "db:6000:*:*:by port",
        "::1:*:*:*:six",
        "localhost:*:*:*:socket",
        "*:5432:anna:anna:of the same name",
        "db:*:main:anna:first",
        "db:*:main:anna:second",
    ];
    write(&file, &lines.join("\n"), 0o600);
    let home = [("HOME", folder.path().to_str().unwrap())];
    let from_file = |line: usize| format!("{} line {line}", file.display());
    for (url, expected, line) in [
        ("anna@db/main", &[Some("first")][..], 9),
        ("an%3Ana@db/main", &[Some(r"esc:aped\ ✓")], 4),
        ("anna@db:6000/main", &[Some("by port")], 5),
        ("db:6000/main", &[Some("by port")], 5),
        ("anna@[::1]/main", &[Some("six")], 6),
        ("anna@/main?host=/var/run/postgresql", &[Some("socket")], 7),
        ("anna@elsewhere", &[Some("of the same name")], 8),
        ("anna@elsewhere,db/main", &[None, Some("first")], 9),
    ] {
        let expected: Vec<_> = expected.iter().map(|word| word.map(str::to_owned)).collect();
        assert_eq!(passwords(folder.path(), url, &home), (expected, from_file(line)), "{url}");
    }
    for url in ["bert@db/main", "anna@dbx/main", "anna@d/main", "anna@/main?host=/srv/socket", "db/main"] {
        assert_eq!(passwords(folder.path(), url, &home), (vec![None], String::new()), "{url}");
    }
    let own = passwords(folder.path(), "anna:own@db/main", &[&home[..], &[("PGPASSWORD", "other")]].concat());
    assert_eq!(own, (vec![Some("own".to_owned())], String::new()));
    let given = passwords(folder.path(), "anna@db/main", &[&home[..], &[("PGPASSWORD", "other")]].concat());
    assert_eq!(given, (vec![Some("other".to_owned())], "environment".to_owned()));
    write(&folder.path().join("named"), "*:*:*:*:named", 0o600);
    let named = folder.path().join("named");
    let found = passwords(folder.path(), "anna@db/main", &[&home[..], &[("PGPASSFILE", named.to_str().unwrap())]].concat());
    assert_eq!(found, (vec![Some("named".to_owned())], format!("{} line 1", named.display())));
    assert_eq!(passwords(folder.path(), "anna@db/main", &[("PGPASSFILE", "/absent")]), (vec![None], String::new()));
    for mode in [0o640, 0o604, 0o620] {
        write(&file, "*:*:*:*:open", mode);
        let (found, said) = passwords(folder.path(), "anna@db/main", &home);
        assert!(found == [None] && said.contains("chmod 600"), "{found:?} {said}");
    }
}

#[test]
fn origin_of_database_password_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join(".env"), "KOZMOAI_DATABASE_URL=postgresql://anna@db/main\nPGPASSWORD=hidden\n", 0o600);
    let settings = load(folder.path(), Overrides::default(), &[]).unwrap();
    let shown = settings.shown();
    let row = shown.last().unwrap();
    let line = format!("{} line 2", folder.path().join(".env").display());
    assert_eq!((row.name, row.value.as_deref(), row.origin.to_string()), ("PGPASSWORD", Some("••••••••"), line));
    assert!(shown.iter().any(|row| row.value.as_deref() == Some("postgresql://anna@db:5432/main")));
    assert!(!format!("{settings:?} {shown:?}").contains("hidden"));
}

#[test]
fn swapped_dot_env_is_never_accepted() {
    use std::sync::atomic::{AtomicBool, Ordering};
    if !rustix::process::geteuid().is_root() {
        crate::skipped::skipped("only root can give a link to another account");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write(&at("good"), "KOZMOAI_SUPERUSER=anna\n", 0o600);
    write(&at("evil"), "KOZMOAI_SUPERUSER=mallory\n", 0o600);
    let (stop, mut seen) = (AtomicBool::new(false), [0_u32; 3]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut links = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                links += 1;
                let (link, file) = (at(&format!("link{links}")), at(&format!("file{links}")));
                std::os::unix::fs::symlink("evil", &link).unwrap();
                std::os::unix::fs::lchown(&link, Some(12_345), Some(12_345)).unwrap();
                fs::copy(at("good"), &file).unwrap();
                fs::rename(&file, at(".env")).unwrap();
                fs::rename(&link, at(".env")).unwrap();
            }
        });
        // On a busy machine the other thread may make its first link late.
        for round in 0..400_000 {
            if round >= 4_000 && seen[1] > 0 && seen[2] > 0 {
                break;
            }
            let loaded = load(folder.path(), Overrides::default(), &[]);
            match loaded.map(|settings| settings.superuser.value) {
                Ok(Some(name)) if name == "mallory" => seen[0] += 1,
                Ok(_) => seen[1] += 1,
                Err(error) => {
                    assert_eq!(error.kind(), Kind::Usage, "{error}");
                    seen[2] += 1;
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(seen[0], 0, "a link of another account was followed");
    assert!(seen[1] > 0 && seen[2] > 0, "both variants occurred: {seen:?}");
}

#[test]
fn root_reads_dot_env_of_the_databases_owner() {
    if !rustix::process::geteuid().is_root() {
        crate::skipped::skipped("needs root");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let chown = |path: &Path, uid| std::os::unix::fs::chown(path, Some(uid), Some(uid)).unwrap();
    let dot_env = folder.path().join(".env");
    write(&dot_env, "KOZMOAI_SUPERUSER=theirs\n", 0o600);
    chown(folder.path(), 12_345);
    chown(&dot_env, 12_345);
    assert!(load(folder.path(), Overrides::default(), &[]).is_err(), "no database of that account is named");
    let address = format!("sqlite:///{}", folder.path().join("kozmoai.db").display());
    let database = [("KOZMOAI_DATABASE_URL", address.as_str())];
    let settings = load(folder.path(), Overrides::default(), &database).unwrap();
    assert_eq!(settings.superuser.value.as_deref(), Some("theirs"));
    chown(&dot_env, 12_346);
    assert!(load(folder.path(), Overrides::default(), &database).is_err(), "a third account's file");
    chown(&dot_env, 12_345);
    for (line, place) in [
        ("KOZMOAI_SECRET_KEY_FILE=/etc/passwd", "/etc/passwd"),
        ("KOZMOAI_SUPERUSER_PASSWORD_FILE=/etc/passwd", "/etc/passwd"),
        ("KOZMOAI_AUDIT_SINK=file:/etc/passwd", "/etc"),
        ("KOZMOAI_AUDIT_SINK=file:/etc/profile.d/new.sh", "/etc/profile.d"),
        ("KOZMOAI_AUDIT_SINK=syslog:/etc/passwd", "/etc"),
    ] {
        write(&dot_env, &format!("{line}\n"), 0o600);
        let refused = load(folder.path(), Overrides::default(), &database).unwrap_err();
        assert!(refused.message().contains(&format!("leads to {place}")), "{line}: {}", refused.message());
    }
    let own = format!("KOZMOAI_AUDIT_SINK=file:{}\n", folder.path().join("events").display());
    for line in [own.as_str(), "KOZMOAI_AUDIT_SINK=syslog\n"] {
        write(&dot_env, line, 0o600);
        load(folder.path(), Overrides::default(), &database).unwrap();
    }
}

/// libpq reads files that an address names; root's passwords and keys must not reach a server that another account chose.
#[test]
fn address_of_other_account_cannot_name_roots_files() {
    if !rustix::process::geteuid().is_root() {
        crate::skipped::skipped("needs root");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let env_file = folder.path().join("theirs.env");
    for option in ["passfile", "sslkey", "sslcert", "sslrootcert", "sslcrl"] {
        write(&env_file, &format!("KOZMOAI_DATABASE_URL=postgresql://kz@db/kz?{option}=/etc/passwd\n"), 0o600);
        let given = || Overrides { env_file: Some(env_file.clone()), ..Overrides::default() };
        assert!(load(folder.path(), given(), &[]).is_ok(), "{option}: a file of root");
        std::os::unix::fs::chown(&env_file, Some(12_345), Some(12_345)).unwrap();
        let refused = load(folder.path(), given(), &[]).unwrap_err();
        assert!(refused.message().contains("leads to /etc/passwd"), "{option}: {}", refused.message());
        fs::remove_file(&env_file).unwrap();
    }
}

#[test]
fn libpq_reads_requiressl_and_hostaddr_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    let url = |query: &str, environment: &[(&str, &str)]| {
        let address = format!("postgresql://kz@db/kz{query}");
        let settings = load(folder.path(), Overrides { store: Some(address), ..Overrides::default() }, environment).unwrap();
        let StoreUrl::Postgres(url) = settings.store.value else { panic!("an address of PostgreSQL") };
        url
    };
    for (query, environment, mode) in [
        ("?requiressl=1", &[("PGSSLMODE", "prefer")][..], Some("require")),
        ("?sslmode=prefer&requiressl=1", &[], Some("require")),
        ("?requiressl=1&sslmode=prefer", &[], Some("prefer")),
        ("?requiressl=0", &[("PGSSLMODE", "require")], Some("prefer")),
        ("", &[("PGSSLMODE", "allow"), ("PGREQUIRESSL", "1")], Some("allow")),
    ] {
        assert_eq!(url(query, environment).option("sslmode"), mode, "{query} {environment:?}");
    }
    let address = |query: &str| url(query, &[("PGHOSTADDR", "192.0.2.7")]).hosts[0].address.map(|address| address.to_string());
    assert_eq!(address("").as_deref(), Some("192.0.2.7"));
    assert_eq!(address("?hostaddr=192.0.2.8").as_deref(), Some("192.0.2.8"));
}
