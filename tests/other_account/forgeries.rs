//! Links, hard links, pipes, sockets and files under every name that root's commands look for.

use std::fs;
use std::os::unix::fs::{chown, lchown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::parallel::in_parallel;
use super::random::TestRandom;
use super::site::{ACCOUNT, Engine, PASSWORD, SITES, Site, judge, withstands};
use super::thorough::{times, times_of};

/// What the account plants under a name.
pub(crate) const PLANTED: &[&str] = &[
    "link to a file",
    "link to a private file",
    "link to an empty file",
    "link to a folder",
    "link to nothing",
    "link to a database",
    "hard link",
    "hard link to an empty file",
    "pipe",
    "socket",
    "folder",
    "text",
    "link to itself",
    "link to a device",
    "hollow file",
];

/// Returns the names that root's commands look for next to a SQLite or an embedded database.
fn names(engine: Engine) -> Vec<&'static str> {
    let database = match engine {
        Engine::Sqlite => &[
            "kozmoai.db-wal",
            "kozmoai.db-shm",
            "kozmoai.db-journal",
            "kozmoai.db.admin",
            "kozmoai.db.admin-wal",
            "kozmoai.db.admin-journal",
            "kozmoai.db.admin-lock",
            "kozmoai.db.admin-restore",
            "kozmoai.db.replaced",
            "kozmoai.db",
        ][..],
        Engine::Embedded => &[
            "store.lock",
            "store.fresh",
            "store.swap",
            "store.new",
            "store.admin-restore",
            "store.replaced",
            "store/conf",
            "store/db",
            "store/kozmoai-store",
            "store/kozmoai-newest",
            "store/blobs/1",
            "store",
        ][..],
    };
    let config = ["config/rotation.json", "config/backups", "config/secret_key", "config/audit_anchor", ".env"];
    database.iter().chain(&config).copied().collect()
}

/// Plants something as the account; hard links as on a system that does not protect them. Returns whether that is possible.
pub(crate) fn plant(site: &Site, place: &Path, what: &str) -> bool {
    let canary = site.canary();
    if fs::symlink_metadata(place).is_ok_and(|found| found.is_dir()) {
        fs::remove_dir_all(place).unwrap();
    } else {
        drop(fs::remove_file(place));
    }
    let link = |to: &Path| {
        symlink(to, place).unwrap();
        lchown(place, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        true
    };
    match what {
        "link to a file" => return link(&canary.join("cron")),
        "link to a private file" => return link(&canary.join("private.env")),
        "link to an empty file" => return link(&canary.join("empty_file")),
        "link to a folder" => return link(&canary.join("folder")),
        "link to nothing" => return link(&canary.join("new")),
        "link to a database" => return link(&canary.join("roots.db")),
        "link to itself" => return link(place),
        "link to a device" => return link(Path::new("/dev/zero")),
        "hollow file" => return site.account_does(&format!("truncate -s 1T '{}'", place.display())),
        "hard link" => fs::hard_link(canary.join("cron"), place).unwrap(),
        "hard link to an empty file" => fs::hard_link(canary.join("empty_file"), place).unwrap(),
        "pipe" => return site.account_does(&format!("mkfifo '{}'", place.display())),
        "socket" => {
            // The path of a socket is limited to about 100 characters.
            let short = tempfile::tempdir().unwrap();
            let made = short.path().join("s");
            drop(UnixListener::bind(&made).unwrap());
            fs::rename(&made, place).unwrap();
            chown(place, Some(ACCOUNT), Some(ACCOUNT)).unwrap();
        }
        "folder" => return site.account_does(&format!("mkdir '{0}' && echo x > '{0}/x'", place.display())),
        _ => return site.account_does(&format!("echo text > '{}'", place.display())),
    }
    true
}

/// Root's everyday commands, with their input.
pub(crate) const COMMANDS: &[(&[&str], &str)] = &[
    (&["users", "list"], ""),
    (&["superuser", "--username", "second", "--password-stdin"], PASSWORD),
    (&["variables", "set", "anna", "NEW", "--value-stdin"], "a value"),
    (&["backup", "/dev/null/x"], ""),
    (&["restore", "GOOD", "--replace", "YES"], ""),
    (&["rotate", "--yes"], ""),
    (&["rotate", "status"], ""),
    (&["rotate", "resume"], ""),
    (&["rotate", "rollback"], ""),
    (&["doctor"], ""),
    (&["key", "check"], ""),
    (&["key", "show"], ""),
    (&["store", "copy", "-", "sled:///COPY"], ""),
    (&["keygen", "--write", ".env"], ""),
    (&["audit", "verify"], ""),
    (&["backup", "BACKUP"], ""),
];

/// Fills in the names of this site.
pub(crate) fn named(site: &Site, arguments: &[&str]) -> Vec<String> {
    let has_yes = |of: &[&str]| {
        let help = site.as_root(&[of, &["--help"]].concat()).output().unwrap();
        String::from_utf8_lossy(&help.stdout).contains("--yes")
    };
    let named = arguments.iter().filter_map(|word| match *word {
        "GOOD" => Some(site.at("bin/good.backup").display().to_string()),
        "BACKUP" => Some(site.at("root/new.backup").display().to_string()),
        "sled:///COPY" => Some(format!("sled:///{}", site.at("root/copied").display())),
        "YES" => has_yes(&arguments[..1]).then(|| "--yes".to_owned()),
        word => Some(word.to_owned()),
    });
    named.collect()
}

/// Removes what root's commands wrote to root's directory.
pub(crate) fn clear_roots_own(site: &Site) {
    drop(fs::remove_file(site.at("root/new.backup")));
    for name in ["copied", "copied.lock"] {
        drop(fs::remove_dir_all(site.at("root").join(name)));
        drop(fs::remove_file(site.at("root").join(name)));
    }
}

/// The number of commands to try with each planted file; KOZMOAI_TEST_ATTACKS=100 tries all.
const COMMANDS_EACH: usize = 1;

fn try_all(engine: Engine) {
    let mut random = TestRandom::new("planted");
    let every = names(engine).into_iter().flat_map(|name| PLANTED.iter().map(move |what| (name, *what)));
    // A step without a common factor with their number tries each of the planted things.
    let cases: Vec<(&str, &str, usize)> =
        every.map(|(name, what)| (name, what, random.below(COMMANDS.len()))).step_by(times(17, 1)).collect();
    let tried = in_parallel(cases.chunks(cases.len().div_ceil(SITES)), |cases| try_each(engine, cases));
    let (tried, wrong): (Vec<usize>, Vec<Vec<String>>) = tried.into_iter().flatten().unzip();
    judge(tried.iter().sum(), &wrong.concat());
}

/// Tries the cases, each with the first of its commands, on a site; none if there is no site.
fn try_each(engine: Engine, cases: &[(&str, &str, usize)]) -> Option<(usize, Vec<String>)> {
    let site = Site::new(engine, false)?;
    let each = times_of("KOZMOAI_TEST_ATTACKS", COMMANDS_EACH, COMMANDS_EACH);
    let commands: Vec<(Vec<String>, &str)> = COMMANDS.iter().map(|(words, input)| (named(&site, words), *input)).collect();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (name, what, first) in cases {
        let place = site.service().join(name);
        site.reset();
        if !plant(&site, &place, what) {
            continue;
        }
        site.keep("forged");
        for (words, input) in commands.iter().cycle().skip(*first).take(each.min(commands.len())) {
            site.restore_from("forged");
            if what.starts_with("hard") {
                plant(&site, &place, what);
            }
            clear_roots_own(&site);
            let roots = site.roots();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            withstands(&site, &format!("{what} as {name}"), &words, input, &roots, &mut wrong);
            tried += 1;
        }
    }
    Some((tried, wrong))
}

#[test]
fn planted_links_lead_root_nowhere_on_sqlite() {
    try_all(Engine::Sqlite);
}

#[test]
fn planted_links_lead_root_nowhere_on_embedded() {
    try_all(Engine::Embedded);
}
