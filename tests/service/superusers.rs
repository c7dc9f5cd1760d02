//! At least one active superuser remains on every path, and nobody disables their own account.

use std::slice::from_ref;

use kozmoai::error::Kind;
use kozmoai::model::User;
use kozmoai::secret::Secret;
use kozmoai::service::user_files::Format;
use kozmoai::service::{FlagChange, UserEdit};

use super::env::{PASSWORD, TestEnv, operator};

const LAST: &str = "At least one active superuser must remain.";

fn without_rights(user: &User, is_active: bool, is_superuser: bool) -> UserEdit {
    UserEdit { username: user.username.clone(), is_active, is_superuser }
}

/// Asserts that every way to lose these last active superusers is refused.
fn every_way_is_refused(bench: &TestEnv, last: &[User]) {
    let (service, by) = (&bench.service, operator());
    bench.refuses(Kind::Conflict, LAST, || service.admin(&by).and_then(|admin| admin.delete_users(last)));
    bench.refuses(Kind::Conflict, LAST, || service.admin(&by).and_then(|admin| admin.change_flag(last, FlagChange::Demote)));
    bench.refuses(Kind::Conflict, LAST, || service.admin(&by).and_then(|admin| admin.change_flag(last, FlagChange::Deactivate)));
    if let [only] = last {
        bench.refuses(Kind::Conflict, LAST, || {
            service.admin(&by).and_then(|admin| admin.edit_user(only, &without_rights(only, true, false)))
        });
        bench.refuses(Kind::Conflict, LAST, || {
            service.admin(&by).and_then(|admin| admin.edit_user(only, &without_rights(only, false, true)))
        });
        let renamed = UserEdit { username: "renamed".to_owned(), is_active: false, is_superuser: false };
        bench.refuses(Kind::Conflict, LAST, || service.admin(&by).and_then(|admin| admin.edit_user(only, &renamed)));
    }
}

#[test]
fn last_active_superuser_stays_on_every_path() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    bench.add("bert", true, false);
    bench.add("idle", false, true);
    every_way_is_refused(&bench, from_ref(&anna));
    let carla = bench.add("carla", true, true);
    every_way_is_refused(&bench, &[anna.clone(), carla.clone()]);
    bench.service.admin(&operator()).unwrap().delete_users(&[carla]).unwrap();
    every_way_is_refused(&bench, &[anna]);
}

#[test]
fn import_demotes_no_superuser() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let file = "username,is_active,is_superuser\nanna,false,false\n";
    let report = bench.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap();
    assert_eq!(report.rows[0].result.as_ref().unwrap_err().to_string(), "line 2: This username is unavailable.");
    assert_eq!((report.done, bench.user("anna")), (false, anna));
}

#[test]
fn first_superuser_is_created_once() {
    let bench = TestEnv::new();
    let bert = bench.add("bert", true, false);
    bench.service.admin(&operator()).unwrap().change_flag(&[bert], FlagChange::Deactivate).unwrap();
    let password = Secret::from(PASSWORD);
    bench.refuses(Kind::Conflict, "This username is unavailable.", || bench.service.create_first_superuser("bert", &password));
    let (first, events) = bench.recorded(|| bench.service.create_first_superuser("anna", &password).unwrap());
    assert!(first.is_active_superuser());
    assert_eq!(events, ["user.created anna: active, superuser"]);
    bench.refuses(Kind::Conflict, "A superuser already exists.", || bench.service.create_first_superuser("carla", &password));
}

#[test]
fn superuser_command_suggests_steps_for_taken_names() {
    let bench = TestEnv::new();
    let password = Secret::from(PASSWORD);
    let make = |name| bench.service.admin(&operator()).unwrap().create_superuser(name, &password);
    assert!(make("anna").unwrap().is_active_superuser());
    bench.add("bert", true, false);
    for (name, hint) in [("anna", "`kozmoai users passwd anna`"), ("bert", "`kozmoai users promote bert`")] {
        bench.refuses(Kind::Conflict, "This username is unavailable.", || make(name));
        assert!(make(name).unwrap_err().next_step().unwrap().contains(hint));
    }
    let bench = bench.reopened(&[("ENABLE_SUPERUSER_CLI", "false")]);
    bench.refuses(Kind::NotAllowed, "switched off by KOZMOAI_ENABLE_SUPERUSER_CLI", || {
        bench.service.admin(&operator()).unwrap().create_superuser("carla", &password)
    });
}

#[test]
fn own_account_cannot_be_disabled() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let bert = bench.add("bert", true, true);
    let (service, by) = (&bench.service, bench.as_user("anna"));
    let both = [bert.clone(), anna.clone()];
    bench.refuses(Kind::Conflict, "can't delete your own account", || {
        service.admin(&by).and_then(|admin| admin.delete_users(&both))
    });
    bench.refuses(Kind::Conflict, "can't demote your own account", || {
        service.admin(&by).and_then(|admin| admin.change_flag(&both, FlagChange::Demote))
    });
    bench.refuses(Kind::Conflict, "can't deactivate your own account", || {
        service.admin(&by).and_then(|admin| admin.change_flag(&both, FlagChange::Deactivate))
    });
    bench.refuses(Kind::Conflict, "can't demote your own account", || {
        service.admin(&by).and_then(|admin| admin.edit_user(&anna, &without_rights(&anna, true, false)))
    });
    bench.refuses(Kind::Conflict, "can't deactivate your own account", || {
        service.admin(&by).and_then(|admin| admin.edit_user(&anna, &without_rights(&anna, false, true)))
    });
    let renamed = service.admin(&by).and_then(|admin| admin.rename_user(&anna, "anne")).unwrap();
    assert_eq!(renamed.id, anna.id, "one's own name may be changed");
    service.admin(&by).and_then(|admin| admin.delete_users(&[bert])).unwrap();
    service.admin(&by).and_then(|admin| admin.set_password(&renamed, &Secret::from("another password"))).unwrap();
}
