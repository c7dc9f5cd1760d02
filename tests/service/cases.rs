//! The start in common cases, by name.

use std::os::unix::fs::PermissionsExt;

use kozmoai::error::Kind;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{Folder, FolderId, User, UserSecrets, Variable, VariableId, VariableType};
use kozmoai::secret::Secret;
use kozmoai::service::SignInRefusal;
use kozmoai::store::Change;
use uuid::Uuid;

use super::env::{KEY, PASSWORD, TestEnv, user};
use super::start::{RIGHT, bcrypt_of, entry};

/// Adds users given by name and flags: active, superuser, password, owns something.
fn inhabit(bench: &TestEnv, people: &str) {
    for (name, marks) in people.split_whitespace().map(|person| person.split_once(':').unwrap()) {
        let password = if marks.contains('p') { PasswordHash::new(bcrypt_of(RIGHT)) } else { PasswordHash::none() };
        let user = bench.insert(User { password, ..user(name, marks.contains('a'), marks.contains('s')) });
        if marks.contains('o') {
            bench.give_api_keys(&user, 1);
        }
    }
}

fn inhabitants(bench: &TestEnv) -> String {
    let mark = |is: bool, mark: &str| if is { mark.to_owned() } else { String::new() };
    let person = |user: &User| {
        let owns = bench.store.usage(user.id).unwrap().api_keys > 0;
        let has_password = user.password.as_str().is_some();
        [mark(user.is_active, "a"), mark(user.is_superuser, "s"), mark(has_password, "p"), mark(owns, "o")].concat()
    };
    let people: Vec<String> = bench.export_users().values().map(|user| format!("{}:{}", user.username, person(user))).collect();
    people.join(" ")
}

/// The title, the settings, the users, the first screen or the error, the users afterwards.
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
        "a regular user has that name and password",
        ADMIN,
        "admin:ap kozmoai:as",
        "User with superuser credentials exists but is not a superuser.",
        "admin:ap kozmoai:as",
    ),
    ("a regular user without a password", ADMIN, "admin:a", "Incorrect superuser credentials", "admin:a"),
    ("auto login, and its name is taken", &[("AUTO_LOGIN", "true")], "kozmoai:ap", "is not an active superuser", "kozmoai:ap"),
    ("a name with a blank", &[("SUPERUSER", "admin "), ("SUPERUSER_PASSWORD", RIGHT)], "", "begin or end with a blank", ""),
    ("a common password", &[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", "password1")], "", "among the first", ""),
    (
        "the name for a password",
        &[("SUPERUSER", "anna anna"), ("SUPERUSER_PASSWORD", "Anna Anna")],
        "",
        "can't be the username",
        "",
    ),
];
const ADMIN: &[(&str, &str)] = &[("SUPERUSER", "admin"), ("SUPERUSER_PASSWORD", RIGHT)];
const KOZMOAI: &[(&str, &str)] = &[("SUPERUSER", "kozmoai"), ("SUPERUSER_PASSWORD", RIGHT)];

#[test]
fn common_starts_work_twice() {
    for (title, settings, people, begins, then) in CASES {
        let bench = TestEnv::with(settings);
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
fn superuser_of_settings_can_sign_in() {
    for (people, settings) in [("", ADMIN), ("kozmoai:as", KOZMOAI)] {
        let bench = TestEnv::with(settings);
        inhabit(&bench, people);
        bench.service.start().unwrap();
        let name = settings[0].1;
        assert!(bench.service.sign_in(name, &Secret::from(RIGHT)).unwrap().unwrap().is_active_superuser(), "{name}");
    }
}

#[test]
fn default_superuser_cannot_sign_in() {
    let bench = TestEnv::new();
    bench.under("config", &[("SECRET_KEY", KEY)]).start().unwrap();
    for password in ["kozmoai", "", "admin", PASSWORD] {
        assert_eq!(bench.service.sign_in("kozmoai", &Secret::from(password)).unwrap(), Err(SignInRefusal::Incorrect));
        bench.wait(1_000);
    }
}

#[test]
fn missing_key_is_generated_once() {
    let bench = TestEnv::new();
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
    // An empty file is not replaced: another process may be about to write the key.
    std::fs::write(&path, "").unwrap();
    assert_eq!(start().unwrap_err().kind(), Kind::Conflict);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
}

#[test]
fn default_superuser_with_data_is_deactivated() {
    let variable = Variable {
        id: VariableId(Uuid::new_v4()),
        name: "TOKEN".to_owned(),
        value: "ciphertext".to_owned(),
        kind: VariableType::Credential,
        default_fields: Vec::new(),
        created_at: None,
        updated_at: None,
    };
    let owned: [fn(&TestEnv, &User, Variable); 4] = [
        |bench, user, _| {
            let folder = Folder { name: "Mine".to_owned(), ..Folder::default_of(user.id, FolderId(Uuid::new_v4())) };
            bench.put(vec![Change::InsertFolder(folder)]);
        },
        |bench, user, variable| put_vault(bench, user, UserSecrets { variables: vec![variable], ..UserSecrets::default() }),
        |bench, user, _| {
            put_vault(bench, user, UserSecrets { store_api_key: Some("ciphertext".to_owned()), ..UserSecrets::default() });
        },
        |bench, user, _| bench.give_api_keys(user, 1),
    ];
    for (number, give) in owned.into_iter().enumerate() {
        let bench = TestEnv::new();
        let before = bench.insert(user("kozmoai", true, true));
        give(&bench, &before, variable.clone());
        let (start, events) = bench.recorded(|| bench.service.start().unwrap());
        assert!(start.notices[0].contains("deactivated, since it owns something"), "{number}: {start:?}");
        assert_eq!(events, ["user.default_superuser_retired kozmoai: deactivated, since it owns something"]);
        let after = bench.user("kozmoai");
        assert_eq!((after.id, after.is_active, after.is_superuser), (before.id, false, false));
    }
}

fn put_vault(bench: &TestEnv, user: &User, after: UserSecrets) {
    bench.put(vec![Change::UpdateSecrets { user: user.id, before: UserSecrets::default(), after }]);
}
