//! The embedded database of many users: opening it, windows of its lists, changes, and its size after a copy.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;
use kozmoai::model::{AuditAction, AuditEntry, Cursor, StatusFilter, User, UserFilter, UserId, UserOrder, UserSort};
use kozmoai::service::Service;
use kozmoai::store::{Batch, Change, CommitOutcome, Store};

use crate::databases::{Databases, many, operator, service, users};
use crate::measure::{PROGRAM, median, medians, run, size, time, typical};
use crate::processes::opening;
use crate::secrets;
use crate::table::{Goal, Table};

/// How often the database is opened for each kind of change, and how many changes are measured each time.
const ROUNDS: usize = 10;
const IN_A_ROUND: usize = 5;

pub(crate) fn store(table: &mut Table, databases: &Databases) {
    let folder = databases.many(table);
    open(table, folder);
    lists(table, folder);
    changes(table, folder);
}

/// Opening, compared with reading the files.
fn open(table: &mut Table, folder: &Path) {
    // Each opening replaces the snapshot.
    let mut read = || run(Command::new("cat").args(files(&folder.join("store"))));
    let [opened, read] = medians(9, [&mut || opening(folder), &mut read]);
    let work = format!("a command that opens the embedded database of {}", users(many()));
    table.compare(work, opened, ("cat of its files to /dev/null", read), Goal::None);
    let opened = typical(5, || drop(service(folder)));
    table.report(format!("opening it in a running process, {}", users(many())), opened);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    inside.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn lists(table: &mut Table, folder: &Path) {
    let service = service(folder);
    let admin = || service.admin(&operator()).unwrap();
    let filter = UserFilter::default();
    for sort in [UserSort::Username, UserSort::Created, UserSort::LastSignIn] {
        let order = UserOrder { sort, descending: false };
        let last = admin().users(&filter, order, &Cursor::Offset(many() / 2), 1).unwrap().rows.remove(0);
        let cursor = Cursor::After(last);
        let window = typical(20, || drop(black_box(admin().users(&filter, order, &cursor, 200).unwrap())));
        table.report(format!("200 rows from the middle, by {sort:?}, {}", users(many())), window);
    }
    let inactive = UserFilter { status: Some(StatusFilter::Inactive), ..UserFilter::default() };
    let window = typical(20, || drop(black_box(admin().users(&inactive, UserOrder::default(), &Cursor::FIRST, 50).unwrap())));
    table.report(format!("50 inactive users and their number, {}", users(many())), window);
}

fn renamed(user: &User) -> String {
    match user.username.strip_suffix('x') {
        Some(name) => name.to_owned(),
        None => format!("{}x", user.username),
    }
}

/// A change through the service, which moves the anchor of the audit log.
fn change_with_anchor(service: &Service, id: UserId) {
    let admin = service.admin(&operator()).unwrap();
    let user = admin.user(id).unwrap();
    admin.rename_user(&user, &renamed(&user)).unwrap();
}

/// The same without the anchor.
fn change(store: &dyn Store, id: UserId) {
    let before = store.user(id).unwrap().unwrap();
    let after = User { username: renamed(&before), ..before.clone() };
    let entry = AuditEntry {
        at: Timestamp::UNIX_EPOCH,
        actor: operator(),
        action: AuditAction::UserRenamed,
        target: Some(id),
        target_name: Some(after.username.clone()),
        detail: None,
    };
    let batch = Batch::new(vec![Change::UpdateUser { before, after }], vec![entry]);
    assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
}

fn changes(table: &mut Table, folder: &Path) {
    let user = service(folder).admin(&operator()).unwrap().user_named("user0000000").unwrap();
    let (mut anchored, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let service = service(folder);
        anchored.extend((0..IN_A_ROUND).map(|_| time(|| change_with_anchor(&service, user.id))));
        let address = service.settings().store.value.clone();
        // Only one of them can have the database open.
        drop(service);
        let store = kozmoai::store::open(&address).unwrap();
        bare.extend((0..IN_A_ROUND).map(|_| time(|| change(&*store, user.id))));
    }
    let work = "one durable change with its anchor";
    table.compare(work, median(anchored), ("without an anchor", median(bare)), Goal::AtMost(4.0));
}

/// The size of the embedded database after a copy into it.
pub(crate) fn copy(table: &mut Table, databases: &Databases) {
    let source = databases.many(table);
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &str, to: &str| {
        run(Command::new(PROGRAM).args(["--config-dir", "config", "store", "copy", from, to]).current_dir(folder.path()));
    };
    let file = secrets::keep_in_sqlite(folder.path());
    let (embedded, sqlite) = (format!("sled:///{}", source.join("store").display()), format!("sqlite:///{}", file.display()));
    copy(&embedded, "sled:///from_embedded");
    copy(&embedded, &sqlite);
    copy(&sqlite, "sled:///from_sqlite");
    let work = |from: &str| format!("size of the embedded database after a copy from {from}, {}", users(many()));
    let ours = size(&folder.path().join("from_embedded"));
    table.compare(work("another"), ours, ("the source", size(&source.join("store"))), Goal::None);
    let ours = size(&folder.path().join("from_sqlite"));
    table.compare(work("SQLite"), ours, ("the source", size(&file)), Goal::None);
}
