//! Users: created, edited, deleted, listed; refusals change nothing.

use std::collections::BTreeSet;
use std::slice::from_ref;

use kozmoai::error::Kind;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{Actor, AuditFilter, Cursor, StatusFilter, User, UserFilter, UserId, UserOrder, UserSort};
use kozmoai::secret::Secret;
use kozmoai::service::user_files::Format;
use kozmoai::service::{FlagChange, NewUser, UserEdit};
use kozmoai::store::Change;
use uuid::Uuid;

use super::env::{PASSWORD, TestEnv, operator, user};

fn new(username: &str, active: Option<bool>) -> NewUser {
    NewUser { username: username.to_owned(), password: Secret::from(PASSWORD), active, superuser: false }
}

fn edit(user: &User) -> UserEdit {
    UserEdit { username: user.username.clone(), is_active: user.is_active, is_superuser: user.is_superuser }
}

#[test]
fn new_user_has_requested_flags_and_a_folder() {
    let bench = TestEnv::new();
    let (made, events) = bench.recorded(|| bench.service.admin(&operator()).unwrap().create_user(&new("anna", None)).unwrap());
    assert_eq!(events, ["user.created anna: inactive"]);
    assert_eq!(made, bench.user("anna"));
    let now = bench.service.now();
    assert_eq!((made.is_active, made.is_superuser, made.last_login_at), (false, false, None));
    assert_eq!((made.create_at, made.updated_at), (now, now));
    assert_eq!(bench.store.folders(made.id).unwrap()[0].name, "My Projects");
    assert!(made.password.as_str().unwrap().starts_with("$argon2id$"));
    let both = NewUser { superuser: true, ..new("bert", Some(true)) };
    assert!(bench.service.admin(&operator()).unwrap().create_user(&both).unwrap().is_active_superuser());
    let bench = bench.reopened(&[("NEW_USER_IS_ACTIVE", "true")]);
    assert!(bench.service.admin(&operator()).unwrap().create_user(&new("carla", None)).unwrap().is_active);
    assert!(!bench.service.admin(&operator()).unwrap().create_user(&new("david", Some(false))).unwrap().is_active);
}

#[test]
fn creating_a_user_resets_failed_sign_ins() {
    let bench = TestEnv::new();
    bench.service.sign_in("anna", &Secret::from("wrong")).unwrap().unwrap_err();
    bench.service.admin(&operator()).unwrap().create_user(&new("anna", Some(true))).unwrap();
    bench.service.sign_in("anna", &Secret::from(PASSWORD)).unwrap().unwrap();
}

#[test]
fn usernames_are_unique_and_clean() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    bench.refuses(Kind::Conflict, "This username is unavailable.", || {
        bench.service.admin(&operator()).unwrap().create_user(&new("anna", None))
    });
    let bert = bench.add("bert", true, false);
    bench.refuses(Kind::Conflict, "This username is unavailable.", || {
        bench.service.admin(&operator()).unwrap().rename_user(&bert, "anna")
    });
    for (name, words) in [
        ("", "is required"),
        (" x", "blank"),
        ("x\t", "blank"),
        ("a\u{1b}[2J", "control"),
        ("a\u{202e}b", "direction"),
        ("a\u{200b}b", "invisible"),
        (&"x".repeat(256), "at most 255"),
    ] {
        bench.refuses(Kind::Usage, words, || bench.service.admin(&operator()).unwrap().create_user(&new(name, None)));
        bench.refuses(Kind::Usage, words, || bench.service.admin(&operator()).unwrap().rename_user(&anna, name));
        bench.refuses(Kind::Usage, words, || {
            bench.service.admin(&operator()).unwrap().create_superuser(name, &Secret::from(PASSWORD))
        });
    }
    bench.service.admin(&operator()).unwrap().rename_user(&bert, "Anna").unwrap();
    assert_eq!(bench.export_users().len(), 2);
}

#[test]
fn flag_changes_are_atomic_and_recorded() {
    let bench = TestEnv::new();
    let (anna, bert) = (bench.add("anna", true, true), bench.add("bert", false, false));
    let carla = bench.add("carla", false, false);
    bench.wait(60);
    let both = [bert.clone(), carla.clone(), bert.clone()];
    let (switched, events) =
        bench.recorded(|| bench.service.admin(&operator()).unwrap().change_flag(&both, FlagChange::Activate).unwrap());
    assert_eq!(events, ["user.activated bert", "user.activated carla"], "duplicates count once");
    assert_eq!(switched.len(), 2);
    let bert = bench.user("bert");
    assert_eq!(bert, switched[0].user);
    assert_eq!((bert.is_active, bert.updated_at, bert.last_login_at), (true, bench.service.now(), None));
    let carla = bench.user("carla");
    for (switch, user, words) in [
        (FlagChange::Activate, &bert, "\"bert\" is already active"),
        (FlagChange::Demote, &bert, "\"bert\" is not a superuser"),
        (FlagChange::Promote, &anna, "\"anna\" is already a superuser"),
    ] {
        bench.refuses(Kind::Conflict, words, || bench.service.admin(&operator()).unwrap().change_flag(from_ref(user), switch));
    }
    bench.service.admin(&operator()).unwrap().change_flag(from_ref(&carla), FlagChange::Deactivate).unwrap();
    let carla = bench.user("carla");
    bench.refuses(Kind::Conflict, "\"carla\" is already inactive", || {
        bench.service.admin(&operator()).unwrap().change_flag(&[bert.clone(), carla.clone()], FlagChange::Deactivate)
    });
    for switch in [FlagChange::Promote, FlagChange::Demote, FlagChange::Deactivate, FlagChange::Activate] {
        let before = bench.user("bert");
        let changed = bench.service.admin(&operator()).unwrap().change_flag(from_ref(&before), switch).unwrap();
        assert_eq!(changed[0].before, before);
        let undone = bench.service.admin(&operator()).unwrap().undo_changes(&changed).unwrap().remove(0).user;
        assert_eq!((undone.is_active, undone.is_superuser), (before.is_active, before.is_superuser), "{switch:?}");
        bench.service.admin(&operator()).unwrap().change_flag(&[undone], switch).unwrap();
    }
    assert_eq!(bench.service.admin(&operator()).unwrap().change_flag(&[], FlagChange::Promote).unwrap(), []);
}

#[test]
fn deactivation_revokes_api_keys_for_good() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let active_keys = |user: &User| bench.store.secrets(user.id).unwrap().api_keys.iter().filter(|key| key.is_active).count();
    let bert = bench.add("bert", true, false);
    bench.give_api_keys(&bert, 2);
    let (switched, events) = bench
        .recorded(|| bench.service.admin(&operator()).unwrap().change_flag(from_ref(&bert), FlagChange::Deactivate).unwrap());
    assert_eq!((switched[0].revoked_api_keys, active_keys(&bert)), (2, 0));
    assert_eq!(events, ["user.deactivated bert: revoked 2 API keys"]);
    bench.service.admin(&operator()).unwrap().change_flag(&[bench.user("bert")], FlagChange::Activate).unwrap();
    assert_eq!((active_keys(&bert), bench.store.secrets(bert.id).unwrap().api_keys.len()), (0, 2));
    let carla = bench.add("carla", true, false);
    bench.give_api_keys(&carla, 1);
    let changed = UserEdit { is_active: false, ..edit(&carla) };
    let (_, events) = bench.recorded(|| bench.service.admin(&operator()).unwrap().edit_user(&carla, &changed).unwrap());
    assert_eq!((active_keys(&carla), events), (0, vec!["user.deactivated carla: revoked 1 API key".to_owned()]));
}

#[test]
fn edit_is_atomic_and_records_each_change() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let bert = bench.add("bert", false, false);
    bench.service.sign_in("bert", &Secret::from("wrong")).unwrap().unwrap_err();
    let changed = UserEdit { username: "bertram".to_owned(), is_active: true, is_superuser: true };
    let (done, events) = bench.recorded(|| bench.service.admin(&operator()).unwrap().edit_user(&bert, &changed).unwrap());
    let after = done.user;
    assert_eq!(events, ["user.renamed bert: now bertram", "user.activated bert", "user.promoted bert"]);
    assert_eq!((after.id, &after), (bert.id, &bench.user("bertram")));
    assert_eq!(bench.store.sign_in_failures("bert").unwrap(), None, "the failures of the old name are reset");
    bench.refuses(Kind::Conflict, "Nothing would change for \"bertram\".", || {
        bench.service.admin(&operator()).unwrap().edit_user(&after, &edit(&after))
    });
    let named = AuditFilter { user: Some("bertram".to_owned()), ..AuditFilter::default() };
    let found = bench.service.admin(&operator()).unwrap().audit(&named, &Cursor::FIRST, 10).unwrap().rows;
    assert_eq!(found.len(), 4, "including the wrong password under the earlier name");
}

#[test]
fn deletion_is_atomic_and_reports_the_data() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let (bert, carla) = (bench.add("bert", true, false), bench.add("carla", true, false));
    bench.give_api_keys(&bert, 3);
    let stale = User { is_active: false, ..carla.clone() };
    bench.refuses(Kind::Conflict, "changed or deleted \"carla\" meanwhile", || {
        bench.service.admin(&operator()).unwrap().delete_users(&[bert.clone(), stale.clone()])
    });
    let (gone, events) = bench.recorded(|| {
        bench.service.admin(&operator()).unwrap().delete_users(&[bert.clone(), carla.clone(), bert.clone()]).unwrap()
    });
    assert_eq!(gone.len(), 2);
    assert_eq!(gone[0].owned.to_string(), "1 folder, 0 variables, 3 API keys");
    assert_eq!(events[0], "user.deleted bert: 1 folder, 0 variables, 3 API keys");
    assert_eq!(bench.export_users().into_keys().collect::<Vec<_>>(), ["anna"]);
    assert!(bench.store.secrets(bert.id).unwrap().is_empty() && bench.store.folders(bert.id).unwrap().is_empty());
}

#[test]
fn concurrent_changes_are_not_overwritten() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let seen = bench.add("bert", true, false);
    bench.service.admin(&operator()).unwrap().change_flag(from_ref(&seen), FlagChange::Promote).unwrap();
    let words = "Someone else has changed or deleted \"bert\" meanwhile";
    let (service, by) = (&bench.service, operator());
    bench.refuses(Kind::Conflict, words, || {
        service.admin(&by).and_then(|admin| admin.change_flag(from_ref(&seen), FlagChange::Deactivate))
    });
    bench.refuses(Kind::Conflict, words, || service.admin(&by).and_then(|admin| admin.rename_user(&seen, "other")));
    bench.refuses(Kind::Conflict, words, || {
        service.admin(&by).and_then(|admin| admin.set_password(&seen, &Secret::from("another password")))
    });
    bench.refuses(Kind::Conflict, words, || service.admin(&by).and_then(|admin| admin.delete_users(from_ref(&seen))));
    let now = bench.user("bert");
    service.admin(&by).and_then(|admin| admin.delete_users(from_ref(&now))).unwrap();
    bench.refuses(Kind::Conflict, words, || service.admin(&by).and_then(|admin| admin.delete_users(from_ref(&now))));
    bench.refuses(Kind::Conflict, words, || {
        service.admin(&by).and_then(|admin| admin.change_flag(from_ref(&now), FlagChange::Demote))
    });
    bench.refuses(Kind::NotFound, "There is no user \"bert\".", || service.admin(&by).and_then(|admin| admin.user_named("bert")));
    bench.refuses(Kind::NotFound, "There is no user with the id", || {
        service.admin(&by).and_then(|admin| admin.user_details(now.id))
    });
}

#[test]
fn stale_vault_is_not_written() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let bert = bench.add("bert", true, false);
    bench.give_api_keys(&bert, 1);
    let before = bench.store.secrets(bert.id).unwrap();
    let after = kozmoai::model::UserSecrets { api_keys: Vec::new(), ..before.clone() };
    bench.service.admin(&operator()).unwrap().change_flag(from_ref(&bert), FlagChange::Deactivate).unwrap();
    let stale = kozmoai::store::Batch {
        changes: vec![Change::UpdateSecrets { user: bert.id, before, after }],
        audit: Vec::new(),
        keep_a_superuser: true,
    };
    assert_eq!(bench.store.commit(&stale).unwrap(), kozmoai::store::CommitOutcome::Changed(bert.id));
}

#[test]
fn only_active_superusers_administer() {
    let bench = TestEnv::new();
    bench.add("anna", true, true);
    let bert = bench.add("bert", true, false);
    let gone = bench.add("gone", true, true);
    bench.add("idle", false, true);
    let was = bench.as_user("gone");
    bench.service.admin(&operator()).unwrap().delete_users(&[gone]).unwrap();
    let stranger = Actor::User { id: UserId(Uuid::new_v4()), username: "anna".to_owned() };
    for actor in [bench.as_user("bert"), bench.as_user("idle"), was, stranger] {
        let service = &bench.service;
        let (kind, words) = (Kind::NotAllowed, "is not an active superuser");
        let secret = Secret::from("another password");
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.create_user(&new("x", None))));
        bench.refuses(kind, words, || {
            service.admin(&actor).and_then(|admin| admin.change_flag(from_ref(&bert), FlagChange::Promote))
        });
        bench.refuses(kind, words, || {
            service.admin(&actor).and_then(|admin| admin.edit_user(&bert, &UserEdit { is_superuser: true, ..edit(&bert) }))
        });
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.rename_user(&bert, "x")));
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.set_password(&bert, &secret)));
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.delete_users(from_ref(&bert))));
        bench.refuses(kind, words, || {
            service.admin(&actor).and_then(|admin| admin.users(&UserFilter::default(), UserOrder::default(), &Cursor::Last, 9))
        });
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.user_named("bert")));
        bench.refuses(kind, words, || {
            service.admin(&actor).and_then(|admin| admin.audit(&AuditFilter::default(), &Cursor::FIRST, 9))
        });
        bench.refuses(kind, words, || service.admin(&actor).and_then(|admin| admin.verify_audit(&mut |_, _| true)));
        bench.refuses(kind, words, || {
            service.admin(&actor).and_then(|admin| admin.import_users(Format::Csv, &mut "username\nx\n".as_bytes(), false))
        });
        bench.refuses(kind, words, || {
            service
                .admin(&actor)
                .and_then(|admin| admin.export_users(&UserFilter::default(), Format::Csv, false, &mut Vec::new()))
        });
    }
    let own = bench.as_user("bert");
    assert_eq!(bench.service.account(&own).and_then(|account| account.user()).unwrap(), bert, "the own account can be read");
    bench.refuses(Kind::NotAllowed, "\"bert\" is not an active superuser", || {
        bench.service.admin(&own).and_then(|admin| admin.user(bench.user("anna").id))
    });
}

#[test]
fn read_only_refuses_changes_and_allows_reads() {
    let bench = TestEnv::new();
    let anna = bench.add("anna", true, true);
    let bert = bench.add("bert", true, false);
    let service = bench.under("config", &[]).read_only();
    let (kind, words, by) = (Kind::NotAllowed, "opened read-only", operator());
    bench.refuses(kind, words, || service.admin(&by).and_then(|admin| admin.create_user(&new("x", None))));
    bench.refuses(kind, words, || service.admin(&by).and_then(|admin| admin.change_flag(from_ref(&bert), FlagChange::Promote)));
    bench.refuses(kind, words, || service.admin(&by).and_then(|admin| admin.rename_user(&bert, "x")));
    bench.refuses(kind, words, || {
        service.admin(&by).and_then(|admin| admin.set_password(&bert, &Secret::from("another password")))
    });
    bench.refuses(kind, words, || service.admin(&by).and_then(|admin| admin.delete_users(from_ref(&bert))));
    bench.refuses(kind, words, || {
        service.admin(&by).and_then(|admin| admin.import_users(Format::Csv, &mut "username\nx\n".as_bytes(), false))
    });
    bench.refuses(kind, words, || service.admin(&by).and_then(|admin| admin.create_superuser("x", &Secret::from(PASSWORD))));
    let page = service
        .admin(&by)
        .and_then(|admin| admin.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 9))
        .unwrap();
    assert_eq!((page.rows, page.total), (vec![anna, bert], Some(2)));
    let written = service
        .admin(&by)
        .and_then(|admin| admin.export_users(&UserFilter::default(), Format::Csv, false, &mut Vec::new()))
        .unwrap();
    assert_eq!(written, 2);
}

#[test]
fn lists_are_searched_filtered_sorted_and_counted() {
    let bench = TestEnv::new();
    for (name, active, superuser) in
        [("anna", true, true), ("Bert", false, false), ("carla", true, false), ("Johanna", false, true)]
    {
        bench.insert(User { password: PasswordHash::none(), ..user(name, active, superuser) });
    }
    let names = |filter: &UserFilter, order: UserOrder| {
        let page = bench.service.admin(&operator()).unwrap().users(filter, order, &Cursor::FIRST, 9).unwrap();
        assert_eq!(page.total, Some(page.rows.len() as u64));
        page.rows.into_iter().map(|user| user.username).collect::<Vec<_>>()
    };
    let search = |text: &str| UserFilter { search: Some(text.to_owned()), ..UserFilter::default() };
    assert_eq!(names(&UserFilter::default(), UserOrder::default()), ["anna", "Bert", "carla", "Johanna"]);
    assert_eq!(names(&search("ANN"), UserOrder::default()), ["anna", "Johanna"]);
    assert_eq!(names(&search("nobody"), UserOrder::default()), Vec::<String>::new());
    let waiting = UserFilter { status: Some(StatusFilter::Inactive), ..search("ann") };
    assert_eq!(names(&waiting, UserOrder::default()), ["Johanna"]);
    let superusers = UserFilter { superuser: Some(true), ..UserFilter::default() };
    assert_eq!(names(&superusers, UserOrder { sort: UserSort::Active, descending: true }), ["anna", "Johanna"]);
    let missing = bench.service.admin(&operator()).unwrap().user_named("ana").unwrap_err();
    assert_eq!(missing.next_step().as_deref(), Some("Did you mean \"anna\"?"));
    let ids: BTreeSet<UserId> = bench.export_users().into_values().map(|user| user.id).collect();
    assert_eq!(ids.len(), 4);
}
