//! The overview: sign-ins, the log read backwards, secrets by key, on every backend.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use kozmoai::crypto::keyring::Keyring;
use kozmoai::crypto::secret_key::SecretKey;
use kozmoai::error::Kind;
use kozmoai::model::{
    Actor, AuditAction, AuditEntry, AuditFilter, Folder, FolderId, StoreUrl, Timestamp, User, UserSecrets, UserStatus, Variable,
    VariableId, VariableType,
};
use kozmoai::secret::Secret;
use kozmoai::service::overview::KeyAge;
use kozmoai::service::{Clock, FlagChange, Service};
use kozmoai::store::{self, Batch, Change, CommitOutcome, Store};
use uuid::Uuid;

use super::clock::TestClock;
use super::env::{KEY, PASSWORD, TestEnv, operator, service, user};
use super::failing::Fuse;
use super::server;

/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-sqlite.sql");
/// How many events each reading of the log may read beyond those of the last day.
const SLACK: u64 = 500;

/// An empty database of a backend, a clock, and a directory.
struct Bench {
    store: Arc<dyn Store>,
    clock: TestClock,
    folder: tempfile::TempDir,
}

impl Bench {
    /// One of every available backend.
    fn every() -> impl Iterator<Item = Self> {
        let embedded = |folder: &Path| Some(StoreUrl::Embedded(folder.join("store")));
        let sqlite = |folder: &Path| {
            let path = folder.join("kozmoai.db");
            rusqlite::Connection::open(&path).unwrap().execute_batch(SCHEMA).unwrap();
            Some(StoreUrl::Sqlite(path))
        };
        let postgres = |_: &Path| server::server().map(|server| server.url(&server.fresh()));
        let urls: [fn(&Path) -> Option<StoreUrl>; 3] = [embedded, sqlite, postgres];
        urls.into_iter().filter_map(|url| {
            let folder = tempfile::tempdir().unwrap();
            let store = Arc::from(store::open(&url(folder.path())?).unwrap());
            Some(Self { store, clock: TestClock::at("2026-11-24T09:30:00Z"), folder })
        })
    }

    fn service(&self, fuse: Fuse, more: &[(&str, &str)]) -> Service {
        let settings = [("AUTO_LOGIN", "false"), ("SECRET_KEY", KEY)].into_iter().chain(more.iter().copied());
        service(&self.store, fuse, &self.clock, &self.folder.path().join("config"), settings)
    }

    fn put(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) {
        let batch = Batch { changes, audit, keep_a_superuser: false };
        assert_eq!(self.store.commit(&batch).unwrap(), CommitOutcome::Done);
    }

    fn insert(&self, user: User) -> User {
        let folder = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
        self.put(vec![Change::InsertUser(user.clone()), Change::InsertFolder(folder)], Vec::new());
        user
    }

    fn ago(&self, minutes: i64) -> Timestamp {
        self.clock.now() - SignedDuration::from_mins(minutes)
    }
}

fn event(at: Timestamp, action: AuditAction, target: Option<&User>) -> AuditEntry {
    let (target, target_name) = target.map(|user| (user.id, user.username.clone())).unzip();
    AuditEntry { at, actor: Actor::System, action, target, target_name, detail: None }
}

#[test]
fn only_events_of_last_day_are_read() {
    for bench in Bench::every() {
        let anna = bench.insert(user("anna", true, true));
        // Writing events takes longer on Kozmoai's own databases.
        let old = match bench.store.url() {
            StoreUrl::Embedded(_) => 100_000,
            StoreUrl::Sqlite(_) => 12_000,
            StoreUrl::Postgres(_) => 3_000,
        };
        let all: Vec<AuditEntry> = (0..old)
            .map(|number| event(bench.ago(25 * 60 + old - number), AuditAction::SignInRefused, Some(&anna)))
            .chain((0..40).map(|number| event(bench.ago(200 - number), AuditAction::SignedIn, Some(&anna))))
            .chain([event(bench.ago(90), AuditAction::SignInRefused, Some(&anna))])
            .collect();
        all.chunks(20_000).for_each(|some| bench.put(Vec::new(), some.to_vec()));
        let fuse = Fuse::at(-1, false);
        let service = bench.service(fuse.clone(), &[]);
        let admin = service.admin(&operator()).unwrap();
        let failed = admin.failed_sign_ins().unwrap();
        assert_eq!((failed.total, failed.hours[22], failed.cut), (1, 1, None));
        let read = fuse.events_read.swap(0, Ordering::Relaxed);
        assert!((41..=41 + SLACK).contains(&read), "{read} events were read");
        // What is searched for is not in the log: a bounded number of events is read.
        let age = admin.key_overview().unwrap().age;
        assert!(matches!(age, KeyAge::AtLeast(at) if at < bench.ago(25 * 60)), "{age:?}");
        assert!(admin.last_backup().unwrap().last.is_none());
        let read = fuse.events_read.swap(0, Ordering::Relaxed);
        assert!(read <= 20_000, "{read} events were read");
        assert_eq!(admin.last_backup().unwrap().cut.is_some(), old > 10_000);
    }
}

#[test]
fn too_many_events_are_counted_in_part() {
    let bench = Bench::every().next().unwrap();
    let anna = bench.insert(user("anna", true, true));
    let failures = (0..10_300).map(|number| event(bench.ago(600 - number / 100), AuditAction::SignInRefused, Some(&anna)));
    bench.put(Vec::new(), failures.collect());
    let service = bench.service(Fuse::at(-1, false), &[]);
    let failed = service.admin(&operator()).unwrap().failed_sign_ins().unwrap();
    assert_eq!((failed.total, failed.names[0].count, failed.cut), (10_000, 10_000, Some(bench.ago(597))));
}

#[test]
fn clock_set_back_hides_no_failure() {
    let bench = Bench::every().next().unwrap();
    let anna = bench.insert(user("anna", true, true));
    let strange = event(bench.ago(1_000_000), AuditAction::SignedOut, Some(&anna));
    let failure = event(bench.ago(5), AuditAction::SignInRefused, Some(&anna));
    let later = event(bench.ago(-5), AuditAction::SignInRefused, Some(&anna));
    bench.put(Vec::new(), vec![failure, strange, later]);
    let service = bench.service(Fuse::at(-1, false), &[]);
    let failed = service.admin(&operator()).unwrap().failed_sign_ins().unwrap();
    assert_eq!((failed.total, failed.hours[23]), (2, 2));
}

#[test]
fn failures_are_counted_by_hour_and_name() {
    let bench = TestEnv::new();
    let (anna, bert) = (bench.add("anna", true, true), bench.add("bert", true, false));
    let fail = |name: &str| {
        assert!(bench.service.sign_in(name, &Secret::from("wrong")).unwrap().is_err());
        bench.wait(1_000);
    };
    fail("anna");
    bench.wait(25 * 3600);
    for name in ["anna", "bert", "anna", "nobody", "secret typed here"] {
        fail(name);
    }
    bench.wait(3600);
    let failed = bench.service.admin(&operator()).unwrap().failed_sign_ins().unwrap();
    let names: Vec<_> = failed.names.iter().map(|name| (name.user, name.username.as_str(), name.count)).collect();
    assert_eq!(names, [(anna.id, "anna", 2), (bert.id, "bert", 1)]);
    assert_eq!((failed.total, failed.unknown_names, failed.more_names, failed.until), (5, 2, 0, bench.service.now()));
    // 8600, 7600, 6600, 5600 and 4600 seconds ago.
    assert_eq!((failed.hours[21], failed.hours[22], failed.hours.iter().sum::<u64>()), (2, 3, 5));
}

#[test]
fn sign_in_history_begins_before_this_sign_in() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    bench.add("bert", true, false);
    let try_in = |name: &str, password: &str| {
        let done = bench.service.sign_in(name, &Secret::from(password)).unwrap().is_ok();
        bench.wait(1_000);
        done
    };
    let history = |name: &str| bench.service.account(&bench.as_user(name)).and_then(|account| account.sign_in_history()).unwrap();
    assert!(!try_in("anna", "wrong"));
    let first = bench.service.now();
    assert!(try_in("anna", PASSWORD));
    assert_eq!((history("anna").previous, history("anna").failures_since), (None, 1));
    assert!(!try_in("anna", "wrong") && !try_in("anna", "wrong again") && !try_in("bert", "wrong"));
    assert!(try_in("anna", PASSWORD));
    assert_eq!((history("anna").previous, history("anna").failures_since), (Some(first), 2));
    assert_eq!((history("bert").previous, history("bert").failures_since), (None, 1));
    // A restart knows only the last one.
    let bench = bench.reopened(&[]);
    let account = bench.as_user("anna");
    let after = bench.service.account(&account).and_then(|account| account.sign_in_history()).unwrap();
    assert_eq!((after.previous, after.failures_since), (bench.user("anna").last_login_at, 0));
}

#[test]
fn secrets_are_counted_by_key_and_lost_ones_named() {
    let parsed = |text: &str| SecretKey::parse(&Secret::from(text)).unwrap();
    for bench in Bench::every() {
        let bert = bench.insert(user("bert", true, false));
        let by = |key: &str, name: &str| Variable {
            id: VariableId(Uuid::new_v4()),
            name: name.to_owned(),
            value: Keyring::new(&parsed(key), &[]).unwrap().encrypt(b"plaintext", bench.clock.now()),
            kind: VariableType::Credential,
            default_fields: Vec::new(),
            created_at: None,
            updated_at: None,
        };
        let lost = |number| by("a lost key", &format!("LOST{number:02}"));
        let variables: Vec<Variable> =
            [by(KEY, "A"), by(KEY, "B"), by("an older key", "C")].into_iter().chain((0..25).map(lost)).collect();
        let store_api_key = Some(by(KEY, "").value);
        let after = UserSecrets { variables, api_keys: Vec::new(), store_api_key };
        bench.put(vec![Change::UpdateSecrets { user: bert.id, before: UserSecrets::default(), after }], Vec::new());
        let service = bench.service(Fuse::at(-1, false), &[("SECRET_KEY_FALLBACKS", "an older key")]);
        let admin = service.admin(&operator()).unwrap();
        let mut seen = 0;
        let found = admin
            .secrets_by_key(&mut |progress| {
                seen = progress.done;
                true
            })
            .unwrap();
        let shares: Vec<_> = found.keys.iter().map(|key| (key.is_active, key.count)).collect();
        assert_eq!((found.total, seen, found.undecryptable, found.plaintext), (29, 29, 25, 0));
        assert_eq!(shares, [(true, 3), (false, 1)]);
        assert_eq!((found.keys[1].fingerprint.as_str(), found.by_previous_keys()), (&*parsed("an older key").fingerprint(), 1));
        assert_eq!(found.named.len(), 20);
        for secret in &found.named {
            assert_eq!(secret.owner.as_deref(), Some("bert"));
            assert!(secret.variable.as_deref().is_some_and(|name| name.starts_with("LOST")), "{secret:?}");
        }
        let cancelled = admin.secrets_by_key(&mut |_| false).unwrap_err();
        assert_eq!(cancelled.kind(), Kind::Interrupted, "{cancelled}");
    }
}

#[test]
fn database_is_described_without_password() {
    for bench in Bench::every() {
        let service = bench.service(Fuse::at(-1, false), &[]);
        let found = service.admin(&operator()).unwrap().database_overview().unwrap();
        let (short, version) = match found.engine {
            "sled" => ("store", "sled 0.34, format "),
            "sqlite" => ("kozmoai.db", "SQLite 3."),
            _ => ("kozmoai", "PostgreSQL 1"),
        };
        assert!(found.short.contains(short) || found.engine == "postgresql", "{found:?}");
        assert!(found.version.starts_with(version) && !found.short.contains(':'), "{found:?}");
        assert_eq!((found.is_read_only, found.auto_login, found.not_writable), (false, false, None));
        assert_eq!(
            service.read_only().admin(&operator()).unwrap().database_overview().map(|found| found.is_read_only).ok(),
            Some(true)
        );
    }
}

#[test]
fn undone_approval_is_pending_again() {
    for bench in Bench::every() {
        bench.insert(user("root", true, true));
        let new = bench.insert(user("new", false, false));
        let gone = bench.insert(User { was_deactivated: true, ..user("gone", false, false) });
        let service = bench.service(Fuse::at(-1, false), &[]);
        let admin = service.admin(&operator()).unwrap();
        let status = |name: &str| bench.store.user_by_name(name).unwrap().unwrap().status();
        let approved = admin.change_flag(&[new, gone], FlagChange::Activate).unwrap();
        assert_eq!((status("new"), status("gone")), (UserStatus::Active, UserStatus::Active));
        let undone = admin.undo_changes(&approved).unwrap();
        assert_eq!((status("new"), status("gone")), (UserStatus::Pending, UserStatus::Deactivated));
        assert_eq!((undone[0].user.status(), admin.user_counts().unwrap().pending), (UserStatus::Pending, 1));
        let newest = bench.store.audit_newest(&AuditFilter::default(), None, 2).unwrap().into_iter();
        let newest: Vec<_> = newest.map(|event| (event.action(), event.entry.target_name.unwrap())).collect();
        let expected = [(AuditAction::UserDeactivated, "gone".to_owned()), (AuditAction::ApprovalWithdrawn, "new".to_owned())];
        assert_eq!(newest, expected);
        // The approval can be repeated, and withdrawn by nobody who saw an earlier state.
        bench.clock.advance(SignedDuration::from_secs(1));
        let again = admin.undo_changes(&undone).unwrap();
        assert_eq!((status("new"), status("gone")), (UserStatus::Active, UserStatus::Active));
        assert_eq!(admin.undo_changes(&approved).unwrap_err().kind(), Kind::Conflict);
        admin.undo_changes(&again).unwrap();
        assert_eq!((status("new"), status("gone")), (UserStatus::Pending, UserStatus::Deactivated));
    }
}
