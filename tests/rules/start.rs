//! The start: every combination of settings and store against a small account of what must come of it, and the cases
//! that people meet by name.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::sync::LazyLock;

use kozmoai::error::Kind;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{User, Variable, VariableId, VariableType, Vault};
use kozmoai::secret::Secret;
use kozmoai::service::{Entry, Refusal, Service, Start};
use kozmoai::store::{Change, Store};
use uuid::Uuid;

use super::bench::{Bench, KEY, PASSWORD, told, user};

const RIGHT: &str = "securepassword";
const WRONG: &str = "another password";
const WEAK: &str = "short";

/// What KOZMOAI_SUPERUSER and its password say, if anything.
const NAMED: [Option<Option<&str>>; 5] = [None, Some(None), Some(Some(RIGHT)), Some(Some(WRONG)), Some(Some(WEAK))];

/// The settings of a start.
#[derive(Clone, Copy, Debug)]
struct Given {
    auto_login: bool,
    superuser: Option<Option<&'static str>>,
    has_key: bool,
    read_only: bool,
}

/// The default superuser in the store.
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

/// The user whom KOZMOAI_SUPERUSER names in the store.
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

/// A store before the start.
#[derive(Clone, Copy, Debug)]
struct Before {
    default: AutoMade,
    named: Named,
    /// Whether there is an active superuser beside these.
    other: bool,
}

/// What must come of a start.
#[derive(Debug, PartialEq)]
struct After {
    result: Result<(&'static str, Vec<&'static str>), (Kind, &'static str)>,
    /// Everyone, with what tells them apart: active, superuser, has a password.
    users: BTreeMap<&'static str, (bool, bool, bool)>,
    key_was_made: bool,
    events: Vec<&'static str>,
}

/// The account of it, in the words of the documentation.
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
    let key_was_made = !given.has_key && !given.read_only;
    let (mut notices, mut events) = (Vec::new(), Vec::new());
    if key_was_made {
        notices.push("No secret key was set, so one was generated");
        events.push("secret_key.generated");
    }
    let refused = (Kind::NotAllowed, "Nothing can be changed: this console was opened read-only.");
    let mut decide = || {
        if given.auto_login {
            return match before.default {
                AutoMade::Inactive => {
                    Err((Kind::Conflict, "KOZMOAI_AUTO_LOGIN is on, but the user kozmoai is no active superuser."))
                }
                AutoMade::Missing if given.read_only => Err(refused),
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
                return Err((Kind::Usage, "KOZMOAI_SUPERUSER names admin, who has no password yet."));
            }
            (Some(Some(WEAK)), Named::Missing) => return Err((Kind::Usage, "A password needs at least 8 characters.")),
            (Some(Some(_)), Named::Missing) if given.read_only => return Err(refused),
            (Some(Some(_)), Named::Missing) => {
                users.insert("admin", (true, true, true));
                events.push("user.created");
                notices.push("The superuser admin of the settings was made.");
            }
            (Some(_), Named::InactiveSuperuser) => notices.push("The superuser admin of the settings exists but is inactive."),
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
            notices.push("The default superuser kozmoai was");
            if before.default == AutoMade::OwnsSomething {
                users.insert("kozmoai", (false, false, false));
            }
        }
        let someone = users.values().any(|(active, superuser, _)| *active && *superuser);
        Ok(if someone { "sign in" } else { "first run" })
    };
    let result = decide();
    After { result: result.map(|entry| (entry, notices)), users, key_was_made, events }
}

/// Puts the store into this state, whatever it held.
fn set_up(bench: &Bench, before: Before) {
    static HASHES: LazyLock<[PasswordHash; 2]> = LazyLock::new(|| {
        // Quick to verify, and still right.
        [RIGHT, "a third password"].map(|password| PasswordHash::new(bcrypt_of(password)))
    });
    bench.put(bench.everyone().into_values().map(Change::DeleteUser).collect());
    let with = |hash: usize, user: User| User { password: HASHES[hash].clone(), ..user };
    let default = user("kozmoai", true, true);
    match before.default {
        AutoMade::Missing => {}
        AutoMade::AsMade => drop(bench.insert(default)),
        AutoMade::OwnsSomething => {
            let default = bench.insert(default);
            let variable = Variable {
                id: VariableId(Uuid::new_v4()),
                name: "TOKEN".to_owned(),
                value: "ciphertext".to_owned(),
                kind: VariableType::Credential,
                default_fields: Vec::new(),
                created_at: None,
                updated_at: None,
            };
            let after = Vault { variables: vec![variable], ..Vault::default() };
            bench.put(vec![Change::UpdateVault { user: default.id, before: Vault::default(), after }]);
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

/// bcrypt at its least cost.
fn bcrypt_of(password: &str) -> String {
    bcrypt::hash(password, 4).unwrap()
}

fn under(bench: &Bench, config_dir: &str, given: Given) -> Service {
    let mut settings = vec![("AUTO_LOGIN", if given.auto_login { "true" } else { "false" })];
    settings.extend(given.superuser.map(|_| ("SUPERUSER", "admin")));
    settings.extend(given.superuser.flatten().map(|password| ("SUPERUSER_PASSWORD", password)));
    settings.extend(given.has_key.then_some(("SECRET_KEY", KEY)));
    let service = bench.under(config_dir, &settings);
    if given.read_only { service.read_only() } else { service }
}

fn entry(start: &Start) -> &'static str {
    match &start.entry {
        Entry::AutoLogin(user) => {
            assert_eq!(user.username, "kozmoai");
            "auto login"
        }
        Entry::FirstRun => "first run",
        Entry::SignIn => "sign in",
    }
}

/// Starts once, and once more, and compares with the account.
fn check(bench: &Bench, number: usize, given: Given, before: Before) {
    set_up(bench, before);
    let config_dir = format!("config-{number}");
    let untouched = bench.everyone();
    let expected = expected(given, before);
    let (started, events) = bench.recorded(|| under(bench, &config_dir, given).start());
    let case = format!("{given:?} {before:?}: {started:?}");
    match (&started, &expected.result) {
        (Ok(start), Ok((way, notices))) => {
            assert_eq!(entry(start), *way, "{case}");
            let as_told = start.notices.iter().zip(notices).all(|(told, wanted)| told.starts_with(wanted));
            assert!(start.notices.len() == notices.len() && as_told, "{case} instead of {notices:?}");
        }
        (Err(error), Err((kind, message))) => assert_eq!(told(error), (*kind, (*message).to_owned()), "{case}"),
        _ => panic!("{case} instead of {:?}", expected.result),
    }
    let kinds: Vec<&str> = events.iter().map(|event| event.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(kinds, expected.events, "{case}");
    let users = bench.everyone();
    let flags = users.values().map(|u| (u.username.as_str(), (u.is_active, u.is_superuser, u.password.as_str().is_some())));
    assert_eq!(flags.collect::<BTreeMap<_, _>>(), expected.users, "{case}");
    for (name, user) in untouched.iter().filter(|(name, _)| *name != "kozmoai") {
        assert_eq!(users.get(name), Some(user), "{case}: {name} is no business of the start");
    }
    assert!(users.values().all(|user| bench.store.folders(user.id).unwrap().len() == 1), "{case}");
    assert_eq!(bench.key_file(&config_dir).exists(), expected.key_was_made, "{case}");
    if let Ok(first) = started {
        let (second, events) = bench.recorded(|| under(bench, &config_dir, given).start().unwrap());
        assert_eq!((bench.everyone(), events), (users, Vec::new()), "a second start: {case}");
        assert_eq!(entry(&first), entry(&second), "{case}");
        assert!(second.notices.iter().all(|notice| notice.ends_with("is inactive.")), "{case}: {second:?}");
    }
}

#[test]
fn every_start_does_what_the_documentation_says() {
    let mut cases = Vec::new();
    for (n, superuser) in NAMED.into_iter().enumerate() {
        for (d, default) in AutoMade::ALL.into_iter().enumerate() {
            for (u, named) in Named::ALL.into_iter().enumerate() {
                for flags in 0..8 {
                    let [auto_login, read_only, other] = [1, 2, 4].map(|flag| flags & flag > 0);
                    // A key in half of the cases, spread over everything else: it is looked for before anything else.
                    let given = Given { auto_login, superuser, has_key: (n + d + u) % 2 == 0, read_only };
                    cases.push((given, Before { default, named, other }));
                }
            }
        }
    }
    std::thread::scope(|scope| {
        for part in cases.chunks(cases.len().div_ceil(4)) {
            scope.spawn(move || {
                let bench = Bench::new();
                part.iter().enumerate().for_each(|(number, (given, before))| check(&bench, number, *given, *before));
            });
        }
    });
}

/// Users by name with letters for what they are: active, superuser, password, owns something.
fn inhabit(bench: &Bench, people: &str) {
    for (name, marks) in people.split_whitespace().map(|person| person.split_once(':').unwrap()) {
        let password = if marks.contains('p') { PasswordHash::new(bcrypt_of(RIGHT)) } else { PasswordHash::none() };
        let user = bench.insert(User { password, ..user(name, marks.contains('a'), marks.contains('s')) });
        if marks.contains('o') {
            bench.give_api_keys(&user, 1);
        }
    }
}

fn inhabitants(bench: &Bench) -> String {
    let mark = |is: bool, mark: &str| if is { mark.to_owned() } else { String::new() };
    let person = |user: &User| {
        let owns = bench.store.owned(user.id).unwrap().api_keys > 0;
        let has_password = user.password.as_str().is_some();
        [mark(user.is_active, "a"), mark(user.is_superuser, "s"), mark(has_password, "p"), mark(owns, "o")].concat()
    };
    let people: Vec<String> = bench.everyone().values().map(|user| format!("{}:{}", user.username, person(user))).collect();
    people.join(" ")
}

/// What it is about; settings; who is there; how it begins or what is said; who is there then.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    ("nothing is set, nobody is there", &[("AUTO_LOGIN", "true")], "", "auto login", "kozmoai:as"),
    ("auto login is off, nobody is there", &[], "", "first run", ""),
    ("the settings name the first superuser", ADMIN, "", "sign in", "admin:asp"),
    ("the same after a time of auto login", ADMIN, "kozmoai:as", "sign in", "admin:asp"),
    ("auto login ends, and nobody follows", &[], "kozmoai:as", "first run", ""),
    ("auto login ends, and it owns something", &[], "kozmoai:aso", "first run", "kozmoai:o"),
    ("someone set its password", &[], "kozmoai:asp", "sign in", "kozmoai:asp"),
    ("auto login begins with others there", &[("AUTO_LOGIN", "true")], "anna:asp", "auto login", "anna:asp kozmoai:as"),
    ("the settings give it a password", KOZMOAI, "kozmoai:aso", "sign in", "kozmoai:aspo"),
    ("they name it, without a password", &[("SUPERUSER", "kozmoai")], "kozmoai:as", "has no password yet", "kozmoai:as"),
    ("a superuser of that name keeps the password", KOZMOAI, "kozmoai:asp", "sign in", "kozmoai:asp"),
    ("the only superuser is inactive", ADMIN, "admin:sp", "first run", "admin:sp"),
    ("names differ by case", ADMIN, "Admin:ap", "sign in", "Admin:ap admin:asp"),
    (
        "an ordinary user has that name and password",
        ADMIN,
        "admin:ap kozmoai:as",
        "User with superuser credentials exists but is not a superuser.",
        "admin:ap kozmoai:as",
    ),
    ("an ordinary user without a password", ADMIN, "admin:a", "Incorrect superuser credentials", "admin:a"),
    ("auto login, and its name is taken", &[("AUTO_LOGIN", "true")], "kozmoai:ap", "is no active superuser", "kozmoai:ap"),
    ("a name with a blank", &[("SUPERUSER", "admin "), ("SUPERUSER_PASSWORD", RIGHT)], "", "begin or end with a blank", ""),
    ("a common password", &[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", "password1")], "", "among the first", ""),
    ("the name for a password", &[("SUPERUSER", "anna anna"), ("SUPERUSER_PASSWORD", "Anna Anna")], "", "the user's name", ""),
];
const ADMIN: &[(&str, &str)] = &[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", RIGHT)];
const KOZMOAI: &[(&str, &str)] = &[("SUPERUSER", "kozmoai"), ("SUPERUSER_PASSWORD", RIGHT)];

#[test]
fn the_cases_that_people_meet() {
    for (title, settings, people, begins, then) in CASES {
        let bench = Bench::with(settings);
        inhabit(&bench, people);
        match bench.service.start() {
            Ok(start) => assert_eq!(entry(&start), *begins, "{title}"),
            Err(error) => assert!(error.message().contains(begins), "{title}: {error}"),
        }
        assert_eq!(inhabitants(&bench), *then, "{title}");
        let bench = bench.reopened(settings);
        match bench.service.start() {
            Ok(start) => assert_eq!(entry(&start), *begins, "the second start: {title}"),
            Err(error) => assert!(error.message().contains(begins), "the second start: {title}: {error}"),
        }
        assert_eq!(inhabitants(&bench), *then, "the second start: {title}");
    }
}

#[test]
fn a_superuser_of_the_settings_signs_in_with_their_password() {
    for (people, settings) in [("", ADMIN), ("kozmoai:as", KOZMOAI)] {
        let bench = Bench::with(settings);
        inhabit(&bench, people);
        bench.service.start().unwrap();
        let name = settings[0].1;
        assert!(bench.service.sign_in(name, &Secret::from(RIGHT)).unwrap().unwrap().is_active_superuser(), "{name}");
    }
}

#[test]
fn nobody_signs_in_as_the_default_superuser() {
    let bench = Bench::new();
    bench.under("config", &[("SECRET_KEY", KEY)]).start().unwrap();
    for password in ["kozmoai", "", "admin", PASSWORD] {
        assert_eq!(bench.service.sign_in("kozmoai", &Secret::from(password)).unwrap(), Err(Refusal::Incorrect));
        bench.wait(1_000);
    }
}

#[test]
fn a_missing_key_is_made_once_kept_privately_and_never_written_over() {
    let bench = Bench::new();
    let start = || bench.under("config", &[("AUTO_LOGIN", "false")]).start();
    let (first, events) = bench.recorded(start);
    let path = bench.key_file("config");
    let key = std::fs::read_to_string(&path).unwrap();
    assert_eq!((key.len(), std::fs::metadata(&path).unwrap().permissions().mode() & 0o777), (43, 0o600));
    assert!(first.unwrap().notices[0].contains(path.to_str().unwrap()));
    assert!(events.len() == 1 && events[0].starts_with("secret_key.generated") && !events[0].contains(&key), "{events:?}");
    let (second, events) = bench.recorded(start);
    assert_eq!((second.unwrap().notices, events), (Vec::<String>::new(), Vec::new()));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    // An empty file is no key, and whoever made it may be about to fill it.
    std::fs::write(&path, "").unwrap();
    assert_eq!(start().unwrap_err().kind(), Kind::Conflict);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
}
