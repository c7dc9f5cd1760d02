//! Changes of users who are selected by a filter.

use std::collections::BTreeSet;

use kozmoai::error::Kind;
use kozmoai::model::{StatusFilter, UserFilter, UserStatus};
use kozmoai::service::{FlagChange, UserSelection};

use super::env::{TestEnv, operator};

/// A superuser, and users of every status.
fn inhabited() -> TestEnv {
    let bench = TestEnv::new();
    bench.add("root", true, true);
    for name in ["anna", "bert", "cora"] {
        bench.add(name, false, false);
    }
    bench.add("dora", true, false);
    bench
}

fn pending() -> UserSelection {
    UserSelection { filter: Some(UserFilter::of_status(StatusFilter::Pending)), ..UserSelection::default() }
}

#[test]
fn selection_is_a_filter_without_some_and_others() {
    let bench = inhabited();
    let admin = bench.service.admin(&operator()).unwrap();
    let names = |selection: &UserSelection| -> Vec<String> {
        admin.selected_users(selection).unwrap().users.into_iter().map(|user| user.username).collect()
    };
    assert_eq!(names(&UserSelection::default()), [""; 0]);
    assert_eq!(names(&pending()), ["anna", "bert", "cora"]);
    let ids = |names: &[&str]| -> BTreeSet<_> { names.iter().map(|name| bench.user(name).id).collect() };
    // Who passes the filter is not named twice.
    let some = UserSelection { except: ids(&["bert"]), also: ids(&["dora", "anna", "bert"]), ..pending() };
    assert_eq!(names(&some), ["anna", "cora", "dora"]);
    let read = admin.selected_users(&some).unwrap();
    assert_eq!(read.users[2].status, UserStatus::Active);
    let (changed, events) = bench.recorded(|| admin.change_flag_of(&some, Some(read.seal), FlagChange::Activate).unwrap());
    assert_eq!(
        changed.users.iter().map(|one| one.id).collect::<BTreeSet<_>>(),
        ids(&["anna", "cora"]),
        "dora was active already"
    );
    assert_eq!(events, ["user.activated anna", "user.activated cora"]);
    assert!(!bench.user("bert").is_active);
    // Undone and done again.
    let (undone, events) = bench.recorded(|| admin.undo_flags(&changed.users).unwrap());
    assert_eq!(events, ["user.approval_withdrawn anna", "user.approval_withdrawn cora"]);
    assert!(undone.withdraws_approval && bench.user("anna").status() == UserStatus::Pending);
    bench.wait(1);
    admin.undo_flags(&undone.users).unwrap();
    assert!(bench.user("anna").is_active);
    bench.refuses(Kind::Conflict, "Someone else has changed", || admin.undo_flags(&undone.users));
}

#[test]
fn keys_are_revoked_and_counted() {
    let bench = inhabited();
    bench.give_api_keys(&bench.user("dora"), 3);
    let admin = bench.service.admin(&operator()).unwrap();
    let all =
        UserSelection { filter: Some(UserFilter::default()), except: [bench.user("root").id].into(), also: BTreeSet::new() };
    let changed = admin.change_flag_of(&all, None, FlagChange::Deactivate).unwrap();
    assert_eq!((changed.users.len(), changed.revoked_api_keys, changed.withdraws_approval), (1, 3, false));
}

#[test]
fn other_users_than_in_the_question_are_refused() {
    type Meddle = fn(&TestEnv);
    let meddling: [Meddle; 4] = [
        |bench| drop(bench.add("eric", false, false)),
        |bench| drop(bench.service.admin(&operator()).unwrap().delete_users(&[bench.user("bert")]).unwrap()),
        |bench| drop(bench.service.admin(&operator()).unwrap().rename_user(&bench.user("bert"), "bertha").unwrap()),
        |bench| {
            let admin = bench.service.admin(&operator()).unwrap();
            drop(admin.change_flag(&[bench.user("bert")], FlagChange::Promote).unwrap());
        },
    ];
    for meddle in meddling {
        let bench = inhabited();
        let admin = bench.service.admin(&operator()).unwrap();
        let seal = admin.selected_users(&pending()).unwrap().seal;
        meddle(&bench);
        let words = "Someone else has changed which users are selected";
        bench.refuses(Kind::Conflict, words, || admin.change_flag_of(&pending(), Some(seal), FlagChange::Activate));
        bench.refuses(Kind::Conflict, words, || admin.delete_selected(&pending(), Some(seal)));
        // Asked again, it works.
        let seal = admin.selected_users(&pending()).unwrap().seal;
        assert!(admin.delete_selected(&pending(), Some(seal)).unwrap() >= 2);
    }
}

#[test]
fn own_account_and_last_superuser_are_kept() {
    let bench = inhabited();
    let all = UserSelection { filter: Some(UserFilter::default()), ..UserSelection::default() };
    let root = bench.as_user("root");
    let admin = bench.service.admin(&root).unwrap();
    bench.refuses(Kind::Conflict, "own account", || admin.delete_selected(&all, None));
    bench.refuses(Kind::Conflict, "own account", || admin.change_flag_of(&all, None, FlagChange::Deactivate));
    let operator = bench.service.admin(&operator()).unwrap();
    bench.refuses(Kind::Conflict, "At least one active superuser", || operator.delete_selected(&all, None));
}
