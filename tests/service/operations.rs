//! Random operations by random actors: an active superuser always remains, the audit log records exactly what was done, and
//! its chain is intact.

use kozmoai::error::Kind;
use kozmoai::model::{Actor, User, UserFilter};
use kozmoai::secret::Secret;
use kozmoai::service::session::actor_of;
use kozmoai::service::user_files::Format;
use kozmoai::service::{FlagChange, UserEdit, Verification};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use super::env::{TestEnv, operator, user};

const NAMES: [&str; 6] = ["anna", "bert", "carla", "david", "elena", "felix"];

/// The actor: the operator, or the user of this number, possibly in an earlier state.
#[derive(Clone, Copy, Debug)]
enum By {
    Operator,
    User(usize),
}

#[derive(Clone, Debug)]
enum Operation {
    FlagChange(Vec<usize>, FlagChange),
    Edit(usize, &'static str, bool, bool),
    Delete(Vec<usize>),
    Import(Vec<&'static str>, bool, bool),
    Export,
    SetPassword(usize),
    SignOut,
}

/// Random operations; a few refer to earlier states of users.
fn operations() -> impl Strategy<Value = (By, Operation, Option<Index>)> {
    let number = || 0_usize..6;
    let numbers = || prop::collection::vec(number(), 1..4);
    let by = prop_oneof![2 => Just(By::Operator), 3 => number().prop_map(By::User)];
    let switch = select(vec![FlagChange::Activate, FlagChange::Deactivate, FlagChange::Promote, FlagChange::Demote]);
    let operation = prop_oneof![
        8 => (numbers(), switch).prop_map(|(users, switch)| Operation::FlagChange(users, switch)),
        4 => (number(), select(NAMES.to_vec()), any::<bool>(), any::<bool>()).prop_map(|(user, name, active, superuser)| Operation::Edit(user, name, active, superuser)),
        3 => numbers().prop_map(Operation::Delete),
        6 => (subsequence(NAMES.to_vec(), 1..4), any::<bool>(), any::<bool>()).prop_map(|(names, active, superuser)| Operation::Import(names, active, superuser)),
        1 => Just(Operation::Export),
        1 => number().prop_map(Operation::SetPassword),
        1 => Just(Operation::SignOut),
    ];
    (by, operation, prop::option::weighted(0.1, any::<Index>()))
}

/// Runs an operation and returns how many events it must have recorded.
fn run(bench: &TestEnv, actor: &Actor, operation: &Operation, known: &dyn Fn(usize) -> User) -> Result<u64, Kind> {
    let service = &bench.service;
    let several = |numbers: &[usize]| numbers.iter().map(|number| known(*number)).collect::<Vec<_>>();
    let events = match operation {
        Operation::FlagChange(users, switch) => {
            service.admin(actor).and_then(|admin| admin.change_flag(&several(users), *switch)).map(|switched| switched.len())
        }
        Operation::Edit(number, name, is_active, is_superuser) => {
            let before = known(*number);
            let edit = UserEdit { username: (*name).to_owned(), is_active: *is_active, is_superuser: *is_superuser };
            service.admin(actor).and_then(|admin| admin.edit_user(&before, &edit)).map(|done| {
                let after = done.user;
                [
                    after.username != before.username,
                    after.is_active != before.is_active,
                    after.is_superuser != before.is_superuser,
                ]
                .into_iter()
                .filter(|changed| *changed)
                .count()
            })
        }
        Operation::Delete(users) => {
            service.admin(actor).and_then(|admin| admin.delete_users(&several(users))).map(|gone| gone.len())
        }
        Operation::Import(names, active, superuser) => {
            let rows = names.iter().map(|name| format!("{name},{active},{superuser}\n")).collect::<String>();
            let file = format!("username,is_active,is_superuser\n{rows}");
            let report = service.admin(actor).and_then(|admin| admin.import_users(Format::Csv, &mut file.as_bytes(), false));
            report.map(|report| if report.done { report.rows.len() } else { 0 })
        }
        Operation::Export => service
            .admin(actor)
            .and_then(|admin| admin.export_users(&UserFilter::default(), Format::Csv, false, &mut Vec::new()))
            .map(|_| 1),
        Operation::SetPassword(number) => service
            .admin(actor)
            .and_then(|admin| admin.set_password(&known(*number), &Secret::from("four unrelated words")))
            .map(|_| 1),
        Operation::SignOut => service.account(actor).and_then(|account| account.sign_out()).map(|()| 1),
    };
    events.map(|events| events as u64).map_err(|error| error.kind())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn random_operations_keep_a_superuser_and_are_recorded(operations in prop::collection::vec(operations(), 1..50)) {
        let bench = TestEnv::new();
        let mut ever: Vec<User> =
            NAMES[..4].iter().map(|name| bench.insert(user(name, *name != "david", *name == "anna"))).collect();
        for (by, operation, stale) in operations {
            bench.wait(1);
            let people: Vec<User> = bench.export_users().into_values().collect();
            let known = |number: usize| match stale {
                Some(index) => index.get(&ever).clone(),
                None => people[number % people.len()].clone(),
            };
            let actor = match by {
                By::Operator => operator(),
                By::User(number) => actor_of(&known(number)),
            };
            let may = match &actor {
                Actor::User { id, .. } => people.iter().any(|user| user.id == *id && user.is_active_superuser()),
                _ => true,
            };
            let before = bench.store.audit_head().unwrap();
            let result = run(&bench, &actor, &operation, &known);
            let written = bench.store.audit_head().unwrap().seq - before.seq;
            let now: Vec<User> = bench.export_users().into_values().collect();
            prop_assert_eq!(written, result.unwrap_or(0), "{:?} by {:?}: {:?}", operation, actor, result);
            prop_assert!(now.iter().any(User::is_active_superuser), "{operation:?} by {actor:?} left no superuser");
            if result.is_err() {
                prop_assert_eq!(&now, &people, "{:?} was refused and changed something", operation);
            }
            if !may && !matches!(operation, Operation::SignOut) {
                prop_assert_eq!(result, Err(Kind::NotAllowed), "{:?} by {:?}", operation, actor);
            }
            if let Actor::User { id, .. } = &actor {
                let own = |users: &[User]| users.iter().find(|user| user.id == *id).map(User::is_active_superuser);
                prop_assert!(!may || own(&now) == Some(true), "{operation:?}: {actor:?} disabled their own account");
            }
            ever.extend(now.into_iter().filter(|user| !people.contains(user)));
        }
        let events = bench.store.audit_head().unwrap().seq;
        let found = bench.service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
        let is_intact = matches!(found, Verification::Whole { events: found, .. } if found == events);
        prop_assert!(is_intact, "{found:?}");
    }
}
