//! Pages of all users' secrets, in both directions.

use std::sync::Arc;

use kozmoai::model::user::PasswordHash;
use kozmoai::model::{Cursor, Order, Page, User, UserId, UserSecrets, Variable, VariableId, VariableType};
use kozmoai::service::sorted::VariableSort;
use kozmoai::service::{Service, SystemClock, VariableRow};
use kozmoai::store::{Batch, Change, CommitOutcome};
use proptest::prelude::*;
use uuid::Uuid;

use super::secrets::{operator, settings, write_env};

/// A database of users with so many variables each.
fn people(folder: &std::path::Path, counts: &[usize]) -> Service {
    write_env(folder, "KOZMOAI_SECRET_KEY=a_key\n");
    let settings = settings(folder);
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    let mut changes = Vec::new();
    for (number, count) in counts.iter().enumerate() {
        // The order by ID differs from that by name.
        let id = UserId(Uuid::from_u128((number as u128 * 7 + 3) % 1_009));
        let at = jiff::Timestamp::UNIX_EPOCH;
        changes.push(Change::InsertUser(User {
            id,
            username: format!("user{number:03}"),
            password: PasswordHash::none(),
            profile_image: None,
            is_active: true,
            was_deactivated: false,
            is_superuser: false,
            create_at: at,
            updated_at: at,
            last_login_at: None,
        }));
        let variable = |n: usize| Variable {
            id: VariableId(Uuid::from_u128((number * 100 + n) as u128)),
            // Two that differ only in case.
            name: format!("{}{:02}", if n.is_multiple_of(2) { "v" } else { "V" }, n / 2),
            value: "plain".to_owned(),
            kind: VariableType::Generic,
            default_fields: Vec::new(),
            created_at: None,
            updated_at: None,
        };
        let after = UserSecrets { variables: (0..*count).map(variable).collect(), ..UserSecrets::default() };
        changes.push(Change::UpdateSecrets { user: id, before: UserSecrets::default(), after });
    }
    let outcome = store.commit(&Batch { changes, audit: Vec::new(), keep_a_superuser: true }).unwrap();
    assert_eq!(outcome, CommitOutcome::Done);
    Service::new(store, settings, Box::new(SystemClock))
}

fn ids(rows: &[VariableRow]) -> Vec<VariableId> {
    rows.iter().map(|row| row.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn every_row_is_listed_once_in_both_directions(
        counts in prop::collection::vec(0_usize..9, 0..90), limit in 1_usize..40, search in prop_oneof![Just(None), Just(Some("V0")), Just(Some("3"))]) {
        let folder = tempfile::tempdir().unwrap();
        let service = people(folder.path(), &counts);
        let window = |cursor: Cursor<_>, limit| -> Page<VariableRow> { service.reader(&operator(), None).unwrap().variables(search, &cursor, limit).unwrap() };
        let cursor = |row: &VariableRow| (row.owner.id, row.sort_key());
        let whole = window(Cursor::FIRST, 1_000);
        prop_assert_eq!(whole.total, Some(whole.rows.len() as u64));
        let by_name: Vec<_> = whole.rows.iter().map(|row| (row.owner.username.clone(), row.sort_key())).collect();
        prop_assert!(by_name.is_sorted(), "a single page is sorted by name");
        // Every page, from the first and from the last.
        let mut forward = window(Cursor::FIRST, limit);
        prop_assert_eq!(forward.total.is_some(), whole.rows.len() <= limit);
        if forward.total.is_some() {
            return Ok(());
        }
        let mut rows = forward.rows.clone();
        while let Some(last) = forward.rows.last() {
            forward = window(Cursor::After(cursor(last)), limit);
            rows.extend(forward.rows.clone());
        }
        let order: Vec<_> = rows.iter().map(cursor).collect();
        prop_assert!(order.is_sorted() && order.len() == whole.rows.len());
        let last = window(Cursor::Last, limit);
        prop_assert_eq!(last.total, whole.total);
        let mut backward = last.rows.clone();
        while let Some(first) = backward.first() {
            let before = window(Cursor::Before(cursor(first)), limit).rows;
            if before.is_empty() {
                break;
            }
            backward.splice(..0, before);
        }
        prop_assert_eq!(ids(&backward), ids(&rows));
        let middle = &rows[rows.len() / 2];
        let from = window(Cursor::From(cursor(middle)), limit).rows;
        prop_assert_eq!(ids(&from), ids(&rows[rows.len() / 2..(rows.len() / 2 + limit).min(rows.len())]));
        let skipped = window(Cursor::Offset(rows.len() as u64 / 2), limit).rows;
        prop_assert_eq!(ids(&skipped), ids(&from));
    }
}

#[test]
fn rows_of_one_user_are_paged() {
    let folder = tempfile::tempdir().unwrap();
    let service = people(folder.path(), &[5, 30, 2]);
    let owner: Arc<User> = Arc::new(service.admin(&operator()).unwrap().user_named("user001").unwrap());
    let window = |cursor: Cursor<_>| service.reader(&operator(), Some(&owner)).unwrap().variables(None, &cursor, 12).unwrap();
    let (first, last) = (window(Cursor::FIRST), window(Cursor::Last));
    assert_eq!((first.rows.len(), first.total, last.rows.len(), last.total), (12, None, 12, Some(30)));
    let row = first.rows.last().unwrap();
    let rest = window(Cursor::After((row.owner.id, row.sort_key()))).rows;
    let row = &last.rows[0];
    let before = window(Cursor::Before((row.owner.id, row.sort_key()))).rows;
    assert_eq!(ids(&rest[..6]), ids(&before[6..]));
    assert!(window(Cursor::After((last.rows[11].owner.id, last.rows[11].sort_key()))).rows.is_empty());
    assert!(window(Cursor::Before((first.rows[0].owner.id, first.rows[0].sort_key()))).rows.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn sorted_pages_add_up_to_the_sorted_list(
        counts in prop::collection::vec(0_usize..9, 0..40), limit in 1_usize..30, descending in any::<bool>(),
        search in prop_oneof![Just(None), Just(Some("V0"))]) {
        let folder = tempfile::tempdir().unwrap();
        let service = people(folder.path(), &counts);
        let all = service.reader(&operator(), None).unwrap().variables(search, &Cursor::FIRST, 1_000).unwrap().rows;
        for sort in [VariableSort::Owner, VariableSort::Name, VariableSort::Type, VariableSort::LastSet] {
            let order = Order { sort, descending };
            let window = |cursor: Cursor<VariableRow>, limit| {
                service.reader(&operator(), None).unwrap().sorted_variables(search, order, &cursor, limit).unwrap()
            };
            let whole = window(Cursor::FIRST, 1_000);
            prop_assert_eq!((whole.total, whole.rows.len()), (Some(all.len() as u64), all.len()));
            let key = |row: &VariableRow| {
                let fold = |text: &str| text.to_lowercase();
                let name = (fold(&row.name), row.name.clone());
                (if sort == VariableSort::Name { name.0.clone() } else { String::new() }, row.owner.username.clone(), name)
            };
            let keys: Vec<_> = whole.rows.iter().map(key).collect();
            prop_assert!(if descending { keys.is_sorted_by(|a, b| a >= b) } else { keys.is_sorted() }, "{:?}: {:?}", order, keys);
            let mut forward = Vec::new();
            let mut page = window(Cursor::FIRST, limit);
            while let Some(last) = page.rows.last().cloned() {
                prop_assert!(page.rows.len() <= limit && page.total == whole.total);
                forward.append(&mut page.rows);
                page = window(Cursor::After(last), limit);
            }
            prop_assert_eq!(ids(&forward), ids(&whole.rows));
            let mut backward = window(Cursor::Last, limit).rows;
            while let Some(first) = backward.first().cloned() {
                let before = window(Cursor::Before(first), limit).rows;
                if before.is_empty() {
                    break;
                }
                backward.splice(..0, before);
            }
            prop_assert_eq!(ids(&backward), ids(&whole.rows));
            if let Some(middle) = whole.rows.get(whole.rows.len() / 2) {
                let at = whole.rows.len() / 2;
                let expected = ids(&whole.rows[at..(at + limit).min(whole.rows.len())]);
                prop_assert_eq!(ids(&window(Cursor::From(middle.clone()), limit).rows), &expected[..]);
                prop_assert_eq!(ids(&window(Cursor::Offset(at as u64), limit).rows), expected);
            }
        }
    }
}

#[test]
fn variables_are_counted_until_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let service = people(folder.path(), &[900, 30, 300]);
    let reader = service.reader(&operator(), None).unwrap();
    let owner = service.admin(&operator()).unwrap().user_named("user001").unwrap();
    let counted = |search, owner| {
        let counts = reader.count_variables(search, owner, &mut |_| true).unwrap();
        (counts.matching, counts.all)
    };
    assert_eq!(counted(None, None), (1_230, 1_230));
    assert_eq!(counted(None, Some(owner.id)), (30, 1_230));
    assert_eq!(counted(Some("v01"), Some(owner.id)), (2, 1_230));
    let error = reader.count_variables(None, None, &mut |_| false).unwrap_err();
    assert_eq!(error.kind(), kozmoai::error::Kind::Interrupted);
    let keys = reader.count_api_keys(Some(owner.id), &mut |_| true).unwrap();
    assert_eq!((keys.matching, keys.all), (0, 0));
}
