//! Passwords: one policy on every path, and a new one differs from the old one.

use kozmoai::error::{ImportError, Kind, Result};
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{User, UserFilter};
use kozmoai::secret::Secret;
use kozmoai::service::passwords::advise;
use kozmoai::service::row_files::RowError;
use kozmoai::service::session::actor_of;
use kozmoai::service::user_files::Format;
use kozmoai::service::{NewUser, SignInRefusal};

use super::env::{PASSWORD, TestEnv, operator, user};

/// Passwords that are refused for the user `anna.berg`, and the reasons.
const REFUSED: &[(&str, &str)] = &[
    ("", "A password is required: at least 8 characters."),
    ("seven77", "at least 8 characters"),
    ("äöüäöüä", "at least 8 characters"),
    ("nul\0nul nul", "control characters"),
    ("Anna.Berg", "can't be the username"),
    ("Password1", "among the first that anyone tries"),
];
const NAME: &str = "anna.berg";

/// A way to set a password.
type Path = fn(&TestEnv, &Secret) -> Result<()>;

/// Every such way, with the users that must exist.
const PATHS: &[(&str, &[&str], Path)] = &[
    ("a new user", &["root"], |bench, password| {
        let new = NewUser { username: NAME.to_owned(), password: password.clone(), active: None, superuser: false };
        bench.service.admin(&bench.as_user("root")).and_then(|admin| admin.create_user(&new)).map(drop)
    }),
    ("set", &["root", NAME], |bench, password| {
        bench.service.admin(&bench.as_user("root")).and_then(|admin| admin.set_password(&bench.user(NAME), password)).map(drop)
    }),
    ("one's own", &["root", NAME], |bench, password| {
        bench
            .service
            .account(&bench.as_user(NAME))
            .and_then(|account| account.change_password(&Secret::from(PASSWORD), password))
            .map(drop)
    }),
    ("the first superuser", &[], |bench, password| bench.service.create_first_superuser(NAME, password).map(drop)),
    ("the superuser command", &["root"], |bench, password| {
        bench.service.admin(&operator()).unwrap().create_superuser(NAME, password).map(drop)
    }),
    ("a check in a form", &["root"], |bench, password| bench.service.check_password(NAME, password)),
];

fn inhabited(names: &[&str], settings: &[(&str, &str)]) -> TestEnv {
    let bench = TestEnv::with(settings);
    names.iter().for_each(|name| drop(bench.add(name, true, *name == "root")));
    bench
}

fn import(bench: &TestEnv, password: &str) -> Result<bool, RowError> {
    let file = serde_json::json!([{ "username": NAME, "password": password }]).to_string();
    let mut report = bench.service.admin(&operator()).unwrap().import_users(Format::Json, &mut file.as_bytes(), false).unwrap();
    report.rows.remove(0).result
}

#[test]
fn policy_applies_to_every_path() {
    let long = "x".repeat(1_025);
    for (path, names, give) in PATHS {
        let bench = inhabited(names, &[]);
        for (password, words) in REFUSED.iter().copied().chain([(long.as_str(), "at most 1024 bytes")]) {
            let case = format!("{path}: {password:?}");
            bench.refuses(Kind::Usage, words, || give(&bench, &Secret::from(password)));
            assert_eq!(bench.export_users().len(), names.len(), "{case}");
        }
    }
    let bench = inhabited(&["root"], &[]);
    for (password, words) in REFUSED.iter().copied().chain([(long.as_str(), "at most 1024 bytes")]) {
        let refused = import(&bench, password).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}

#[test]
fn minimum_length_counts_characters_and_can_be_raised() {
    for (path, names, give) in PATHS {
        give(&inhabited(names, &[]), &Secret::from("äöüß 世界!")).unwrap_or_else(|error| panic!("{path}: {error}"));
        let strict = inhabited(names, &[("PASSWORD_MIN_LENGTH", "12")]);
        strict.refuses(Kind::Usage, "at least 12 characters", || give(&strict, &Secret::from("elevenchars")));
    }
    import(&inhabited(&["root"], &[]), "äöüß 世界!").unwrap();
}

#[test]
fn new_password_differs_and_replaces_the_old_one() {
    let bench = inhabited(&["root", "bert"], &[]);
    let bert = bench.user("bert");
    let (same, other) = (Secret::from(PASSWORD), Secret::from("another password"));
    bench.refuses(Kind::Conflict, "must differ", || bench.service.admin(&operator()).unwrap().set_password(&bert, &same));
    bench.refuses(Kind::Conflict, "must differ", || {
        bench.service.account(&actor_of(&bert)).and_then(|account| account.change_password(&same, &same))
    });
    bench.service.sign_in("bert", &Secret::from("wrong")).unwrap().unwrap_err();
    let (_, events) = bench.recorded(|| bench.service.admin(&operator()).unwrap().set_password(&bert, &other).unwrap());
    assert_eq!(events, ["user.password_set bert"]);
    // A new password ends the delay of the old one.
    assert_eq!(bench.service.sign_in("bert", &same).unwrap(), Err(SignInRefusal::Incorrect));
    bench.wait(1);
    bench.service.sign_in("bert", &other).unwrap().unwrap();
}

#[test]
fn own_password_needs_the_current_one() {
    let bench = inhabited(&["root", "bert"], &[]);
    let own = bench.as_user("bert");
    let other = Secret::from("another password");
    let change =
        |current: &str| bench.service.account(&own).and_then(|account| account.change_password(&Secret::from(current), &other));
    let (refused, events) = bench.recorded(|| change("wrong").unwrap_err());
    assert_eq!((refused.kind(), refused.message()), (Kind::SignIn, "The current password is wrong.".to_owned()));
    assert_eq!(events, ["session.sign_in_refused bert: wrong password"]);
    bench.refuses(Kind::SignIn, "Too many attempts. Try again in 1 second.", || change(PASSWORD));
    bench.wait(1);
    change(PASSWORD).unwrap();
    bench.service.sign_in("bert", &other).unwrap().unwrap();
    bench.refuses(Kind::NotAllowed, "Nobody is signed in.", || {
        bench.service.account(&operator()).and_then(|account| account.change_password(&other, &other))
    });
}

#[test]
fn password_is_in_no_message_or_event() {
    let bench = inhabited(&["root", NAME], &[]);
    let secret = "seven77";
    let refused = bench.service.admin(&operator()).unwrap().set_password(&bench.user(NAME), &Secret::from(secret)).unwrap_err();
    assert!(!format!("{refused:?}").contains(secret));
    bench.service.admin(&operator()).unwrap().set_password(&bench.user(NAME), &Secret::from("a very unlikely one")).unwrap();
    bench.service.sign_in(NAME, &Secret::from("a mistyped one")).unwrap().unwrap_err();
    let events = format!("{:?}", bench.store.audit_from(&kozmoai::model::AuditFilter::default(), 1, 1_000).unwrap());
    assert!(!events.contains("unlikely") && !events.contains("mistyped") && !events.contains("argon2"), "{events}");
    assert!(!format!("{:?}", bench.user(NAME)).contains("argon2"));
}

#[test]
fn import_accepts_password_or_hash_not_both() {
    let bench = inhabited(&["root"], &[]);
    let hash = bcrypt::hash(PASSWORD, 4).unwrap();
    let import = |row: serde_json::Value| {
        let file = serde_json::json!([row]).to_string();
        bench
            .service
            .admin(&operator())
            .unwrap()
            .import_users(Format::Json, &mut file.as_bytes(), false)
            .unwrap()
            .rows
            .remove(0)
            .result
    };
    import(serde_json::json!({ "username": "bert", "password_hash": hash, "is_active": true })).unwrap();
    bench.service.sign_in("bert", &Secret::from(PASSWORD)).unwrap().unwrap();
    import(serde_json::json!({ "username": "carla", "is_active": true })).unwrap();
    assert_eq!(bench.service.sign_in("carla", &Secret::from("")).unwrap(), Err(SignInRefusal::Incorrect));
    let both = serde_json::json!({ "username": "david", "password": PASSWORD, "password_hash": hash });
    let refused = import(both).unwrap_err();
    assert_eq!(refused.problem(), &ImportError::PasswordAndHash.into());
    let refused = import(serde_json::json!({ "username": "david", "password_hash": "plain" })).unwrap_err();
    assert_eq!(refused.problem(), &ImportError::UnknownHash.into());
    let bcrypt = format!("$2b$31${}", "a".repeat(53));
    let argon2 = |cost| format!("$argon2id$v=19${cost},p=1$c2FsdHNhbHQ$1KJjVB7ZDOxfJ9XzvSPLaDFQGxQVYcvsLgiZvfJjRDM");
    import(serde_json::json!({ "username": "dora", "password_hash": argon2("m=65536,t=3") })).unwrap();
    for costly in [argon2("m=19456,t=999999"), argon2("m=4194304,t=1"), bcrypt] {
        let refused = import(serde_json::json!({ "username": "david", "password_hash": costly })).unwrap_err();
        let expected = ImportError::CostlyHash { reason: kozmoai::crypto::password::too_costly() };
        assert_eq!(refused.problem(), &expected.into());
    }
    let all = |format| {
        let mut out = Vec::new();
        bench.service.admin(&operator()).unwrap().export_users(&UserFilter::default(), format, true, &mut out).map(|_| out)
    };
    assert_eq!(all(Format::Csv).unwrap_err().kind(), Kind::Usage);
    assert!(String::from_utf8(all(Format::Json).unwrap()).unwrap().contains("$argon2id$"));
}

#[test]
fn user_without_password_can_be_given_one() {
    let bench = inhabited(&["root"], &[]);
    let bert = bench.insert(User { password: PasswordHash::none(), ..user("bert", true, false) });
    bench.service.admin(&operator()).unwrap().set_password(&bert, &Secret::from(PASSWORD)).unwrap();
    bench.service.sign_in("bert", &Secret::from(PASSWORD)).unwrap().unwrap();
}

#[test]
fn advice_rises_with_strength() {
    let score = |password: &str| advise("anna", &Secret::from(password)).score;
    assert!(score("annaanna") < score("four unrelated words") && score("four unrelated words") >= 3);
    assert_eq!(advise("anna", &Secret::from("password1")).word, "very weak");
}
