//! Identity, locks and windows of secrets in Kozmoai's own databases.

use std::collections::BTreeMap;

use kozmoai::error::Kind;
use kozmoai::model::UserSecrets;
use kozmoai::store::{Change, CommitOutcome};

use super::conformance::secrets;
use super::sql::Genuine;
use super::{commit, insert, user};

#[test]
fn identity_is_stable_and_rotations_exclude_each_other() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let again = kozmoai::store::open(&store.url()).unwrap();
        let name = store.identity().unwrap();
        insert(store, &user("anna"));
        assert_eq!((again.identity().unwrap(), store.identity().unwrap(), name.is_empty()), (name.clone(), name, false));
        let held = store.lock_rotation().unwrap();
        let error = again.lock_rotation().err().unwrap();
        assert_eq!((error.kind(), error.code()), (Kind::Store, "rotation_locked"), "{error}");
        drop(held);
        assert!(again.lock_rotation().is_ok());
    }
}

#[test]
fn secrets_are_windowed_in_both_directions() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        for n in 0..9 {
            let person = user(&format!("person {n}"));
            insert(store, &person);
            let set = Change::UpdateSecrets { user: person.id, before: UserSecrets::default(), after: secrets(store, &["one"]) };
            assert_eq!(commit(store, vec![set]), CommitOutcome::Done);
        }
        let all = store.secrets_after(None, 100).unwrap();
        assert!(all.is_sorted_by_key(|(id, _)| *id) && all.len() == 11);
        assert_eq!(all.iter().cloned().collect::<BTreeMap<_, _>>().len(), 11);
        assert_eq!(store.secrets_after(Some(all[3].0), 4).unwrap(), all[4..8]);
        assert_eq!(store.secrets_before(Some(all[6].0), 4).unwrap(), all[2..6]);
        assert_eq!(store.secrets_before(None, 3).unwrap(), all[8..]);
    }
}
