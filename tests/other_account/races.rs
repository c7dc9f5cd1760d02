//! The account replaces its directory by a link to one of root's again and again, while root works there.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, lchown, symlink};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::fs::{CWD, RenameFlags, renameat_with};

use super::run::finish;
use super::site::{ACCOUNT, Engine, PASSWORD, Site};

/// The number of runs of each command.
const RUNS: usize = 12;
/// The maximum time between two exchanges, in microseconds, so that a command finds the directory in some steps and the link in
/// others.
const STAYS: [u64; 3] = [9_001, 40_009, 150_001];

fn exchange(engine: Engine) {
    let Some(site) = Site::new(engine, true) else { return };
    let inner = site.service().join("inner");
    let link = site.service().join("link");
    fs::create_dir(&inner).unwrap();
    fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).unwrap();
    let name = site.database_path().file_name().unwrap().to_owned();
    for entry in fs::read_dir(site.service()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with(name.to_str().unwrap()) {
            fs::rename(&path, inner.join(path.file_name().unwrap())).unwrap();
        }
    }
    chown(&inner, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    let roots_folder = {
        let folder = site.canary().join("private");
        let copied = Command::new("cp").arg("-a").arg(inner.join(&name)).arg(&folder).status().unwrap();
        assert!(copied.success() && Command::new("chown").args(["-R", "0:0"]).arg(&folder).status().unwrap().success());
        folder
    };
    symlink(&roots_folder, &link).unwrap();
    lchown(&link, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
    let database = match engine {
        Engine::Embedded => format!("sled:///{}", inner.join(&name).display()),
        Engine::Sqlite => format!("sqlite:///{}", inner.join(&name).display()),
    };
    let backup = site.at("bin/good.backup").display().to_string();
    let roots = site.roots();
    let ends = AtomicBool::new(false);
    let mut codes = std::collections::BTreeMap::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (mut wait, mut turn) = (0, 0);
            while !ends.load(Ordering::Relaxed) {
                renameat_with(CWD, &inner, CWD, &link, RenameFlags::EXCHANGE).unwrap();
                (wait, turn) = (wait * 7 + 1_300, turn + 1);
                std::thread::sleep(Duration::from_micros(wait % STAYS[turn / 64 % STAYS.len()]));
                wait %= 150_001;
            }
        });
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            for run in 0..RUNS {
                for (arguments, input) in [
                    (&["users", "add", &format!("new{run}"), "--password-stdin"][..], PASSWORD),
                    (&["restore", &backup, "--replace", "--yes"], ""),
                    (&["users", "list"], ""),
                ] {
                    let mut command = site.as_root(arguments);
                    command.env("KOZMOAI_DATABASE_URL", &database);
                    let done = finish(command, input).unwrap_or_else(|| panic!("{arguments:?} does not end"));
                    let said = String::from_utf8_lossy(&done.stderr).into_owned();
                    assert!(site.roots() == roots, "{engine:?}, {arguments:?}: root's folder was changed: {said}");
                    *codes.entry(done.status.code()).or_insert(0) += 1;
                }
            }
        }));
        ends.store(true, Ordering::Relaxed);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
    println!("{engine:?}: exit codes {codes:?}");
    // Without exchanges, the directory works as usual.
    if fs::symlink_metadata(&inner).unwrap().is_symlink() {
        renameat_with(CWD, &inner, CWD, &link, RenameFlags::EXCHANGE).unwrap();
    }
    let mut command = site.as_root(&["users", "list"]);
    command.env("KOZMOAI_DATABASE_URL", &database);
    assert!(finish(command, "").unwrap().status.success());
    assert!(codes.keys().all(|code| code.is_some_and(|code| (0..=11).contains(&code))), "{codes:?}");
}

#[test]
fn exchanged_folder_leads_root_nowhere_on_sqlite() {
    exchange(Engine::Sqlite);
}

#[test]
fn exchanged_folder_leads_root_nowhere_on_embedded() {
    exchange(Engine::Embedded);
}

/// Root names a database that does not exist, behind a link in the account's directory to one of root's.
#[test]
fn database_behind_a_link_creates_nothing() {
    for engine in [Engine::Sqlite, Engine::Embedded] {
        let Some(site) = Site::new(engine, true) else { return };
        let link = site.service().join("link");
        symlink(site.canary().join("folder"), &link).unwrap();
        lchown(&link, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        let url = match engine {
            Engine::Embedded => format!("sled:///{}/new", link.display()),
            Engine::Sqlite => format!("sqlite:///{}/new.db", link.display()),
        };
        let backup = site.at("bin/good.backup").display().to_string();
        let roots = site.roots();
        for (arguments, input) in [
            (&["superuser", "--username", "boss", "--password-stdin"][..], PASSWORD),
            (&["restore", &backup], ""),
            (&["users", "list"], ""),
            (&["store", "copy", &site.database(), &url], ""),
        ] {
            let mut command = site.as_root(arguments);
            if arguments[0] != "store" {
                command.env("KOZMOAI_DATABASE_URL", &url);
            }
            let done = finish(command, input).unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(!done.status.success(), "{engine:?}, {arguments:?}: {said}");
            assert!(site.roots() == roots, "{engine:?}, {arguments:?}: root's folder was changed: {said}");
        }
    }
}
