//! Recovery files that the account forged, with valid checksums.

use std::fs;
use std::os::unix::fs::{chown, lchown, symlink};
use std::path::{Path, PathBuf};

use kozmoai::crypto::secret_key::SecretKey;
use kozmoai::secret::Secret;
use serde_json::{Value, json};

use super::forgeries::{clear_roots_own, named};
use super::parallel::in_parallel;
use super::recovery::{content as content_of, cut_short, has_strace, is_recovery_file, places, sealed};
use super::run::finish;
use super::site::{ACCOUNT, Engine, SITES, Site, judge, withstands};
use super::thorough::times;

/// A line that would run in a cron table.
const EVIL_KEY: &str = "\n* * * * * root /x\n";

/// Recovery files that a killed command leaves in the account's directory.
fn recovery_files(site: &Site) -> Vec<PathBuf> {
    let folders = [site.service(), site.config_dir()];
    let mut found: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && is_recovery_file(path))
        .collect();
    found.sort();
    found
}

/// Plants links in the account's directory through which a recovery file with only bare names might reach root's files.
fn plant_names(site: &Site) {
    for folder in [site.service(), site.config_dir()] {
        for (name, target) in [("evil-link", "cron"), ("evil-folder", "folder"), ("evil-env", "env"), ("evil-new", "new")] {
            let link = folder.join(name);
            drop(fs::remove_file(&link));
            symlink(site.canary().join(target), &link).unwrap();
            lchown(&link, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        }
        let hard = folder.join("evil-hard");
        drop(fs::remove_file(&hard));
        fs::hard_link(site.canary().join("cron"), &hard).unwrap();
    }
}

/// Returns texts that a forger writes in place of genuine ones.
fn evil_texts(site: &Site) -> Vec<String> {
    let canary = site.canary();
    let in_canary = ["cron", "folder", "new", "private.env", "folder/one"].map(|name| canary.join(name).display().to_string());
    let names = [
        "../canary/cron",
        "../../canary/cron",
        "../canary/folder",
        "evil-link",
        "evil-folder",
        "evil-env",
        "evil-new",
        "evil-hard",
        ".",
        "..",
        "",
        "/",
        EVIL_KEY,
        "store",
        "kozmoai.db",
        ".env",
    ];
    in_canary.into_iter().chain(names.map(str::to_owned)).collect()
}

fn write_as_account(path: &Path, bytes: &[u8]) {
    drop(fs::remove_file(path));
    fs::write(path, bytes).unwrap();
    chown(path, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
}

/// Tries the forgeries of each recovery file that this killed command leaves, with each of the commands that might follow.
fn try_forgeries(engine: Engine, killed: &[&str], followed_by: &[&[&str]]) {
    if !has_strace() {
        return;
    }
    let tried = in_parallel(0..SITES, |part| try_part(engine, killed, followed_by, part));
    let (tried, wrong): (Vec<usize>, Vec<Vec<String>>) = tried.into_iter().flatten().unzip();
    judge(tried.iter().sum(), &wrong.concat());
}

/// Tries a part of them on a site; none if there is no site.
fn try_part(engine: Engine, killed: &[&str], followed_by: &[&[&str]], part: usize) -> Option<(usize, Vec<String>)> {
    let site = Site::new(engine, false)?;
    let killed = named(&site, killed);
    let killed: Vec<&str> = killed.iter().map(String::as_str).collect();
    cut_short(&|| site.reset(), &|| site.as_account(&killed), &|| !recovery_files(&site).is_empty());
    site.keep("interrupted");
    let (mut tried, mut wrong) = (0, Vec::new());
    let files = recovery_files(&site).into_iter().map(|file| (fs::read(&file).unwrap(), file));
    for (genuine, file) in files.collect::<Vec<_>>() {
        let forgeries = forgeries(&site, &genuine).into_iter().enumerate().step_by(times(31, 1));
        // One of 31, unless all are to be tried; each with one of the commands in turn.
        for (number, (case, forged)) in forgeries.skip(part).step_by(SITES) {
            let follow = followed_by[number % followed_by.len()];
            site.restore_from("interrupted");
            clear_roots_own(&site);
            plant_names(&site);
            write_as_account(&file, &forged);
            let roots = site.roots();
            let follow = named(&site, follow);
            let follow: Vec<&str> = follow.iter().map(String::as_str).collect();
            withstands(&site, &format!("{}: {case}", file.file_name().unwrap().display()), &follow, "", &roots, &mut wrong);
            tried += 1;
        }
    }
    Some((tried, wrong))
}

/// Returns the forgeries of a recovery file, and what they are.
fn forgeries(site: &Site, genuine: &[u8]) -> Vec<(String, Vec<u8>)> {
    let content = content_of(genuine);
    println!("{}", serde_json::to_string(&content).unwrap());
    let mut forgeries: Vec<(String, Vec<u8>)> = Vec::new();
    for place in places(&content) {
        let was = content.pointer(&place).unwrap();
        let evils: Vec<Value> = match was {
            Value::String(_) => evil_texts(site).into_iter().map(Value::from).collect(),
            Value::Null => ["evil-link", "evil-hard"]
                .into_iter()
                .map(str::to_owned)
                .chain([site.canary().join("cron").display().to_string()])
                .map(Value::from)
                .collect(),
            Value::Bool(was) => vec![Value::from(!was)],
            _ => Vec::new(),
        };
        for evil in evils {
            let mut forged = content.clone();
            *forged.pointer_mut(&place).unwrap() = evil.clone();
            forgeries.push((format!("{place} = {evil}"), sealed(genuine, &forged)));
        }
    }
    // A consistent forgery: the key, its fingerprint, and the file it should be written to.
    if content.get("new_key").is_some() {
        let fingerprint = SecretKey::parse(&Secret::from(EVIL_KEY)).unwrap().fingerprint();
        for target in evil_texts(site) {
            for sources in [json!([{"env_file": target}]), json!([{"key_file": target}]), json!([{"env_file": {"path": target}}])]
            {
                let mut forged = content.clone();
                (forged["new_key"], forged["new_fingerprint"], forged["sources"]) =
                    (EVIL_KEY.into(), fingerprint.clone().into(), sources);
                forgeries.push((format!("another key to {target}"), sealed(genuine, &forged)));
            }
        }
    }
    forgeries
}

#[test]
fn forged_restore_plan_reaches_nothing_of_roots() {
    try_forgeries(
        Engine::Sqlite,
        &["restore", "GOOD", "--replace", "YES"],
        &[&["users", "list"], &["restore", "GOOD", "--replace", "YES"]],
    );
}

#[test]
fn forged_swap_plan_reaches_nothing_of_roots() {
    try_forgeries(
        Engine::Embedded,
        &["restore", "GOOD", "--replace", "YES"],
        &[&["users", "list"], &["restore", "GOOD", "--replace", "YES"]],
    );
}

#[test]
fn forged_journal_reaches_nothing_of_roots() {
    let follow: &[&[&str]] = &[&["rotate", "resume"], &["rotate", "rollback"], &["users", "list"]];
    try_forgeries(Engine::Sqlite, &["rotate", "--yes", "--no-backup"], follow);
}

#[test]
fn forged_journal_beside_embedded_reaches_nothing_of_roots() {
    let follow: &[&[&str]] = &[&["rotate", "resume"], &["rotate", "rollback"]];
    try_forgeries(Engine::Embedded, &["rotate", "--yes", "--no-backup"], follow);
}

/// A site whose account's rotation was interrupted, kept as "interrupted", and its journal.
fn interrupted_rotation() -> Option<(Site, PathBuf)> {
    let site = Site::new(Engine::Sqlite, false).filter(|_| has_strace())?;
    let journal = site.config_dir().join("rotation.json");
    cut_short(&|| site.reset(), &|| site.as_account(&["rotate", "--yes", "--no-backup"]), &|| journal.exists());
    site.keep("interrupted");
    Some((site, journal))
}

/// Root's current directory may contain a `.env` of another program, or none.
#[test]
fn forged_journal_spares_roots_working_folder() {
    let Some((site, journal)) = interrupted_rotation() else { return };
    let genuine = fs::read(&journal).unwrap();
    let (key, mut wrong, mut tried) = ("D".repeat(42) + "g", Vec::new(), 0);
    let fingerprint = SecretKey::parse(&Secret::from(key.as_str())).unwrap().fingerprint();
    for (folder, content) in [
        ("none", None),
        ("other", Some("PGPASSWORD=x\n".to_owned())),
        ("own", Some(format!("KOZMOAI_SECRET_KEY={}\n", "E".repeat(42) + "g"))),
    ] {
        let folder = site.canary().join(folder);
        fs::create_dir(&folder).unwrap();
        let env = folder.join(".env");
        if let Some(content) = content {
            fs::write(&env, content).unwrap();
            fs::set_permissions(&env, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        }
        let mut forged = content_of(&genuine);
        (forged["new_key"], forged["new_fingerprint"]) = (key.clone().into(), fingerprint.clone().into());
        forged["sources"] = json!([{ "env_file": env }]);
        for arguments in [["rotate", "resume"], ["rotate", "rollback"]] {
            for environment in [None, Some(&env).filter(|env| env.exists())] {
                site.restore_from("interrupted");
                write_as_account(&journal, &sealed(&genuine, &forged));
                let roots = site.roots();
                let given: &[&str] = environment.map_or(&[], |_| &["--env-file", ".env"]);
                let mut command = site.as_root_alone(&[given, &arguments].concat());
                command.current_dir(&folder);
                let done = finish(command, "").unwrap();
                tried += 1;
                if site.roots() != roots {
                    wrong.push(format!("{} {arguments:?}: {}", folder.display(), String::from_utf8_lossy(&done.stderr)));
                }
            }
        }
    }
    judge(tried, &wrong);
}

/// A file in which the settings find the key is named by it. An incomplete write leaves none, so --env-file names the file.
#[test]
fn roots_key_file_is_written_for_the_account() {
    let Some((site, journal)) = interrupted_rotation() else { return };
    let genuine = fs::read(&journal).unwrap();
    let content = content_of(&genuine);
    let [old_key, new_key] = [&content["old_keys"][0], &content["new_key"]].map(|key| key.as_str().unwrap());
    let env = site.canary().join(".env");
    let before = format!("PGPASSWORD=x\nKOZMOAI_SECRET_KEY={old_key}\n");
    for (text, in_place) in
        [(before.as_str(), json!([])), (&before[..20], json!([{ "source": { "env_file": env }, "before": before }]))]
    {
        site.restore_from("interrupted");
        fs::write(&env, text).unwrap();
        fs::set_permissions(&env, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let mut edited = content.clone();
        (edited["sources"], edited["in_place"]) = (json!([{ "env_file": env }]), in_place);
        write_as_account(&journal, &sealed(&genuine, &edited));
        let mut command = site.as_root_alone(&["--env-file", ".env", "rotate", "resume"]);
        command.current_dir(site.canary());
        let done = finish(command, "").unwrap();
        assert!(done.status.success(), "{text}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(fs::read_to_string(&env).unwrap(), before.replace(old_key, new_key));
        assert!(!journal.exists());
    }
}

/// The restore plan of the first version, with which root once deleted and moved its own files.
#[test]
fn plan_with_paths_is_not_followed() {
    let Some(site) = Site::new(Engine::Sqlite, false) else { return };
    let (mut tried, mut wrong) = (0, Vec::new());
    let cron = site.canary().join("cron").display().to_string();
    for target in [cron.as_str(), "../canary/cron", "evil-link", "evil-hard"] {
        for plan in [
            json!({"main": target, "side": null, "kept": "k", "replaces": false}),
            json!({"main": target, "side": target, "kept": "k", "replaces": true}),
            json!({"main": "none", "side": "evil", "kept": target, "replaces": true}),
            json!({"main": "none", "side": target, "kept": "kozmoai.db.replaced", "replaces": false}),
        ] {
            for follow in [&["users", "list"][..], &["doctor"], &["rotate", "--yes"]] {
                site.reset();
                plant_names(&site);
                write_as_account(&site.service().join("evil"), b"evil");
                write_as_account(&site.service().join("kozmoai.db.admin-restore"), plan.to_string().as_bytes());
                let roots = site.roots();
                withstands(&site, &plan.to_string(), follow, "", &roots, &mut wrong);
                tried += 1;
            }
        }
    }
    judge(tried, &wrong);
}

/// The account cannot forge root's journal: it is in a directory that the account cannot write to.
#[test]
fn configuration_of_root_is_not_affected() {
    let Some(site) = Site::new(Engine::Sqlite, true) else { return };
    let done = finish(site.as_root(&["rotate", "--yes"]), "").unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(site.foreign_files(), Vec::<PathBuf>::new(), "everything next to the database belongs to the account");
    let env = fs::metadata(site.at("root/.env")).unwrap();
    assert_eq!(std::os::unix::fs::MetadataExt::uid(&env), 0, "root still owns its key file");
}
