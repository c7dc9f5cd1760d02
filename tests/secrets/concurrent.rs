//! Concurrent changes of one user's secrets: all succeed, and nothing is lost.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use kozmoai::model::{AuditFilter, Cursor};
use kozmoai::secret::Secret;
use kozmoai::service::{FlagChange, NewUser, Service};

use super::secrets::{self, operator};
use super::{new_value, server};

/// The number of concurrent workers, each with its own variables.
const WORKERS: usize = 8;
/// The number of variables that each worker sets.
const EACH: usize = 5;

/// Runs `test` with several services of one database, on each backend; the embedded one allows only one service.
fn on_every_engine(test: impl Fn(&[Arc<Service>])) {
    let folder = || {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        kozmoai::fs::private::create_folder(&folder.path().join("config")).unwrap();
        folder
    };
    let opened = |folder: &Path| Arc::new(secrets::service(folder));
    let embedded = folder();
    test(&vec![opened(embedded.path()); WORKERS]);
    let sqlite = folder();
    secrets::keep_in_sqlite(sqlite.path());
    test(&(0..WORKERS).map(|_| opened(sqlite.path())).collect::<Vec<_>>());
    let Some(server) = server::server() else { return };
    let postgres = folder();
    secrets::keep_in(postgres.path(), &server.address(&server.fresh()));
    test(&(0..WORKERS).map(|_| opened(postgres.path())).collect::<Vec<_>>());
}

/// Runs all workers concurrently.
fn at_once(services: &[Arc<Service>], part: impl Fn(usize, &Service) + Sync) {
    let gate = std::sync::Barrier::new(services.len());
    std::thread::scope(|scope| {
        for (worker, service) in services.iter().enumerate() {
            let (gate, part) = (&gate, &part);
            scope.spawn(move || {
                gate.wait();
                part(worker, service);
            });
        }
    });
}

fn anna(service: &Service) -> kozmoai::model::User {
    let password = Secret::from("a long enough password");
    let new = |username: &str| NewUser {
        username: username.to_owned(),
        password: password.clone(),
        active: Some(true),
        superuser: true,
    };
    service.admin(&operator()).unwrap().create_user(&new("root")).unwrap();
    service.admin(&operator()).unwrap().create_user(&new("anna")).unwrap()
}

fn events(service: &Service) -> usize {
    service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, 10_000).unwrap().rows.len()
}

#[test]
fn concurrent_changes_of_one_user_all_succeed() {
    on_every_engine(|services| {
        let (anna, before) = (anna(&services[0]), events(&services[0]));
        at_once(services, |worker, service| {
            for n in 0..EACH {
                service
                    .owner(&operator(), &anna)
                    .unwrap()
                    .set_variable(&new_value(&format!("V{worker}_{n}"), "x", None))
                    .unwrap();
            }
            let key = service.owner(&operator(), &anna).unwrap().create_api_key(&format!("key {worker}"), None).unwrap().0;
            service.owner(&operator(), &anna).unwrap().set_store_key(&Secret::from("x")).unwrap();
            service.owner(&operator(), &anna).unwrap().delete_variable(&format!("V{worker}_0")).unwrap();
            service.owner_of_api_key(&operator(), key.key.id).and_then(|owner| owner.revoke_api_key(key.key.id)).unwrap();
            let rows = serde_json::json!([{"name": format!("I{worker}"), "value": "x"}]).to_string();
            assert!(service.owner(&operator(), &anna).unwrap().import_variables(&mut rows.as_bytes(), false).unwrap().done);
        });
        let mut names = Vec::new();
        services[0]
            .reader(&operator(), Some(&anna))
            .unwrap()
            .each_variable(&mut |row| {
                names.push(row.name);
                Ok(())
            })
            .unwrap();
        assert_eq!(names.len(), WORKERS * EACH, "{names:?}");
        assert_eq!(events(&services[0]), before + WORKERS * (EACH + 5), "each change is one event");
    });
}

#[test]
fn concurrent_sign_ins_of_one_user_all_succeed() {
    on_every_engine(|services| {
        let (anna, before) = (anna(&services[0]), events(&services[0]));
        at_once(services, |_, service| {
            let signed_in = service.sign_in("anna", &Secret::from("a long enough password")).unwrap();
            assert_eq!(signed_in.unwrap().id, anna.id);
        });
        assert_eq!(events(&services[0]), before + WORKERS, "each sign-in is one event");
        assert!(services[0].admin(&operator()).unwrap().user(anna.id).unwrap().last_login_at.is_some());
    });
}

/// Concurrent processes, each of which sets a variable; KOZMOAI_TEST_PROCESSES sets their number.
#[test]
fn concurrent_processes_set_variables_of_one_user() {
    let processes = std::env::var("KOZMOAI_TEST_PROCESSES").map_or(24, |text| text.parse().unwrap());
    let folder = |address: Option<String>| {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        kozmoai::fs::private::create_folder(&folder.path().join("config")).unwrap();
        match address {
            Some(address) => secrets::keep_in(folder.path(), &address),
            None => drop(secrets::keep_in_sqlite(folder.path())),
        }
        folder
    };
    let postgres = server::server().map(|server| folder(Some(server.address(&server.fresh()))));
    for home in std::iter::once(folder(None)).chain(postgres) {
        let anna = anna(&secrets::service(home.path()));
        std::fs::write(home.path().join("value"), "x").unwrap();
        let started: Vec<_> = (0..processes)
            .map(|number| {
                let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
                command.args(["variables", "set", "anna", &format!("V{number}"), "--value-file", "value"]).env_clear();
                command.env("HOME", home.path()).env("KOZMOAI_CONFIG_DIR", home.path().join("config"));
                command.env("KOZMOAI_DATABASE_URL", secrets::store_url(home.path()).unwrap()).current_dir(home.path());
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in started {
            let done = child.wait_with_output().unwrap();
            assert!(done.status.success(), "{:?}: {}", done.status.code(), String::from_utf8_lossy(&done.stderr));
        }
        let service = secrets::service(home.path());
        let mut set = 0;
        let mut count = |_| {
            set += 1;
            Ok(())
        };
        service.reader(&operator(), Some(&anna)).unwrap().each_variable(&mut count).unwrap();
        assert_eq!(set, processes);
    }
}

#[test]
fn last_concurrent_change_of_a_variable_wins() {
    on_every_engine(|services| {
        let (anna, before) = (anna(&services[0]), events(&services[0]));
        at_once(services, |worker, service| {
            service
                .owner(&operator(), &anna)
                .unwrap()
                .set_variable(&new_value("SAME", &format!("value {worker}"), None))
                .unwrap();
        });
        assert_eq!(events(&services[0]), before + WORKERS);
        let value = services[0].owner(&operator(), &anna).unwrap().reveal_variable("SAME").unwrap().value;
        assert!(secrets::exposed(&value).starts_with("value "));
    });
}

#[test]
fn deactivation_succeeds_during_other_changes() {
    on_every_engine(|services| {
        let anna = anna(&services[0]);
        at_once(services, |worker, service| {
            if worker == 0 {
                service.admin(&operator()).unwrap().change_flag(std::slice::from_ref(&anna), FlagChange::Deactivate).unwrap();
            } else {
                service.owner(&operator(), &anna).unwrap().set_variable(&new_value(&format!("V{worker}"), "x", None)).unwrap();
            }
        });
        assert!(!services[0].admin(&operator()).unwrap().user(anna.id).unwrap().is_active);
    });
}
