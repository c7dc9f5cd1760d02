//! Endless changes of a database, each acknowledged once it is reported as done, and a check that the database contains them.
//!
//! ```text
//! changes write FOLDER         makes change 1, 2, 3 … and prints `BEGIN n` before and `ACK n` after each
//! changes verify FOLDER ACK    exits 0 if the database is intact and contains exactly the first ACK changes, or one more, with
//!                           their events. Prints `between two files` if a change on SQLite was interrupted there
//! changes seed FOLDER USERS    creates a database of so many users
//! ```
//!
//! The database is the embedded one, or the one that the file `store-url` in the directory names.
//!
//! The tests kill `write` at random moments, and `tests/power_cut.py` cuts its power.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a helper of tests fails by panicking and speaks by printing"
)]

#[expect(dead_code, reason = "the rest is for tests")]
#[path = "secrets.rs"]
mod secrets;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use kozmoai::model::{Actor, AuditAction, AuditFilter, Cursor, StatusFilter, UserFilter, UserOrder, UserSort};
use kozmoai::service::user_files::Format;
use kozmoai::service::{FlagChange, Service, UserEdit, Verification};

fn operator() -> Actor {
    Actor::Operator("changes".to_owned())
}

/// Returns the name of every user after the first `n` changes, and whether they are active.
fn expected(n: u64) -> BTreeMap<String, bool> {
    let mut users = BTreeMap::new();
    for act in 1..=n {
        let round = (act - 1) / 4;
        match (act - 1) % 4 {
            0 => drop(users.insert(format!("user-{round}"), false)),
            1 => drop(users.insert(format!("user-{round}"), true)),
            2 => {
                users.remove(&format!("user-{round}"));
                users.insert(format!("renamed-{round}"), true);
            }
            _ if round.is_multiple_of(2) => drop(users.remove(&format!("renamed-{round}"))),
            _ => drop(users.insert(format!("renamed-{round}"), false)),
        }
    }
    users
}

/// Returns the event of a change.
fn recorded(act: u64) -> (AuditAction, String) {
    let round = (act - 1) / 4;
    match (act - 1) % 4 {
        0 => (AuditAction::UserCreated, format!("user-{round}")),
        1 => (AuditAction::UserActivated, format!("user-{round}")),
        2 => (AuditAction::UserRenamed, format!("user-{round}")),
        _ if round.is_multiple_of(2) => (AuditAction::UserDeleted, format!("renamed-{round}")),
        _ => (AuditAction::UserDeactivated, format!("renamed-{round}")),
    }
}

fn carry_out(service: &Service, act: u64) {
    let round = (act - 1) / 4;
    let named = |name: String| service.admin(&operator()).unwrap().user_named(&name).unwrap();
    match (act - 1) % 4 {
        0 => {
            let file = format!("username\nuser-{round}\n");
            assert!(service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap().done);
        }
        1 => drop(
            service.admin(&operator()).unwrap().change_flag(&[named(format!("user-{round}"))], FlagChange::Activate).unwrap(),
        ),
        2 => {
            let edit = UserEdit { username: format!("renamed-{round}"), is_active: true, is_superuser: false };
            service.admin(&operator()).unwrap().edit_user(&named(format!("user-{round}")), &edit).unwrap();
        }
        _ if round.is_multiple_of(2) => {
            drop(service.admin(&operator()).unwrap().delete_users(&[named(format!("renamed-{round}"))]).unwrap());
        }
        _ => drop(
            service
                .admin(&operator())
                .unwrap()
                .change_flag(&[named(format!("renamed-{round}"))], FlagChange::Deactivate)
                .unwrap(),
        ),
    }
}

fn write(folder: &Path) -> ! {
    let service = secrets::service(folder);
    let mut out = std::io::stdout();
    for act in 1.. {
        writeln!(out, "BEGIN {act}").and_then(|()| out.flush()).unwrap();
        carry_out(&service, act);
        writeln!(out, "ACK {act}").and_then(|()| out.flush()).unwrap();
    }
    unreachable!("endless changes")
}

/// Whether our file next to a SQLite database has a pending event.
fn is_between_two_files(folder: &Path) -> bool {
    let side = folder.join("kozmoai.db.admin");
    let db = side.exists().then(|| rusqlite::Connection::open(side).unwrap());
    let intents = |db: rusqlite::Connection| db.query_row("SELECT count(*) FROM intent", [], |row| row.get::<_, i64>(0));
    db.is_some_and(|db| intents(db).is_ok_and(|intents| intents > 0))
}

fn verify(folder: &Path, acknowledged: u64) {
    if is_between_two_files(folder) {
        println!("between two files");
    }
    let service = secrets::service(folder);
    let found: BTreeMap<String, bool> = listed(&service, UserOrder::default()).into_iter().collect();
    let done = [acknowledged, acknowledged + 1].into_iter().find(|n| expected(*n) == found);
    let done = done.unwrap_or_else(|| panic!("after change {acknowledged} the database contains {found:?}"));
    for sort in [
        UserSort::Id,
        UserSort::Active,
        UserSort::Status,
        UserSort::Superuser,
        UserSort::Created,
        UserSort::Updated,
        UserSort::LastSignIn,
    ] {
        let order = UserOrder { sort, descending: true };
        let rows = listed(&service, order);
        assert_eq!(rows.iter().cloned().collect::<BTreeMap<_, _>>(), found, "the index of {sort:?}");
        assert_eq!(rows.len(), found.len(), "the index of {sort:?}");
    }
    for active in [true, false] {
        let filter = UserFilter {
            status: Some(if active { StatusFilter::Active } else { StatusFilter::Inactive }),
            ..UserFilter::default()
        };
        let page = service.admin(&operator()).unwrap().users(&filter, UserOrder::default(), &Cursor::FIRST, usize::MAX).unwrap();
        let names: BTreeSet<String> = page.rows.into_iter().map(|user| user.username).collect();
        let wanted: BTreeSet<String> = found.iter().filter(|(_, is)| **is == active).map(|(name, _)| name.clone()).collect();
        assert_eq!((Some(names.len() as u64), names), (page.total, wanted), "active: {active}");
    }
    for name in found.keys() {
        let user = service.admin(&operator()).unwrap().user_named(name).unwrap();
        assert_eq!(service.admin(&operator()).unwrap().user_details(user.id).unwrap().owned.folders, 1, "{name}");
    }
    match service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap() {
        Verification::Whole { .. } => {}
        broken => panic!("{broken:?}"),
    }
    let events = service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, usize::MAX).unwrap().rows;
    let of_users = events.into_iter().rev().filter_map(|event| Some((event.entry.action, event.entry.target_name?)));
    assert!(of_users.eq((1..=done).map(recorded)), "the audit log after change {done}");
}

fn listed(service: &Service, order: UserOrder) -> Vec<(String, bool)> {
    let page = service.admin(&operator()).unwrap().users(&UserFilter::default(), order, &Cursor::FIRST, usize::MAX).unwrap();
    assert_eq!(page.total, Some(page.rows.len() as u64));
    page.rows.into_iter().map(|user| (user.username, user.is_active)).collect()
}

fn seed(folder: &Path, users: u64) {
    let service = secrets::service(folder);
    for first in (0..users).step_by(5_000) {
        let mut file = String::from("username,is_active\n");
        for n in first..users.min(first + 5_000) {
            file.push_str(&format!("user{n:07},{}\n", n % 3 != 0));
        }
        assert!(service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap().done);
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder] => write(Path::new(folder)),
        ["verify", folder, acknowledged] => verify(Path::new(folder), acknowledged.parse().unwrap()),
        ["seed", folder, users] => seed(Path::new(folder), users.parse().unwrap()),
        _ => panic!("changes write FOLDER | verify FOLDER ACK | seed FOLDER USERS"),
    }
}
