//! Filters of a long audit log, compared with reading all of it once, on each backend.

use std::hint::black_box;

use jiff::{SignedDuration, Timestamp};
use kozmoai::model::{Actor, AuditAction, AuditEntry, AuditFilter, AuditOutcome, Cursor, UserId};
use kozmoai::service::Service;
use kozmoai::store::{Batch, CommitOutcome};
use kozmoai::text::grouped;
use uuid::Uuid;

use crate::databases::{Databases, of_each_backend, operator};
use crate::measure::{median, scaled, time};
use crate::secrets;
use crate::table::{Goal, Table};

/// How many events are written, and read, at a time.
const AT_ONCE: u64 = 10_000;
/// The rows of a page.
const PAGE: usize = 50;
const TRIES: usize = 3;
/// The user of the first event after the creation of the database.
const RARE: &str = "rare";

/// The time of an event.
fn at(seq: u64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::try_from(seq).unwrap())
}

/// An event of one of a thousand users; what is rare is in the first one.
fn entry(seq: u64, first: u64) -> AuditEntry {
    let (username, action) = match seq {
        _ if seq == first => (RARE.to_owned(), AuditAction::SignInRefused),
        _ if seq.is_multiple_of(2) => (format!("user{}", seq % 1_000), AuditAction::SignedIn),
        _ => (format!("user{}", seq % 1_000), AuditAction::VariableSet),
    };
    let target = Some(UserId(Uuid::from_u128(u128::from(seq % 1_000))));
    let actor = Actor::Operator("bench".to_owned());
    AuditEntry { at: at(seq), actor, action, target, target_name: Some(username), detail: Some("from the console".to_owned()) }
}

/// Reads every event once, newest first.
fn read_all(service: &Service) -> u64 {
    let (mut cursor, mut number) = (Cursor::FIRST, 0);
    loop {
        let page = service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &cursor, AT_ONCE as usize).unwrap();
        let Some(last) = page.rows.last() else { return number };
        (cursor, number) = (Cursor::After(last.seq), number + page.rows.len() as u64);
        black_box(page);
    }
}

pub(crate) fn audit(table: &mut Table, _: &Databases) {
    let number = scaled(1_000_000).max(AT_ONCE);
    let everything = AuditFilter::default();
    let filters = [
        ("by user", AuditFilter { user: Some(RARE.to_owned()), ..everything.clone() }),
        ("by action", AuditFilter { action: Some(AuditAction::SignInRefused), ..everything.clone() }),
        ("failed only", AuditFilter { outcome: Some(AuditOutcome::Failure), ..everything.clone() }),
        ("since the 10 newest", AuditFilter { since: Some(at(number - 9)), ..everything }),
    ];
    for (backend, folder) in of_each_backend() {
        let settings = secrets::settings(folder.path());
        kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
        let store = kozmoai::store::open(&settings.store.value).unwrap();
        let first = store.audit_head().unwrap().seq + 1;
        for from in (first..=number).step_by(AT_ONCE as usize) {
            let audit = (from..=number.min(from + AT_ONCE - 1)).map(|seq| entry(seq, first)).collect();
            let batch = Batch { changes: Vec::new(), audit, keep_a_superuser: false };
            assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
        }
        drop(store);
        let service = secrets::service(folder.path());
        let mut read = Vec::new();
        let mut filtered = [const { Vec::new() }; 4];
        for _ in 0..TRIES {
            read.push(time(|| assert_eq!(read_all(&service), number)));
            for ((name, filter), times) in filters.iter().zip(&mut filtered) {
                let find = || service.admin(&operator()).unwrap().audit(filter, &Cursor::FIRST, PAGE).unwrap();
                times.push(time(|| assert!(!find().rows.is_empty(), "{name}")));
            }
        }
        let peer = format!("reading {} events once", grouped(number));
        let read = median(read);
        for ((name, _), times) in filters.iter().zip(filtered) {
            table.compare(format!("filter of the audit log, {name}, {backend}"), median(times), (&peer, read), Goal::AtMost(1.0));
        }
    }
}
