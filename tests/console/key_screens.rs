//! Snapshots of the secret key screen, the rotation wizard and the doctor.

use std::path::PathBuf;

use jiff::SignedDuration;
use kozmoai::config::{Origin, WithOrigin};
use kozmoai::error::{Error, FALLBACK_KEY, KeyError, KeyFlaw, Remedy, RotationError, SecretError};
use kozmoai::model::{KeyBinding, SecretLocation, UserId, VariableId};
use kozmoai::service::decrypt_stats::{DecryptStats, UndecryptableValue};
use kozmoai::service::doctor::{Finding, Severity};
use kozmoai::service::keys::KeyCheck;
use kozmoai::service::keys::{ActiveKey, KeyState, Strength};
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::{Phase, Report, RotationStatus};
use kozmoai::tui::app::{Job, Message, Reply};
use kozmoai::tui::screens::{rotation, secret_key, settings};
use kozmoai::tui::theme::Theme;
use uuid::Uuid;

use super::env::{TestConsole, TestEnv};
use super::screens::check;

const OURS: &str = "4babe69b59d2e26a";
const OLD: &str = "0e5e1b6a2b7d9c11";

/// Takes snapshots of a screen at every size, after the steps of `walk`.
fn looks(name: &str, walk: impl Fn(&mut TestConsole<'_>)) {
    let house = TestEnv::inhabited();
    let admin = house.user("admin").unwrap();
    // All views share a database, so the sign-in that the first one records must not differ.
    let _first = house.console_of(&admin, 80, 24, Theme::dark());
    check(name, |columns, rows, _| {
        let view = |theme| {
            let mut console = house.console_of(&admin, columns, rows, theme);
            walk(&mut console);
            console.buffer()
        };
        (view(Theme::dark()), view(Theme::mono()))
    });
}

/// Presses keys; `known` replies to jobs.
pub(super) fn with_replies(console: &mut TestConsole<'_>, keys: &str, known: &dyn Fn(&Job) -> Option<Reply>) {
    console.held = true;
    console.keys(keys).answered(known);
}

pub(super) fn state() -> KeyState {
    let flaw = KeyFlaw::Bytes { characters: 42, bytes: 31 };
    let malformed = KeyError::KeyMalformed { what: FALLBACK_KEY, flaw, origin: None };
    KeyState {
        current: Some(ActiveKey {
            key: Ok((OURS.to_owned(), Strength::Full)),
            origin: Origin::DotEnv { path: PathBuf::from("./.env"), line: 4 },
        }),
        fallbacks: [Ok(OLD.to_owned()), Err(malformed)].map(|value| WithOrigin { value, origin: Origin::Environment }).into(),
        binding: Some(KeyBinding { fingerprint: OURS.to_owned(), origin: "./.env line 4".to_owned() }),
        rotation: None,
        is_newer_generation: false,
    }
}

pub(super) fn unfinished() -> RotationStatus {
    RotationStatus {
        phase: Phase::UpdatingKeyFiles,
        store: "sled:////srv/kozmoai/store".to_owned(),
        started_at: "2026-11-24T07:15:00Z".parse().unwrap(),
        old_fingerprint: OLD.to_owned(),
        new_fingerprint: OURS.to_owned(),
        backup: None,
    }
}

fn stats(unreadable: u64) -> DecryptStats {
    let mut stats = DecryptStats::default();
    (stats.total, stats.current, stats.fallback, stats.plaintext) = (48_060 + unreadable, 48_000, vec![58], 2);
    stats.unreadable = (0..unreadable)
        .map(|number| UndecryptableValue {
            place: match number {
                0 => SecretLocation::StoreKey(UserId(Uuid::from_u128(7))),
                number => SecretLocation::Variable(VariableId(Uuid::from_u128(u128::from(number)))),
            },
            reason: "no given key decrypts it",
        })
        .collect();
    stats
}

fn checked(unreadable: u64) -> KeyCheck {
    KeyCheck {
        fingerprint: OURS.to_owned(),
        fallbacks: vec![(OLD.to_owned(), 58)],
        binding: None,
        unknown_tokens: kozmoai::store::UnknownTokens::default(),
        has_usual_plaintext: false,
        stats: stats(unreadable),
    }
}

fn report(unreadable: u64) -> Report {
    let mut found = stats(unreadable);
    (found.current, found.fallback) = (0, vec![48_058]);
    Report {
        in_flows: 0,
        has_usual_plaintext: false,
        old_fingerprint: OURS.to_owned(),
        new_fingerprint: OLD.to_owned(),
        found,
        rotated: 48_058,
        changed_meanwhile: 0,
        key_names: ["Previous key", "New key"],
        is_rolled_back: false,
        only_in_backup: vec![OURS.to_owned()],
        phase: None,
        backup: Some(PathBuf::from("/srv/kozmoai/backups/kozmoai-20261124T093000000000Z.backup")),
        kept_old_key: None,
        engine_note: "",
        key_files: vec![PathBuf::from("/srv/kozmoai/.env"), PathBuf::from("/srv/kozmoai/secret_key")],
        seconds: 12.34,
    }
}

/// The reply to a job that reads the state of the key.
pub(super) fn key_state(job: &Job, state: KeyState) -> Option<Reply> {
    match job {
        Job::SecretKey(secret_key::Job::State) => Some(Reply::SecretKey(secret_key::Reply::State(state))),
        Job::Rotation(rotation::Job::State) => Some(Reply::Rotation(rotation::Reply::State(state))),
        _ => None,
    }
}

/// The wizard with its plan.
fn planned(console: &mut TestConsole<'_>) {
    console.keys("4R");
    with_replies(console, "<enter>", &|job| match job {
        Job::Rotation(rotation::Job::Plan { request, .. }) => {
            let request = kozmoai::service::rotation::Request {
                keep_old_key: None,
                new_key: None,
                old_keys: Vec::new(),
                backup: kozmoai::service::backup::Destination::ConfigDir,
                allow_unreadable: request.allow_unreadable,
                allow_weak_key: false,
                update_sources: true,
                online: false,
            };
            let report = Report { backup: None, ..report(0) };
            Some(Reply::Rotation(rotation::Reply::Planned { request: Box::new(request), report, named: Vec::new() }))
        }
        _ => None,
    });
}

#[test]
fn secret_key() {
    looks("secret-key", |console| {
        console.keys("4");
    });
    looks("secret-key-checked", |console| {
        with_replies(console, "4", &|job| key_state(job, state()));
        with_replies(console, "c", &|job| match job {
            Job::SecretKey(secret_key::Job::Check) => {
                let named = ["OPENAI_API_KEY", "DB_PASSWORD"].map(|name| format!("alice: variable {name} (it is damaged)"));
                let store_key = "bob: Kozmoai Store API key (no given key decrypts it)".to_owned();
                let named = named.into_iter().chain([store_key]).collect();
                Some(Reply::SecretKey(secret_key::Reply::Checked { check: checked(3), named }))
            }
            job => key_state(job, state()),
        });
    });
    looks("secret-key-checking", |console| {
        console.keys("4");
        console.held = true;
        console.keys("c");
        let ticket = console.running_task().unwrap();
        console.wait(SignedDuration::from_secs(2));
        console.tell(Message::Progress(ticket, Progress { stage: Stage::Checking, done: 20_480, total: None }));
    });
    looks("secret-key-interrupted", |console| {
        let interrupted = || KeyState { rotation: Some(unfinished()), ..state() };
        with_replies(console, "4", &|job| key_state(job, interrupted()));
    });
    // A generated key would be another one each time.
    let generated = |job: &Job| {
        let key = kozmoai::secret::Secret::from("x".repeat(43));
        matches!(job, Job::SecretKey(secret_key::Job::Generate))
            .then(|| Reply::SecretKey(secret_key::Reply::Generated { key, fingerprint: OLD.to_owned() }))
    };
    looks("secret-key-new", |console| with_replies(console, "4n", &generated));
    looks("secret-key-write", |console| {
        with_replies(console, "4n", &generated);
        console.keys("w");
    });
    looks("backup", |console| {
        console.keys("4b<c-u>/srv/backups/kozmoai.backup");
    });
}

#[test]
fn wizard_before_the_rotation() {
    looks("rotate-keys", |console| {
        console.keys("4R<tab>/run/keys/new");
    });
    looks("rotate-refused", |console| {
        console.keys("4R<tab>/nowhere<c-s>");
    });
    looks("rotate-plan", planned);
    looks("rotate-back-up", |console| {
        planned(console);
        console.keys("<enter><tab>");
    });
    looks("rotate-confirm", |console| {
        planned(console);
        console.keys("<enter><enter>rot<enter>");
    });
    looks("rotate-unreadable", |console| {
        console.keys("4R");
        console.held = true;
        console.keys("<enter>");
        let ticket = console.running_task().unwrap();
        let error = Error::from(SecretError::ValuesUndecryptable { count: 3 })
            .details(stats(3).unreadable.iter().map(ToString::to_string))
            .hint(Remedy::GiveOldKeys);
        console.tell(Message::Reply(ticket, Box::new(Err(error))));
    });
}

/// The wizard with a running rotation.
fn at_work(console: &mut TestConsole<'_>) {
    planned(console);
    console.keys("<enter><enter>rotate");
    console.held = true;
    console.keys("<enter>");
    let ticket = console.running_task().unwrap();
    let all = 48_060;
    for (stage, done, total) in [
        (Stage::Checking, all, None),
        (Stage::BackingUp, 0, Some(all)),
        (Stage::VerifyingBackup, all, Some(all)),
        (Stage::Reencrypting, 4_096, Some(all)),
    ] {
        console.tell(Message::Progress(ticket, Progress { stage, done, total })).wait(SignedDuration::from_secs(2));
    }
    let progress = Progress { stage: Stage::Reencrypting, done: 28_672, total: Some(all) };
    console.tell(Message::Progress(ticket, progress));
}

#[test]
fn wizard_during_and_after_the_rotation() {
    looks("rotate-work", at_work);
    looks("rotate-interrupt", |console| {
        at_work(console);
        console.keys("<esc>");
    });
    looks("rotate-done", |console| {
        planned(console);
        console.keys("<enter><enter>rotate");
        with_replies(console, "<enter>", &|job| {
            matches!(job, Job::Rotation(rotation::Job::Rotate(_)))
                .then(|| Reply::Rotation(rotation::Reply::Done { report: report(0), named: Vec::new() }))
        });
    });
    looks("rotate-interrupted", |console| {
        at_work(console);
        let ticket = console.running_task().unwrap();
        let error = RotationError::RotationCancelled;
        console.tell(Message::Reply(ticket, Box::new(Err(error.into()))));
    });
    looks("rotate-resume", |console| {
        let interrupted = || KeyState { rotation: Some(unfinished()), ..state() };
        with_replies(console, "4R", &|job| key_state(job, interrupted()));
    });
    looks("rotate-rolled-back", |console| {
        let waiting = || RotationStatus { phase: Phase::RolledBack, ..unfinished() };
        with_replies(console, "4R", &|job| key_state(job, KeyState { rotation: Some(waiting()), ..state() }));
        console.keys("x").shows("The rotation was rolled back already");
    });
}

#[test]
fn doctor() {
    let finding = |area, severity, message: &str, fix: Option<&str>| Finding {
        area,
        severity,
        message: message.to_owned(),
        fix: fix.map(str::to_owned),
        fixed_by: None,
    };
    looks("doctor", |console| {
        console.keys("6");
        with_replies(console, "d", &|job| {
            let found = || {
                vec![
                    finding("key", Severity::Ok, "The key 4babe69b59d2e26a is strong: 256 random bits (./.env line 4).", None),
                    finding(
                        "settings",
                        Severity::Warning,
                        "Auto login is on (default): anyone who reaches Kozmoai or this console is a superuser.",
                        Some("Set KOZMOAI_AUTO_LOGIN=False once there is a superuser."),
                    ),
                    finding(
                        "files",
                        Severity::Warning,
                        "/srv/kozmoai/.env can be read by other users (mode 644).",
                        Some("`chmod 600 /srv/kozmoai/.env`"),
                    ),
                    finding(
                        "key",
                        Severity::Problem,
                        "3 secrets cannot be decrypted.",
                        Some("`kozmoai key check` lists them. Add their keys to KOZMOAI_SECRET_KEY_FALLBACKS."),
                    ),
                ]
            };
            matches!(job, Job::Settings(settings::Job::Examine)).then(|| Reply::Settings(settings::Reply::Examined(found())))
        });
    });
}
