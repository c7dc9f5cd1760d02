//! The overview: users, the key, backups, findings, and what they add up to.

use kozmoai::model::{AuditAction, User};
use kozmoai::secret::Secret;
use kozmoai::service::doctor::{Finding, FixedBy, Severity};
use kozmoai::service::keys::Strength;
use kozmoai::service::overview::{Attention, BackupPlace, KeyAge, Parts};
use kozmoai::service::{Service, VariableEdit};

use super::env::{TestEnv, operator, user};

fn words(attention: &Attention) -> Vec<(Severity, String)> {
    attention.concerns.iter().map(|concern| (concern.level(), concern.to_string())).collect()
}

fn attention(service: &Service) -> Vec<(Severity, String)> {
    words(&service.admin(&operator()).and_then(|admin| admin.attention()).unwrap())
}

fn set_variable(bench: &TestEnv, service: &Service) {
    let owner = bench.user("anna");
    let value = Some(Secret::from("value"));
    let edit = VariableEdit { name: "TOKEN".to_owned(), value, kind: None, default_fields: None, must_be_new: true };
    service.owner(&operator(), &owner).unwrap().set_variable(&edit).unwrap();
}

#[test]
fn oldest_pending_users_come_first() {
    let bench = TestEnv::new();
    let at = |minute: i64| {
        "2026-02-01T00:00:00Z".parse::<kozmoai::model::Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minute)
    };
    bench.insert(user("anna", true, true));
    bench.insert(User { last_login_at: Some(at(0)), ..user("gone", false, false) });
    for number in 0..60 {
        bench.insert(User { create_at: at(-number), ..user(&format!("new{number:02}"), false, number == 59) });
    }
    let admin = bench.service.admin(&operator()).unwrap();
    let counts = admin.user_counts().unwrap();
    assert_eq!((counts.active, counts.pending, counts.deactivated, counts.active_superusers), (1, 60, 1, 1));
    let pending = admin.pending_users().unwrap();
    assert_eq!((pending.rows.len(), pending.total), (50, Some(60)));
    assert_eq!((pending.rows[0].username.as_str(), pending.rows[0].is_superuser), ("new59", true));
    assert_eq!(pending.rows[49].username, "new10");
}

#[test]
fn key_overview_says_strength_age_and_trouble() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let found = bench.service.admin(&operator()).and_then(|admin| admin.key_overview()).unwrap();
    assert_eq!((found.strength(), found.fallbacks), (Some(Strength::Full), 0));
    // The creation of the database is the first event.
    assert!(matches!(found.age, KeyAge::AtLeast(_)), "{:?}", found.age);
    assert!(found.trouble.is_none() && found.rotation.is_none() && found.binding.is_none());
    set_variable(&bench, &bench.service);
    let other = bench.under("other", &[("AUTO_LOGIN", "false"), ("SECRET_KEY", "another short key")]);
    let found = other.admin(&operator()).and_then(|admin| admin.key_overview()).unwrap();
    assert_eq!((found.strength(), found.fingerprint().is_some()), (Some(Strength::Derived), true));
    assert!(
        found.trouble.is_some()
            && found.binding.map(|binding| binding.fingerprint) != found.active.and_then(|key| key.key.ok()).map(|key| key.0)
    );
    let found = words(&Attention::of(Parts {
        key: Some(&other.admin(&operator()).unwrap().key_overview().unwrap()),
        ..Parts::default()
    }));
    assert_eq!(found, [(Severity::Problem, "wrong secret key".to_owned()), (Severity::Warning, "weak key".to_owned())]);
    let none = bench.under("none", &[("AUTO_LOGIN", "false")]);
    assert_eq!(attention(&none), [(Severity::Problem, "no secret key".to_owned())]);
    let adopting = other.admin(&operator()).unwrap();
    bench.wait(60);
    assert!(adopting.adopt_key(true, &mut |_| true).unwrap().changed);
    let by = AuditAction::SecretKeyAdopted;
    assert_eq!(adopting.key_overview().unwrap().age, KeyAge::Since { at: bench.service.now(), by });
}

#[test]
fn newest_backup_is_found() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let admin = bench.service.admin(&operator()).unwrap();
    let none = admin.last_backup().unwrap();
    assert_eq!((none.last, none.cut), (None, None));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup");
    admin.back_up(&path, &|| false).unwrap();
    let last = admin.last_backup().unwrap().last.unwrap();
    assert_eq!((last.at, last.is_verified, last.place), (bench.service.now(), true, BackupPlace::File(path.clone())));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(admin.last_backup().unwrap().last.unwrap().place, BackupPlace::MissingFile(path));
    bench.wait(60);
    admin.back_up_into(&mut Vec::new(), &|| false).unwrap();
    let last = admin.last_backup().unwrap().last.unwrap();
    assert_eq!((last.at, last.place), (bench.service.now(), BackupPlace::StandardOutput));
}

#[test]
fn backup_of_rotation_is_found() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    set_variable(&bench, &bench.service);
    let request = kozmoai::service::rotation::Request {
        new_key: Some(Secret::from("Zq7n0xVYd5Jm1sT3uW8rKp2bLc4hGf6eAiOyXtRvNwE")),
        old_keys: Vec::new(),
        backup: kozmoai::service::backup::Destination::ConfigDir,
        keep_old_key: None,
        allow_unreadable: false,
        allow_weak_key: false,
        update_sources: false,
        online: false,
    };
    let admin = bench.service.admin(&operator()).unwrap();
    let path = admin.rotate(&request, &mut |_| true).unwrap().backup.unwrap();
    let last = admin.last_backup().unwrap().last.unwrap();
    assert_eq!((last.is_verified, last.place), (true, BackupPlace::File(path)));
    assert_eq!(admin.backups().unwrap().len(), 1);
}

#[test]
fn quick_findings_say_where_they_are_fixed() {
    let bench = TestEnv::new();
    let weak = bench.under("config", &[("AUTO_LOGIN", "true"), ("SECRET_KEY", "a short key")]);
    let found = weak.admin(&operator()).unwrap().examine_quickly();
    let fixed_by = |text: &str| found.iter().find(|finding| finding.message.contains(text)).and_then(|finding| finding.fixed_by);
    assert_eq!(fixed_by("is weak"), Some(FixedBy::Rotation), "{found:?}");
    assert_eq!(fixed_by("Auto login is on"), Some(FixedBy::Settings));
    assert_eq!(fixed_by("no active superuser"), Some(FixedBy::Users));
    assert!(found.is_sorted_by(|a, b| a.severity >= b.severity), "{found:?}");
    let is_right = |finding: &Finding| (finding.severity == Severity::Ok) == finding.fixed_by.is_none();
    assert!(found.iter().all(is_right), "{found:?}");
    let everything = weak.admin(&operator()).and_then(|admin| admin.examine()).unwrap();
    assert!(everything.iter().all(is_right), "{everything:?}");
    assert!(found.iter().all(|finding| everything.contains(finding)), "{found:?} {everything:?}");
}

#[test]
fn undecryptable_secrets_have_one_concern() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    set_variable(&bench, &bench.service);
    let other = bench.under("other", &[("AUTO_LOGIN", "false"), ("SECRET_KEY", "another short key")]);
    let admin = other.admin(&operator()).unwrap();
    let secrets = admin.secrets_by_key(&mut |_| true).unwrap();
    let found = admin.examine().unwrap();
    let about_key = |finding: &&Finding| finding.fixed_by == Some(FixedBy::Key);
    assert!(found.iter().filter(about_key).any(|finding| finding.severity == Severity::Problem), "{found:?}");
    let found: Vec<Finding> = found.iter().filter(about_key).cloned().collect();
    let parts = Parts { secrets: Some(&secrets), findings: Some(&found), ..Parts::default() };
    assert_eq!(words(&Attention::of(parts)), [(Severity::Problem, "1 undecryptable".to_owned())]);
}

#[test]
fn later_reading_keeps_what_it_leaves_out() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    set_variable(&bench, &bench.service);
    bench.insert(user("bert", false, false));
    let other = bench.under("other", &[("AUTO_LOGIN", "false"), ("SECRET_KEY", "another short key")]);
    let admin = other.admin(&operator()).unwrap();
    let before = admin.attention_with_secrets(&mut |_| true).unwrap();
    let undecryptable = (Severity::Problem, "1 undecryptable".to_owned());
    assert!(words(&before).contains(&undecryptable), "{before:?}");
    // A quick reading counts no secrets, and says the rest of what is now.
    admin.activate_pending(|_| Ok(())).unwrap();
    let after = before.followed_by(admin.attention().unwrap());
    assert!(words(&after).contains(&undecryptable), "{after:?}");
    assert!(words(&before).iter().any(|(_, text)| text == "1 pending"), "{before:?}");
    assert!(words(&after).iter().all(|(_, text)| text != "1 pending"), "{after:?}");
    assert!(after.concerns.is_sorted_by(|a, b| a.level() >= b.level()), "{after:?}");
    // Its parts, in any order, say the same.
    let key = admin.key_overview().unwrap();
    let alone = Attention::of(Parts { key: Some(&key), ..Parts::default() });
    assert_eq!(words(&alone.followed_by(after.clone())), words(&after));
    assert_eq!(words(&after.followed_by(alone)), words(&after));
    // With another key, other secrets can be decrypted: nothing is known of them.
    let after = after.followed_by(bench.service.admin(&operator()).and_then(|admin| admin.attention()).unwrap());
    assert_eq!(words(&after), []);
    // Without a key, none can be checked, which is a concern of its own.
    let none = bench.under("none", &[("AUTO_LOGIN", "false")]);
    let found = none.admin(&operator()).and_then(|admin| admin.attention_with_secrets(&mut |_| true)).unwrap();
    assert!(!found.has_undecryptable() && found.key_trouble().is_some(), "{found:?}");
}

#[test]
fn attention_lists_worst_first() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    assert_eq!(attention(&bench.service), []);
    bench.insert(user("bert", false, false));
    let fail = || {
        assert!(bench.service.sign_in("anna", &Secret::from("wrong")).unwrap().is_err());
        bench.wait(1_000);
    };
    fail();
    let expected = [(Severity::Notice, "1 failed sign-in".to_owned()), (Severity::Notice, "1 pending".to_owned())];
    assert_eq!(attention(&bench.service), expected);
    fail();
    fail();
    let expected = [(Severity::Problem, "3 failed sign-ins".to_owned()), (Severity::Notice, "1 pending".to_owned())];
    assert_eq!(attention(&bench.service), expected);
    bench.wait(25 * 3600);
    assert_eq!(attention(&bench.service), [(Severity::Notice, "1 pending".to_owned())]);
}
