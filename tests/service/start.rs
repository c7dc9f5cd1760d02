//! The start: every combination of settings and database states, compared with a small model of the documentation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kozmoai::error::Kind;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{User, UserSecrets};
use kozmoai::service::{FirstScreen, Service, Startup};
use kozmoai::store::Change;

use super::env::{KEY, TestEnv, kind_and_message, user};

pub(super) const RIGHT: &str = "securepassword";
const WRONG: &str = "another password";
const WEAK: &str = "short";

/// KOZMOAI_SUPERUSER and its password, if they are set.
const NAMED: [Option<Option<&str>>; 5] = [None, Some(None), Some(Some(RIGHT)), Some(Some(WRONG)), Some(Some(WEAK))];

/// The settings of a start.
#[derive(Clone, Copy, Debug)]
struct Given {
    auto_login: bool,
    superuser: Option<Option<&'static str>>,
    has_key: bool,
    read_only: bool,
}

/// The default superuser before the start.
#[derive(Clone, Copy, Debug, PartialEq)]
enum AutoMade {
    Missing,
    AsMade,
    OwnsSomething,
    HasPassword,
    SignedIn,
    Inactive,
}

impl AutoMade {
    const ALL: [Self; 6] = [Self::Missing, Self::AsMade, Self::OwnsSomething, Self::HasPassword, Self::SignedIn, Self::Inactive];
}

/// The user of KOZMOAI_SUPERUSER before the start.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Named {
    Missing,
    Superuser,
    InactiveSuperuser,
    NormalWithThatPassword,
    NormalWithAnother,
}

impl Named {
    const ALL: [Self; 5] =
        [Self::Missing, Self::Superuser, Self::InactiveSuperuser, Self::NormalWithThatPassword, Self::NormalWithAnother];
}

/// The database before the start.
#[derive(Clone, Copy, Debug)]
struct Before {
    default: AutoMade,
    named: Named,
    /// Whether there is another active superuser.
    other: bool,
}

/// The expected result of a start.
#[derive(Debug, PartialEq)]
struct After {
    result: Result<(&'static str, Vec<&'static str>), (Kind, &'static str)>,
    /// All users: active, superuser, has a password.
    users: BTreeMap<&'static str, (bool, bool, bool)>,
    key_is_generated: bool,
    events: Vec<&'static str>,
}

/// The model of the documentation.
fn expected(given: Given, before: Before) -> After {
    let mut users = BTreeMap::new();
    match before.default {
        AutoMade::Missing => {}
        AutoMade::HasPassword => drop(users.insert("kozmoai", (true, true, true))),
        AutoMade::Inactive => drop(users.insert("kozmoai", (false, true, false))),
        _ => drop(users.insert("kozmoai", (true, true, false))),
    }
    match before.named {
        Named::Missing => {}
        Named::Superuser => drop(users.insert("admin", (true, true, true))),
        Named::InactiveSuperuser => drop(users.insert("admin", (false, true, true))),
        Named::NormalWithThatPassword | Named::NormalWithAnother => drop(users.insert("admin", (true, false, true))),
    }
    if before.other {
        users.insert("olga", (true, true, true));
    }
    let key_is_generated = !given.has_key && !given.read_only;
    let (mut notices, mut events) = (Vec::new(), Vec::new());
    if key_is_generated {
        notices.push("No secret key was set, so one was generated");
        events.push("secret_key.generated");
    } else if !given.has_key {
        notices.push("No secret key is set");
    }
    let refused = (Kind::NotAllowed, "Nothing can be changed: this console was opened read-only.");
    let mut decide = || {
        if given.auto_login {
            return match before.default {
                AutoMade::Inactive => {
                    Err((Kind::Conflict, "KOZMOAI_AUTO_LOGIN is on, but the user \"kozmoai\" is not an active superuser."))
                }
                AutoMade::Missing if given.read_only => {
                    if !users.values().any(|(active, superuser, _)| *active && *superuser) {
                        return Err(refused);
                    }
                    notices.push("Auto login is on, but its user \"kozmoai\" does not exist");
                    Ok("sign in")
                }
                AutoMade::Missing => {
                    users.insert("kozmoai", (true, true, false));
                    events.push("user.created");
                    Ok("auto login")
                }
                _ => Ok("auto login"),
            };
        }
        match (given.superuser, before.named) {
            (None, _) | (Some(_), Named::Superuser) => {}
            (Some(None), Named::Missing) => {
                return Err((Kind::Usage, "KOZMOAI_SUPERUSER names \"admin\", who has no password yet."));
            }
            (Some(Some(WEAK)), Named::Missing) => return Err((Kind::Usage, "A password needs at least 8 characters.")),
            (Some(Some(_)), Named::Missing) if given.read_only => return Err(refused),
            (Some(Some(_)), Named::Missing) => {
                users.insert("admin", (true, true, true));
                events.push("user.created");
                notices.push("Created the superuser \"admin\" of the settings.");
            }
            (Some(_), Named::InactiveSuperuser) => {
                notices.push("The superuser \"admin\" of the settings exists but is inactive.");
            }
            (Some(Some(RIGHT)), Named::NormalWithThatPassword) => {
                return Err((Kind::Conflict, "User with superuser credentials exists but is not a superuser."));
            }
            (Some(_), Named::NormalWithThatPassword | Named::NormalWithAnother) => {
                return Err((Kind::SignIn, "Incorrect superuser credentials"));
            }
        }
        if !given.read_only && matches!(before.default, AutoMade::AsMade | AutoMade::OwnsSomething) {
            users.remove("kozmoai");
            events.push("user.default_superuser_retired");
            notices.push("The default superuser \"kozmoai\" was");
            if before.default == AutoMade::OwnsSomething {
                users.insert("kozmoai", (false, false, false));
            }
        }
        let someone = users.values().any(|(active, superuser, _)| *active && *superuser);
        Ok(if someone { "sign in" } else { "first run" })
    };
    let result = decide();
    After { result: result.map(|entry| (entry, notices)), users, key_is_generated, events }
}

/// Brings the database into this state.
fn set_up(bench: &TestEnv, before: Before) {
    static HASHES: LazyLock<[PasswordHash; 2]> = LazyLock::new(|| {
        // Quick to verify, and still right.
        [RIGHT, "a third password"].map(|password| PasswordHash::new(bcrypt_of(password)))
    });
    bench.put(bench.export_users().into_values().map(Change::DeleteUser).collect());
    let with = |hash: usize, user: User| User { password: HASHES[hash].clone(), ..user };
    let default = user("kozmoai", true, true);
    match before.default {
        AutoMade::Missing => {}
        AutoMade::AsMade => drop(bench.insert(default)),
        AutoMade::OwnsSomething => {
            let default = bench.insert(default);
            let after = UserSecrets { store_api_key: Some("ciphertext".to_owned()), ..UserSecrets::default() };
            bench.put(vec![Change::UpdateSecrets { user: default.id, before: UserSecrets::default(), after }]);
        }
        AutoMade::HasPassword => drop(bench.insert(with(1, default))),
        AutoMade::SignedIn => drop(bench.insert(User { last_login_at: Some(default.create_at), ..default })),
        AutoMade::Inactive => drop(bench.insert(User { is_active: false, ..default })),
    }
    match before.named {
        Named::Missing => {}
        Named::Superuser => drop(bench.insert(with(1, user("admin", true, true)))),
        Named::InactiveSuperuser => drop(bench.insert(with(1, user("admin", false, true)))),
        Named::NormalWithThatPassword => drop(bench.insert(with(0, user("admin", true, false)))),
        Named::NormalWithAnother => drop(bench.insert(with(1, user("admin", true, false)))),
    }
    if before.other {
        bench.insert(with(1, user("olga", true, true)));
    }
}

/// A bcrypt hash of the lowest cost.
pub(super) fn bcrypt_of(password: &str) -> String {
    bcrypt::hash(password, 4).unwrap()
}

fn under(bench: &TestEnv, config_dir: &str, given: Given) -> Service {
    let mut settings = vec![("AUTO_LOGIN", if given.auto_login { "true" } else { "false" })];
    settings.extend(given.superuser.map(|_| ("SUPERUSER", "admin")));
    settings.extend(given.superuser.flatten().map(|password| ("SUPERUSER_PASSWORD", password)));
    settings.extend(given.has_key.then_some(("SECRET_KEY", KEY)));
    let service = bench.under(config_dir, &settings);
    if given.read_only { service.read_only() } else { service }
}

pub(super) fn entry(start: &Startup) -> &'static str {
    match &start.entry {
        FirstScreen::AutoLogin(user) => {
            assert_eq!(user.username, "kozmoai");
            "auto login"
        }
        FirstScreen::FirstRun => "first run",
        FirstScreen::SignIn => "sign in",
    }
}

/// Starts twice and compares with the model.
fn check(bench: &TestEnv, number: usize, given: Given, before: Before) {
    set_up(bench, before);
    let config_dir = format!("config-{number}");
    let untouched = bench.export_users();
    let expected = expected(given, before);
    let (started, events) = bench.recorded(|| under(bench, &config_dir, given).start());
    let case = format!("{given:?} {before:?}: {started:?}");
    match (&started, &expected.result) {
        (Ok(start), Ok((way, notices))) => {
            assert_eq!(entry(start), *way, "{case}");
            let is_expected = start.notices.iter().zip(notices).all(|(notice, wanted)| notice.starts_with(wanted));
            assert!(start.notices.len() == notices.len() && is_expected, "{case} instead of {notices:?}");
        }
        (Err(error), Err((kind, message))) => assert_eq!(kind_and_message(error), (*kind, (*message).to_owned()), "{case}"),
        _ => panic!("{case} instead of {:?}", expected.result),
    }
    let kinds: Vec<&str> = events.iter().map(|event| event.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(kinds, expected.events, "{case}");
    let users = bench.export_users();
    let flags = users.values().map(|u| (u.username.as_str(), (u.is_active, u.is_superuser, u.password.as_str().is_some())));
    assert_eq!(flags.collect::<BTreeMap<_, _>>(), expected.users, "{case}");
    for (name, user) in untouched.iter().filter(|(name, _)| *name != "kozmoai") {
        assert_eq!(users.get(name), Some(user), "{case}: {name} must not change");
    }
    assert!(users.values().all(|user| bench.store.folders(user.id).unwrap().len() == 1), "{case}");
    assert_eq!(bench.key_file(&config_dir).exists(), expected.key_is_generated, "{case}");
    if let Ok(first) = started {
        let (second, events) = bench.recorded(|| under(bench, &config_dir, given).start().unwrap());
        assert_eq!((bench.export_users(), events), (users, Vec::new()), "a second start: {case}");
        assert_eq!(entry(&first), entry(&second), "{case}");
        let lasts = |notice: &String| {
            notice.ends_with("is inactive.")
                || ["No secret key is set", "Auto login is on"].iter().any(|start| notice.starts_with(start))
        };
        assert!(second.notices.iter().all(lasts), "{case}: {second:?}");
    }
}

#[test]
fn every_start_matches_the_documentation() {
    let mut cases = Vec::new();
    for (n, superuser) in NAMED.into_iter().enumerate() {
        for (d, default) in AutoMade::ALL.into_iter().enumerate() {
            for (u, named) in Named::ALL.into_iter().enumerate() {
                for flags in 0..8 {
                    let [auto_login, read_only, other] = [1, 2, 4].map(|flag| flags & flag > 0);
                    // Half of the cases have a key, spread over all other combinations.
                    let given = Given { auto_login, superuser, has_key: (n + d + u) % 2 == 0, read_only };
                    cases.push((given, Before { default, named, other }));
                }
            }
        }
    }
    std::thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(4)) {
            scope.spawn(move || {
                let bench = TestEnv::new();
                part.iter().enumerate().for_each(|(number, (given, before))| check(&bench, number, *given, *before));
            });
        }
    });
}
