//! A database compared with a plain list: after any transactions, every window of every list is the same.

use std::collections::BTreeMap;

use kozmoai::model::{Cursor, StatusFilter, User, UserFilter, UserId, UserOrder, UserSort};
use kozmoai::store::{Change, CommitOutcome, Store};
use proptest::prelude::*;
use uuid::Uuid;

use super::{Fixture, at, commit, superuser, user};
use crate::support::thorough::times;

/// Active, superuser, and whether an inactive one was deactivated.
type Flags = (bool, bool, bool);

#[derive(Clone, Debug)]
enum Operation {
    Insert { name: u8, id: u128, flags: Flags, times: (i8, i8, Option<i8>) },
    Update { pick: prop::sample::Index, name: u8, flags: Flags, times: (i8, Option<i8>) },
    Delete { pick: prop::sample::Index },
}

fn operations() -> impl Strategy<Value = Operation> {
    let flags = any::<Flags>();
    prop_oneof![
        3 => (0_u8..40, any::<u128>(), flags, any::<(i8, i8, Option<i8>)>()).prop_map(|(name, id, flags, times)| Operation::Insert { name, id, flags, times }),
        2 => (any::<prop::sample::Index>(), 0_u8..40, flags, any::<(i8, Option<i8>)>()).prop_map(|(pick, name, flags, times)| Operation::Update { pick, name, flags, times }),
        1 => any::<prop::sample::Index>().prop_map(|pick| Operation::Delete { pick }),
    ]
}

/// A few names that differ in case and length, so that conflicts occur.
fn name(number: u8) -> String {
    let stems = ["anna", "Anna", "ANNA", "ann", "bob", "Bob", "Zoë", "zoë", "世界", "a"];
    let stem = stems[usize::from(number) % stems.len()];
    if number < 20 { stem.to_owned() } else { format!("{stem} {}", number % 3) }
}

fn sorted(users: &BTreeMap<UserId, User>, filter: &UserFilter, order: UserOrder) -> Vec<User> {
    let folded = |user: &User| (user.username.to_lowercase(), user.username.clone(), user.id);
    let passes = |user: &&User| {
        filter.search.as_deref().is_none_or(|text| user.username.to_lowercase().contains(&text.to_lowercase()))
            && filter.status.is_none_or(|status| status.admits(user.status()))
            && filter.superuser.is_none_or(|flag| user.is_superuser == flag)
    };
    let mut rows: Vec<User> = users.values().filter(passes).cloned().collect();
    rows.sort_by(|a, b| {
        let by = match order.sort {
            UserSort::Username => std::cmp::Ordering::Equal,
            UserSort::Id => return a.id.cmp(&b.id),
            UserSort::Active => a.is_active.cmp(&b.is_active),
            UserSort::Status => a.status().cmp(&b.status()),
            UserSort::Superuser => a.is_superuser.cmp(&b.is_superuser),
            UserSort::Created => a.create_at.cmp(&b.create_at),
            UserSort::Updated => a.updated_at.cmp(&b.updated_at),
            UserSort::LastSignIn => a.last_login_at.cmp(&b.last_login_at),
        };
        by.then_with(|| folded(a).cmp(&folded(b)))
    });
    if order.descending {
        rows.reverse();
    }
    rows
}

fn carry_out(store: &dyn Store, users: &mut BTreeMap<UserId, User>, operation: &Operation) {
    let picked = |users: &BTreeMap<UserId, User>, pick: prop::sample::Index| {
        (!users.is_empty()).then(|| users.values().nth(pick.index(users.len())).cloned()).flatten()
    };
    let taken = |users: &BTreeMap<UserId, User>, name: &str, but: Option<UserId>| {
        users.values().any(|user| user.username == name && Some(user.id) != but)
    };
    match *operation {
        Operation::Insert { name: number, id, flags, times } => {
            let fresh = User {
                id: UserId(Uuid::from_u128(id)),
                is_active: flags.0,
                was_deactivated: !flags.0 && flags.2,
                is_superuser: flags.1,
                create_at: at(times.0.into()),
                updated_at: at(times.1.into()),
                last_login_at: times.2.map(|time| at(time.into())),
                ..user(&name(number))
            };
            let expected = if taken(users, &fresh.username, None) {
                CommitOutcome::NameTaken(fresh.username.clone())
            } else {
                users.insert(fresh.id, fresh.clone());
                CommitOutcome::Done
            };
            assert_eq!(commit(store, vec![Change::InsertUser(fresh)]), expected);
        }
        Operation::Update { pick, name: number, flags, times } => {
            let Some(before) = picked(users, pick) else { return };
            let after = User {
                username: name(number),
                is_active: flags.0,
                was_deactivated: !flags.0 && flags.2,
                is_superuser: flags.1,
                updated_at: at(times.0.into()),
                last_login_at: times.1.map(|time| at(time.into())),
                ..before.clone()
            };
            let expected = if taken(users, &after.username, Some(before.id)) {
                CommitOutcome::NameTaken(after.username.clone())
            } else {
                users.insert(after.id, after.clone());
                CommitOutcome::Done
            };
            assert_eq!(commit(store, vec![Change::UpdateUser { before, after }]), expected);
        }
        Operation::Delete { pick } => {
            let Some(gone) = picked(users, pick) else { return };
            users.remove(&gone.id);
            assert_eq!(commit(store, vec![Change::DeleteUser(gone)]), CommitOutcome::Done);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: times(15, 40), ..ProptestConfig::default() })]

    #[test]
    fn every_window_is_that_of_a_plain_list(
        operations in prop::collection::vec(operations(), 1..60),
        search in prop::option::of(prop::sample::select(vec!["an", "A", "o", "ë", "界", " 1", "x"])),
        status in prop::option::of(prop::sample::select(vec![StatusFilter::Active, StatusFilter::Inactive, StatusFilter::Pending, StatusFilter::Deactivated])),
        superusers in any::<Option<bool>>(),
        limit in 1_usize..8,
    ) {
        for fixture in Fixture::every() {
            let store = &*fixture.store;
            // One user stays a superuser, so that this rule never applies here.
            let root = superuser("root");
            let mut users = BTreeMap::new();
            super::insert(store, &root);
            for operation in &operations {
                carry_out(store, &mut users, operation);
            }
            users.insert(root.id, root);
            let filter = UserFilter { search: search.map(str::to_owned), status, superuser: superusers };
            for sort in [UserSort::Username, UserSort::Id, UserSort::Active, UserSort::Status, UserSort::Superuser, UserSort::Created, UserSort::Updated, UserSort::LastSignIn] {
                for descending in [false, true] {
                    let order = UserOrder { sort, descending };
                    let expected = sorted(&users, &filter, order);
                    let window = |cursor: &Cursor<User>, limit| store.users(&filter, order, cursor, limit).unwrap();
                    prop_assert_eq!(&window(&Cursor::FIRST, 1_000), &expected, "{:?}", order);
                    prop_assert_eq!(store.count_users(&filter).unwrap(), expected.len() as u64);
                    prop_assert_eq!(&window(&Cursor::Last, limit)[..], &expected[expected.len().saturating_sub(limit)..]);
                    for (place, row) in sorted(&users, &UserFilter::default(), order).iter().enumerate().step_by(3) {
                        // A window may begin at a row that does not itself pass the filter.
                        let all = sorted(&users, &UserFilter::default(), order);
                        let passing = |rows: &[User]| rows.iter().filter(|row| expected.contains(row)).cloned().collect::<Vec<_>>();
                        let (before, after) = (passing(&all[..place]), passing(&all[place + 1..]));
                        let from = passing(&all[place..]);
                        prop_assert_eq!(&window(&Cursor::From(row.clone()), limit)[..], &from[..from.len().min(limit)]);
                        prop_assert_eq!(&window(&Cursor::After(row.clone()), limit)[..], &after[..after.len().min(limit)]);
                        prop_assert_eq!(&window(&Cursor::Before(row.clone()), limit)[..], &before[before.len().saturating_sub(limit)..]);
                    }
                }
            }
        }
    }
}
