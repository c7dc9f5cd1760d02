//! The tests that every backend passes.

use kozmoai::error::{CommandError, Error, Kind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use kozmoai::model::{
    ApiKey, ApiKeyId, AuditAction, AuditEntry, AuditEvent, AuditFilter, AuditHead, Cursor, EncryptedValue, KeyBinding,
    SecretLocation, SignInFailures, StatusFilter, StoreUrl, StoredApiKey, User, UserFilter, UserId, UserOrder, UserSecrets,
    UserSort, Variable, VariableId, VariableType,
};
use kozmoai::store::{Batch, Change, CommitOutcome, Rewrite, RewriteOptions, SecretOwner, SecretsPart, Store};
use uuid::Uuid;

use super::{Fixture, at, batch, commit, entry, insert, superuser, user};

/// Runs a test on every backend.
pub(super) fn on_every_store(test: impl Fn(&dyn Store)) {
    Fixture::every().for_each(|fixture| test(&*fixture.store));
}

fn names(users: &[User]) -> Vec<&str> {
    users.iter().map(|user| user.username.as_str()).collect()
}

/// A user's secrets with a variable for each value, as the database stores it.
pub(super) fn secrets(store: &dyn Store, values: &[&str]) -> UserSecrets {
    let variable = |value: &&str| Variable {
        id: VariableId(Uuid::new_v4()),
        name: format!("name of {value}"),
        value: (*value).to_owned(),
        kind: VariableType::Credential,
        default_fields: vec!["field".to_owned()],
        created_at: Some(at(3)),
        updated_at: None,
    };
    let id = Uuid::new_v4();
    let text = format!("sk-{id}");
    let keeps_keys = !matches!(store.url(), StoreUrl::Embedded(_));
    let key = ApiKey {
        id: ApiKeyId(id),
        name: Some("ci".to_owned()),
        prefix: ApiKey::prefix_of(&text),
        kept: if keeps_keys { StoredApiKey::Plain(text) } else { StoredApiKey::Hash("0".repeat(64)) },
        created_at: at(3),
        last_used_at: None,
        total_uses: 7,
        is_active: true,
        expires_at: (!keeps_keys).then(|| at(90)),
    };
    UserSecrets { variables: values.iter().map(variable).collect(), api_keys: vec![key], store_api_key: Some("token".to_owned()) }
}

#[test]
fn user_is_found_by_id_and_name() {
    on_every_store(|store| {
        let zoe = User {
            profile_image: Some("Space/046.svg".to_owned()),
            last_login_at: Some(at(-5)),
            password: kozmoai::model::user::PasswordHash::new("$argon2id$…"),
            ..superuser("Zoë Ångström")
        };
        insert(store, &zoe);
        assert_eq!(store.user(zoe.id).unwrap(), Some(zoe.clone()));
        assert_eq!(store.user_by_name("Zoë Ångström").unwrap(), Some(zoe.clone()));
        assert_eq!(store.user_by_name("zoë ångström").unwrap(), None);
        assert_eq!(store.user(UserId(Uuid::new_v4())).unwrap(), None);
        let folders = store.folders(zoe.id).unwrap();
        assert_eq!((folders.len(), folders[0].name.as_str()), (1, "My Projects"));
    });
}

#[test]
fn owners_of_values_are_named() {
    on_every_store(|store| {
        let (anna, bert) = (superuser("anna"), user("bert"));
        insert(store, &anna);
        insert(store, &bert);
        let secrets = secrets(store, &["a", "b"]);
        let update = Change::UpdateSecrets { user: bert.id, before: UserSecrets::default(), after: secrets.clone() };
        assert_eq!(commit(store, vec![update]), CommitOutcome::Done);
        let (unknown, known) = (VariableId(Uuid::new_v4()), secrets.variables[1].id);
        let places = [SecretLocation::Variable(unknown), SecretLocation::StoreKey(bert.id), SecretLocation::Variable(known)];
        let owner = |variable: Option<&str>| {
            let (user, username, variable) = (bert.id, "bert".to_owned(), variable.map(str::to_owned));
            Some(SecretOwner { user, username, variable })
        };
        assert_eq!(store.secret_owners(&places).unwrap(), [None, owner(None), owner(Some(&secrets.variables[1].name))]);
        assert_eq!(store.secret_owners(&[SecretLocation::StoreKey(UserId(Uuid::new_v4()))]).unwrap(), [None]);
        let version = store.version().unwrap();
        assert!(["sled 0.34, ", "SQLite 3.", "PostgreSQL 1"].iter().any(|start| version.starts_with(start)), "{version}");
    });
}

#[test]
fn batch_is_all_or_nothing() {
    on_every_store(|store| {
        let (anna, bert) = (superuser("anna"), user("bert"));
        insert(store, &anna);
        let head = store.audit_head().unwrap();
        let taken = vec![Change::InsertUser(bert.clone()), Change::InsertUser(user("anna"))];
        assert_eq!(commit(store, taken), CommitOutcome::NameTaken("anna".to_owned()));
        let twice = vec![Change::InsertUser(bert.clone()), Change::InsertUser(user("bert"))];
        assert_eq!(commit(store, twice), CommitOutcome::NameTaken("bert".to_owned()));
        let stale = User { is_active: false, ..anna.clone() };
        assert_eq!(
            commit(store, vec![Change::InsertUser(bert.clone()), Change::DeleteUser(stale)]),
            CommitOutcome::Changed(anna.id)
        );
        assert_eq!((store.user_by_name("bert").unwrap(), store.audit_head().unwrap()), (None, head));
        assert_eq!(store.count_users(&UserFilter::default()).unwrap(), 1);
    });
}

#[test]
fn concurrent_change_is_not_overwritten() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        let renamed = User { username: "anne".to_owned(), updated_at: at(2), ..anna.clone() };
        let update = |before: &User, after: &User| vec![Change::UpdateUser { before: before.clone(), after: after.clone() }];
        assert_eq!(commit(store, update(&anna, &renamed)), CommitOutcome::Done);
        assert_eq!(commit(store, update(&anna, &User { is_active: false, ..anna.clone() })), CommitOutcome::Changed(anna.id));
        assert_eq!((store.user_by_name("anna").unwrap(), store.user_by_name("anne").unwrap()), (None, Some(renamed.clone())));
        insert(store, &user("anna"));
        assert_eq!(commit(store, update(&renamed, &anna)), CommitOutcome::NameTaken("anna".to_owned()));
    });
}

#[test]
fn last_active_superuser_always_remains() {
    on_every_store(|store| {
        let (anna, bert) = (superuser("anna"), superuser("bert"));
        insert(store, &anna);
        insert(store, &bert);
        let demoted =
            |user: &User| Change::UpdateUser { before: user.clone(), after: User { is_superuser: false, ..user.clone() } };
        let put_off = |user: &User| Change::UpdateUser { before: user.clone(), after: User { is_active: false, ..user.clone() } };
        assert_eq!(commit(store, vec![demoted(&anna), put_off(&bert)]), CommitOutcome::LastSuperuser);
        assert_eq!(
            commit(store, vec![Change::DeleteUser(anna.clone()), Change::DeleteUser(bert.clone())]),
            CommitOutcome::LastSuperuser
        );
        assert_eq!(commit(store, vec![demoted(&anna)]), CommitOutcome::Done);
        assert_eq!(commit(store, vec![Change::DeleteUser(bert.clone())]), CommitOutcome::LastSuperuser);
        let anyway = Batch { keep_a_superuser: false, ..batch(vec![Change::DeleteUser(bert)]) };
        assert_eq!(store.commit(&anyway).unwrap(), CommitOutcome::Done);
    });
}

#[test]
fn deleting_user_deletes_only_their_data() {
    on_every_store(|store| {
        let (anna, bert) = (superuser("anna"), user("bert"));
        insert(store, &anna);
        insert(store, &bert);
        for user in [&anna, &bert] {
            let set =
                Change::UpdateSecrets { user: user.id, before: UserSecrets::default(), after: secrets(store, &["one", "two"]) };
            let failures = Some(SignInFailures { count: 2, last_at: at(9) });
            let failed = Change::SetSignInFailures { username: user.username.clone(), failures };
            assert_eq!(commit(store, vec![set, failed]), CommitOutcome::Done);
        }
        assert_eq!(commit(store, vec![Change::DeleteUser(bert.clone())]), CommitOutcome::Done);
        assert_eq!((store.user(bert.id).unwrap(), store.user_by_name("bert").unwrap()), (None, None));
        assert!(store.secrets(bert.id).unwrap().is_empty() && store.folders(bert.id).unwrap().is_empty());
        assert_eq!(store.sign_in_failures("bert").unwrap(), None);
        let owned = store.usage(anna.id).unwrap();
        assert_eq!((owned.folders, owned.variables, owned.api_keys), (1, 2, 1));
        assert!(store.sign_in_failures("anna").unwrap().is_some());
    });
}

#[test]
fn vault_round_trips_and_rejects_stale_updates() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        let (empty, full) = (UserSecrets::default(), secrets(store, &["one"]));
        let set = |before: &UserSecrets, after: &UserSecrets| {
            vec![Change::UpdateSecrets { user: anna.id, before: before.clone(), after: after.clone() }]
        };
        assert_eq!(commit(store, set(&empty, &full)), CommitOutcome::Done);
        assert_eq!(store.secrets(anna.id).unwrap(), full);
        assert_eq!(commit(store, set(&empty, &secrets(store, &["two"]))), CommitOutcome::Changed(anna.id));
        assert_eq!(commit(store, set(&full, &empty)), CommitOutcome::Done);
        assert!(store.secrets(anna.id).unwrap().is_empty());
        let nobody = Change::UpdateSecrets { user: UserId(Uuid::new_v4()), before: empty, after: full };
        assert!(matches!(commit(store, vec![nobody]), CommitOutcome::Changed(_)));
    });
}

/// The parts of a user's secrets: the variables with some names, the API keys, the Kozmoai Store API key.
fn parts(store: &dyn Store, user: &User, names: &BTreeSet<&str>) -> [UserSecrets; 3] {
    [SecretsPart::Variables(names), SecretsPart::ApiKeys, SecretsPart::StoreKey]
        .map(|part| store.secrets_part(user.id, part).unwrap())
}

#[test]
fn part_of_secrets_contains_nothing_else() {
    on_every_store(|store| {
        let (anna, bert) = (superuser("anna"), superuser("bert"));
        let many: Vec<String> = (0..600).map(|number| format!("{number:03}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let all = [&anna, &bert].map(|user| {
            insert(store, user);
            let after = secrets(store, &many);
            let set = Change::UpdateSecrets { user: user.id, before: UserSecrets::default(), after: after.clone() };
            assert_eq!(commit(store, vec![set]), CommitOutcome::Done);
            after
        });
        let names: Vec<&str> = all[0].variables.iter().map(|variable| variable.name.as_str()).collect();
        for wanted in [&[][..], &["missing", "nul\0"], &names[7..9], &names[..550], &["name of 007", "missing", "nul\0"]] {
            let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
            let [variables, api_keys, store_key] = parts(store, &anna, &wanted);
            let named = all[0].variables.iter().filter(|variable| wanted.contains(variable.name.as_str())).cloned().collect();
            assert_eq!(variables, UserSecrets { variables: named, ..UserSecrets::default() });
            assert_eq!(api_keys, UserSecrets { api_keys: all[0].api_keys.clone(), ..UserSecrets::default() });
            assert_eq!(store_key, UserSecrets { store_api_key: all[0].store_api_key.clone(), ..UserSecrets::default() });
        }
        let owner = |id| store.api_key_owner(id).unwrap();
        assert_eq!(all.each_ref().map(|all| owner(all.api_keys[0].id)), [Some(anna.id), Some(bert.id)]);
        assert_eq!(owner(ApiKeyId(Uuid::new_v4())), None);
    });
}

#[test]
fn change_of_a_part_keeps_the_rest() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        let set = |before: &UserSecrets, after: &UserSecrets| {
            commit(store, vec![Change::UpdateSecrets { user: anna.id, before: before.clone(), after: after.clone() }])
        };
        let mut all = secrets(store, &["one", "two"]);
        assert_eq!(set(&UserSecrets::default(), &all), CommitOutcome::Done);
        let none = UserSecrets::default();
        let [one, api_keys, store_key] = parts(store, &anna, &BTreeSet::from(["name of one"]));
        let mut changed = one.clone();
        changed.variables[0].value = "changed".to_owned();
        assert_eq!(set(&one, &changed), CommitOutcome::Done);
        assert_eq!(set(&one, &none), CommitOutcome::Changed(anna.id), "its value was changed");
        all.variables[0].value = "changed".to_owned();
        // A new variable with the same name, decided on without knowing the other one.
        let twin = UserSecrets { variables: secrets(store, &["two"]).variables, ..none.clone() };
        assert_eq!(set(&none, &twin), CommitOutcome::Changed(anna.id));
        // One that is renamed to the name of another one.
        let mut renamed = changed.clone();
        renamed.variables[0].name = "name of two".to_owned();
        assert_eq!(set(&changed, &renamed), CommitOutcome::Changed(anna.id));
        assert_eq!(set(&store_key, &none), CommitOutcome::Done);
        assert_eq!(set(&store_key, &none), CommitOutcome::Changed(anna.id));
        all.store_api_key = None;
        assert_eq!(store.secrets(anna.id).unwrap(), all);
        // A revocation must not miss a key that was created in the meantime.
        let created = UserSecrets { api_keys: secrets(store, &[]).api_keys, ..none.clone() };
        assert_eq!(set(&none, &created), CommitOutcome::Done);
        assert_eq!(set(&api_keys, &none), CommitOutcome::Changed(anna.id));
        let [_, both, _] = parts(store, &anna, &BTreeSet::new());
        assert_eq!((both.api_keys.len(), set(&both, &none)), (2, CommitOutcome::Done));
        assert_eq!(set(&changed, &none), CommitOutcome::Done);
        all.api_keys.clear();
        all.variables.remove(0);
        assert_eq!(store.secrets(anna.id).unwrap(), all);
    });
}

#[test]
fn lists_are_searched_filtered_and_windowed() {
    on_every_store(|store| {
        for (place, name) in ["Émile", "bob", "Alice", "alina", "BOBBY"].into_iter().enumerate() {
            let place = i64::try_from(place).unwrap();
            let is_superuser = name == "Alice";
            insert(store, &User { is_active: place % 2 == 0, is_superuser, create_at: at(-place), ..user(name) });
        }
        let all = UserFilter::default();
        let by_name = UserOrder::default();
        let window = |cursor: &Cursor<User>, limit| store.users(&all, by_name, cursor, limit).unwrap();
        assert_eq!(names(&window(&Cursor::FIRST, 10)), ["Alice", "alina", "bob", "BOBBY", "Émile"]);
        let second = window(&Cursor::Offset(1), 1).remove(0);
        assert_eq!(names(&window(&Cursor::After(second.clone()), 2)), ["bob", "BOBBY"]);
        assert_eq!(names(&window(&Cursor::From(second.clone()), 2)), ["alina", "bob"]);
        assert_eq!(names(&window(&Cursor::Before(second), 2)), ["Alice"]);
        assert_eq!(names(&window(&Cursor::Last, 2)), ["BOBBY", "Émile"]);
        assert!(window(&Cursor::FIRST, 0).is_empty());
        let search = |text: &str| UserFilter { search: Some(text.to_owned()), ..UserFilter::default() };
        for (text, found) in [("OB", vec!["bob", "BOBBY"]), ("é", vec!["Émile"]), ("", names(&window(&Cursor::FIRST, 10)))] {
            let users = store.users(&search(text), by_name, &Cursor::FIRST, 10).unwrap();
            assert_eq!((names(&users), store.count_users(&search(text)).unwrap()), (found, users.len() as u64));
        }
        for (text, found) in
            [("ml", vec!["Émile"]), ("ALN", vec!["alina"]), ("bb", vec!["bob", "BOBBY"]), ("%", vec![]), ("_b", vec![])]
        {
            assert_eq!(store.usernames_scattered(text, 9).unwrap(), found, "{text}");
        }
        assert_eq!(store.usernames_scattered("b", 1).unwrap(), ["bob"]);
        for descending in [false, true] {
            for sort in [UserSort::Username, UserSort::Created, UserSort::Status, UserSort::Superuser, UserSort::Id] {
                let order = UserOrder { sort, descending };
                for filter in [&all, &search("b")] {
                    let users = store.users(filter, order, &Cursor::FIRST, 9).unwrap();
                    let before = |user: &User| store.count_users_before(filter, order, user).unwrap();
                    assert!(users.iter().zip(0..).all(|(user, place)| before(user) == place), "{order:?}");
                }
            }
        }
        let created = UserOrder { sort: UserSort::Created, descending: true };
        let newest = store.users(&all, created, &Cursor::FIRST, 2).unwrap();
        assert_eq!(names(&newest), ["Émile", "bob"]);
        let inactive = UserFilter { status: Some(StatusFilter::Inactive), ..UserFilter::default() };
        assert_eq!(
            (names(&store.users(&inactive, by_name, &Cursor::FIRST, 9).unwrap()), store.count_users(&inactive).unwrap()),
            (vec!["alina", "bob"], 2)
        );
    });
}

#[test]
fn audit_chain_follows_commit_order() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        let renamed = AuditEntry { action: AuditAction::UserRenamed, at: at(8), ..entry(&anna) };
        let two = Batch { changes: Vec::new(), audit: vec![renamed, entry(&anna)], keep_a_superuser: true };
        assert_eq!(store.commit(&two).unwrap(), CommitOutcome::Done);
        let mut head = AuditHead::default();
        for event in store.audit_from(&AuditFilter::default(), 1, 100).unwrap() {
            assert!(AuditEvent::follows(&event, head));
            head = event.head();
        }
        assert_eq!(head, store.audit_head().unwrap());
        let filter = AuditFilter { since: Some(at(8)), action: Some(AuditAction::UserRenamed), ..AuditFilter::default() };
        let found = store.audit_newest(&filter, None, 10).unwrap();
        assert_eq!(found.iter().map(|event| event.entry.action).collect::<Vec<_>>(), [AuditAction::UserRenamed]);
        let older = store.audit_newest(&AuditFilter::default(), Some(head.seq), 1).unwrap();
        assert_eq!(older[0].seq, head.seq - 1);
        let seqs = |filter, from, limit| {
            store.audit_from(filter, from, limit).unwrap().into_iter().map(|event| event.seq).collect::<Vec<_>>()
        };
        let created = AuditFilter { action: Some(AuditAction::UserCreated), ..AuditFilter::default() };
        let (last, first) = (head.seq, head.seq - 2);
        let found = (seqs(&created, first, 9), seqs(&created, first + 1, 9), seqs(&created, first, 1));
        assert_eq!(found, (vec![first, last], vec![last], vec![first]));
        assert_eq!(seqs(&AuditFilter::default(), first + 1, 9), [last - 1, last]);
    });
}

#[test]
fn concurrent_commits_are_isolated_and_names_unique() {
    on_every_store(|store| {
        insert(store, &superuser("root"));
        std::thread::scope(|threads| {
            let wins = |_| {
                (0..20).filter(|n| commit(store, vec![Change::InsertUser(user(&format!("user {n}")))]) == CommitOutcome::Done)
            };
            let writers: Vec<_> = (0..4).map(|n| threads.spawn(move || wins(n).count())).collect();
            let reader = threads.spawn(|| {
                while store.count_users(&UserFilter::default()).unwrap() < 21 {
                    let before = store.count_users(&UserFilter::default()).unwrap();
                    let listed =
                        store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 100).unwrap().len() as u64;
                    let after = store.count_users(&UserFilter::default()).unwrap();
                    assert!((before..=after).contains(&listed), "{listed} of {before} to {after}");
                }
            });
            assert_eq!(writers.into_iter().map(|writer| writer.join().unwrap()).sum::<usize>(), 20);
            reader.join().unwrap();
        });
    });
}

/// Changes every value, and may refuse at the end.
struct Marking {
    seen: usize,
    refuse: bool,
}

impl Rewrite for Marking {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        values.iter_mut().for_each(|value| value.text.push('!'));
        Ok(())
    }

    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        self.seen += values.iter().filter(|value| value.text.ends_with('!')).count();
        Ok(())
    }

    fn before_commit(&mut self) -> Result<()> {
        if self.refuse { Err(Error::from(CommandError::Interrupted).of_kind(Kind::Resumable)) } else { Ok(()) }
    }
}

fn values(store: &dyn Store) -> BTreeMap<(&'static str, Uuid), String> {
    let mut all = BTreeMap::new();
    store
        .values(&mut |some| {
            for value in some {
                let twice = all.insert((value.place.column(), value.place.id()), value.text.clone());
                assert_eq!(twice, None, "a value is shown once");
            }
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    all
}

pub(super) fn people_with_secrets(store: &dyn Store) -> Vec<User> {
    let people: Vec<User> = (0..20).map(|n| superuser(&format!("user {n}"))).collect();
    for person in &people {
        insert(store, person);
        let set =
            Change::UpdateSecrets { user: person.id, before: UserSecrets::default(), after: secrets(store, &["one", "two"]) };
        assert_eq!(commit(store, vec![set]), CommitOutcome::Done);
    }
    people
}

#[test]
fn rewrite_is_all_or_nothing() {
    on_every_store(|store| {
        let people = people_with_secrets(store);
        let mark = KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
        let audit = entry(&people[0]);
        let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: false };
        let before = values(store);
        assert_eq!(before.len(), 60);
        let refused = store.rewrite(&mut Marking { seen: 0, refuse: true }, &terms);
        assert_eq!(refused.unwrap_err().kind(), Kind::Resumable);
        let other = RewriteOptions { before: Some(&mark), ..terms };
        assert_eq!(store.rewrite(&mut Marking { seen: 0, refuse: false }, &other).unwrap_err().kind(), Kind::Conflict);
        assert_eq!((values(store), store.key_binding().unwrap()), (before.clone(), None));
        let events = store.audit_head().unwrap().seq;
        let mut work = Marking { seen: 0, refuse: false };
        assert!(store.rewrite(&mut work, &terms).unwrap().is_empty());
        assert_eq!(
            (work.seen, store.key_binding().unwrap(), store.audit_head().unwrap().seq),
            (60, Some(mark.clone()), events + 1)
        );
        let expected: BTreeMap<_, _> = before.into_iter().map(|(place, text)| (place, format!("{text}!"))).collect();
        assert_eq!(values(store), expected);
        let secrets_after = store.secrets_after(None, 100).unwrap();
        assert_eq!(secrets_after.len(), 20);
        assert_eq!(store.secrets_after(Some(secrets_after[4].0), 3).unwrap(), secrets_after[5..8]);
        assert_eq!(store.secrets_before(Some(secrets_after[4].0), 3).unwrap(), secrets_after[1..4]);
        assert_eq!(store.secrets_before(Some(secrets_after[1].0), 3).unwrap(), secrets_after[..1]);
        assert_eq!(store.secrets_before(None, 3).unwrap(), secrets_after[17..]);
        // The database stays usable after the replacement.
        let other = KeyBinding { fingerprint: "def".to_owned(), ..mark.clone() };
        let change = |before: Option<&KeyBinding>| vec![Change::SetKeyBinding { before: before.cloned(), after: other.clone() }];
        assert_eq!(
            (commit(store, change(None)), commit(store, change(Some(&mark)))),
            (CommitOutcome::KeyChanged, CommitOutcome::Done)
        );
        assert_eq!(store.count_users(&UserFilter::default()).unwrap(), 20);
    });
}

#[test]
fn backup_contains_every_value_and_verifies_cleanly() {
    on_every_store(|store| {
        people_with_secrets(store);
        let mut backup = Vec::new();
        store.back_up(&super::scratch(), &mut backup).unwrap();
        let mut seen = BTreeMap::new();
        store
            .verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |some| {
                seen.extend(some.iter().map(|value| ((value.place.column(), value.place.id()), value.text.clone())));
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, values(store));
        let refused = store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| {
            Err(Error::from(CommandError::Interrupted).of_kind(Kind::Undecryptable))
        });
        assert_eq!(refused.unwrap_err().kind(), Kind::Undecryptable);
        for cut in [0, 1, 20, backup.len() / 2, backup.len() - 1] {
            assert_eq!(
                store.verify_backup(&mut &backup[..cut], &super::scratch(), &mut |_| Ok(())).unwrap_err().kind(),
                Kind::Store,
                "cut at {cut}"
            );
        }
        assert!(
            store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).is_ok(),
            "a proof that failed hinders no other"
        );
    });
}
