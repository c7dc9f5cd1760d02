//! Values of variables: storage, listing, revealing and recording.

use kozmoai::error::Kind;
use kozmoai::model::{AuditAction, Cursor, UserSecrets, Variable, VariableType};
use kozmoai::secret::Secret;
use kozmoai::service::{ListedValue, VariableEdit};
use kozmoai::store::{Batch, Change, CommitOutcome, Store};

use super::secrets::{FIRST_KEY, OLDER_KEY, exposed, operator, ring, values};
use super::{TestEnv, actor_of, is_in, new_value};

const GENERIC: Option<VariableType> = Some(VariableType::Generic);

/// Changes a user's secrets without the service.
fn change(store: &dyn Store, owner: kozmoai::model::UserId, alter: impl FnOnce(&mut UserSecrets)) {
    let before = store.secrets(owner).unwrap();
    let mut after = before.clone();
    alter(&mut after);
    let changes = vec![Change::UpdateSecrets { user: owner, before, after }];
    assert_eq!(store.commit(&Batch { changes, audit: Vec::new(), keep_a_superuser: true }).unwrap(), CommitOutcome::Done);
}

fn shown(home: &TestEnv, owner: &kozmoai::model::User) -> Vec<(String, Option<String>)> {
    let mut rows = Vec::new();
    home.service
        .reader(&operator(), Some(owner))
        .unwrap()
        .each_variable(&mut |row| {
            let value = match row.value {
                ListedValue::Hidden => Some("hidden".to_owned()),
                ListedValue::Plaintext(value) => Some(exposed(&value).to_owned()),
                ListedValue::Undecryptable | ListedValue::Locked => None,
            };
            rows.push((row.name, value));
            Ok(())
        })
        .unwrap();
    rows
}

#[test]
fn value_is_encrypted_everywhere() {
    let home = TestEnv::new();
    let secret = "sk-this-must-not-be-found-anywhere";
    home.set(&home.anna, "CREDENTIAL", secret, None);
    home.set(&home.anna, "GENERIC", secret, GENERIC);
    home.service.owner(&operator(), &home.anna).unwrap().set_store_key(&Secret::from(secret)).unwrap();
    assert_eq!(home.revealed(&home.anna, "CREDENTIAL"), secret);
    let debug = format!("{:?}", home.service.owner(&operator(), &home.anna).unwrap().reveal_variable("GENERIC").unwrap());
    assert!(!debug.contains(secret), "{debug}");
    let (home, kept) = home.with_store(|store| (values(store), store.key_binding().unwrap().unwrap().fingerprint));
    let (kept, mark) = kept;
    assert_eq!((kept.len(), mark.as_str()), (3, ring(FIRST_KEY, &[]).fingerprint()));
    for token in kept.values() {
        assert_eq!(ring(FIRST_KEY, &[]).decrypt(token).ok().unwrap().plaintext.as_slice(), secret.as_bytes());
    }
    assert!(!is_in(home.folder.path(), secret));
}

#[test]
fn setting_existing_name_replaces_only_value() {
    let home = TestEnv::new();
    let fields = vec!["region".to_owned()];
    let first = VariableEdit { default_fields: Some(fields.clone()), ..new_value("REGION", "eu", GENERIC) };
    let (first, is_new) =
        home.service.owner(&actor_of(&home.anna), &home.anna).and_then(|owner| owner.set_variable(&first)).unwrap();
    assert!(is_new);
    let (second, is_new) = home
        .service
        .owner(&actor_of(&home.anna), &home.anna)
        .and_then(|owner| owner.set_variable(&new_value("REGION", "us", None)))
        .unwrap();
    assert!(!is_new);
    assert_eq!((second.id, second.kind, &second.default_fields), (first.id, VariableType::Generic, &fields));
    assert_eq!(second.created_at, first.created_at);
    assert!(second.updated_at > first.updated_at);
    home.set(&home.bob, "REGION", "another's", GENERIC);
    assert_eq!(shown(&home, &home.anna), [("REGION".to_owned(), Some("us".to_owned()))]);
    let third = home.set(&home.anna, "REGION", "us", Some(VariableType::Credential));
    assert_eq!((third.id, third.kind), (first.id, VariableType::Credential));
    assert_eq!(shown(&home, &home.anna), [("REGION".to_owned(), Some("hidden".to_owned()))]);
    home.service.owner(&actor_of(&home.anna), &home.anna).and_then(|owner| owner.delete_variable("REGION")).unwrap();
    assert_eq!(shown(&home, &home.anna), []);
    assert_eq!(shown(&home, &home.bob).len(), 1);
    let gone =
        home.service.owner(&actor_of(&home.anna), &home.anna).and_then(|owner| owner.delete_variable("REGION")).unwrap_err();
    assert_eq!(gone.kind(), Kind::NotFound);
}

#[test]
fn type_change_does_not_reveal_value() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "hidden", None);
    let before = home.events();
    let retyped = VariableEdit { value: None, ..new_value("TOKEN", "", GENERIC) };
    let set = |new: &VariableEdit| {
        home.service.owner(&operator(), &home.anna).unwrap().set_variable(new).map(drop).map_err(|error| error.kind())
    };
    assert_eq!(set(&retyped), Err(Kind::Conflict));
    assert_eq!(set(&VariableEdit { must_be_new: true, ..new_value("TOKEN", "other", None) }), Err(Kind::Conflict));
    assert_eq!(set(&VariableEdit { value: None, ..new_value("ANOTHER", "", None) }), Err(Kind::Usage));
    let file = br#"[{"name":"TOKEN","type":"Generic","value":null}]"#;
    let report = home.service.owner(&operator(), &home.anna).unwrap().import_variables(&mut &file[..], false).unwrap();
    assert!(!report.done && report.refused() == 1);
    assert_eq!((home.events(), shown(&home, &home.anna)), (before, vec![("TOKEN".to_owned(), Some("hidden".to_owned()))]));
    // The other direction, or changing only the fields, needs no value.
    home.set(&home.anna, "REGION", "eu", GENERIC);
    let masked = VariableEdit { value: None, default_fields: Some(vec!["region".to_owned()]), ..new_value("REGION", "", None) };
    assert_eq!(set(&masked), Ok(()));
    assert_eq!(set(&VariableEdit { kind: Some(VariableType::Credential), ..masked }), Ok(()));
    assert_eq!(home.revealed(&home.anna, "REGION"), "eu");
    let last = home.audited(AuditAction::VariableSet).pop().unwrap();
    assert_eq!(last.2.as_deref(), Some("REGION, Credential, value unchanged"));
}

#[test]
fn names_and_values_are_limited() {
    let home = TestEnv::new();
    let set = |name: &str, value: &str| {
        home.service
            .owner(&operator(), &home.anna)
            .unwrap()
            .set_variable(&new_value(name, value, None))
            .map_err(|error| error.kind())
            .map(drop)
    };
    let longest = "é".repeat(255);
    let large = "x".repeat(1 << 20);
    for (name, value) in [("x", "x"), (&*longest, "x"), ("with blanks", "a\nb\0c"), ("LARGE", &large), ("=1+1", " ")] {
        assert_eq!(set(name, value), Ok(()), "{name}");
        assert_eq!(home.revealed(&home.anna, name), value);
    }
    let before = home.events();
    for name in ["", " ", "a\nb", "a\u{202e}b", "a\u{200b}b", "a\u{7f}b", &"é".repeat(256)] {
        assert_eq!(set(name, "x"), Err(Kind::Usage), "{name:?}");
    }
    assert_eq!([set("x", ""), set("x", &format!("{large}x"))], [Err(Kind::Usage); 2]);
    assert_eq!(home.events(), before);
}

#[test]
fn reveals_are_recorded_without_values() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "s3cret value", None);
    home.service.owner(&actor_of(&home.root), &home.anna).and_then(|owner| owner.reveal_variable("TOKEN")).unwrap();
    let seen = home.audited(AuditAction::VariableRevealed);
    assert_eq!(seen, [(actor_of(&home.root), Some("anna".to_owned()), Some("TOKEN".to_owned()))]);
    home.service
        .reader(&actor_of(&home.anna), Some(&home.anna))
        .and_then(|reader| reader.export_variables(true, &mut Vec::new()))
        .unwrap();
    home.service
        .reader(&actor_of(&home.anna), Some(&home.anna))
        .and_then(|reader| reader.export_variables(false, &mut Vec::new()))
        .unwrap();
    let exports: Vec<_> = home.audited(AuditAction::VariablesExported).into_iter().filter_map(|event| event.2).collect();
    assert_eq!(exports, ["with the values of Credentials", "without the values of Credentials"]);
    home.service.owner(&operator(), &home.anna).unwrap().set_store_key(&Secret::from("s3cret value")).unwrap();
    home.service.owner(&operator(), &home.anna).unwrap().clear_store_key().unwrap();
    let everything = home
        .service
        .admin(&operator())
        .unwrap()
        .audit(&kozmoai::model::AuditFilter::default(), &Cursor::FIRST, 1_000)
        .unwrap()
        .rows;
    assert!(!format!("{everything:?}").contains("s3cret"));
    assert_eq!(home.service.owner(&operator(), &home.anna).unwrap().clear_store_key().unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn undecryptable_value_is_listed_but_not_revealed() {
    let home = TestEnv::new();
    for name in ["DAMAGED", "FOREIGN", "GOOD", "OLDER", "PLAIN"] {
        home.set(&home.anna, name, &format!("the {name} one"), GENERIC);
    }
    home.set(&home.anna, "PLAIN CREDENTIAL", "x", None);
    let foreign = ring("a key from elsewhere", &[]).encrypt(b"x", jiff::Timestamp::UNIX_EPOCH);
    let older = ring(OLDER_KEY, &[]).encrypt(b"previous", jiff::Timestamp::UNIX_EPOCH);
    let alter = |variable: &mut Variable| match variable.name.as_str() {
        "DAMAGED" => variable.value.truncate(40),
        "FOREIGN" => variable.value.clone_from(&foreign),
        "OLDER" => variable.value.clone_from(&older),
        "PLAIN" | "PLAIN CREDENTIAL" => "left in the open".clone_into(&mut variable.value),
        _ => {}
    };
    let anna = home.anna.id;
    let (home, ()) = home.with_store(|store| change(store, anna, |secrets| secrets.variables.iter_mut().for_each(alter)));
    let row = |name: &str, value: Option<&str>| (name.to_owned(), value.map(str::to_owned));
    let expected = |older| {
        vec![
            row("DAMAGED", None),
            row("FOREIGN", None),
            row("GOOD", Some("the GOOD one")),
            row("OLDER", older),
            row("PLAIN", Some("left in the open")),
            row("PLAIN CREDENTIAL", Some("hidden")),
        ]
    };
    assert_eq!(shown(&home, &home.anna), expected(None));
    for name in ["DAMAGED", "FOREIGN", "OLDER"] {
        let before = home.events();
        let error = home.service.owner(&operator(), &home.anna).unwrap().reveal_variable(name).unwrap_err();
        assert_eq!((error.kind(), home.events()), (Kind::Undecryptable, before), "{name}");
    }
    let plain = home.service.owner(&operator(), &home.anna).unwrap().reveal_variable("PLAIN CREDENTIAL").unwrap();
    assert!(plain.in_plain_text && exposed(&plain.value) == "left in the open");
    let mut export = Vec::new();
    let error = home.service.reader(&operator(), Some(&home.anna)).unwrap().export_variables(true, &mut export).unwrap_err();
    assert_eq!((error.kind(), error.list().len()), (Kind::Undecryptable, 3));
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&export).unwrap();
    assert_eq!((rows.len(), &rows[0]["value"]), (6, &serde_json::Value::Null));
    let home = home.under(&format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={OLDER_KEY}\n"));
    assert_eq!(shown(&home, &home.anna), expected(Some("previous")));
    assert_eq!(home.revealed(&home.anna, "OLDER"), "previous");
}

#[test]
fn nothing_is_encrypted_with_another_key() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "kept", None);
    let home = home.under("KOZMOAI_SECRET_KEY=another_key\n");
    let before = home.events();
    let (service, anna) = (&home.service, &home.anna);
    let refused = [
        service.owner(&operator(), anna).unwrap().set_variable(&new_value("NEW", "x", None)).map(drop),
        service.owner(&operator(), anna).unwrap().set_store_key(&Secret::from("x")),
        service.owner(&operator(), anna).unwrap().reveal_variable("TOKEN").map(drop),
        service.reader(&operator(), Some(anna)).unwrap().export_variables(true, &mut Vec::new()).map(drop),
        service.owner(&operator(), anna).unwrap().import_variables(&mut &br#"[{"name":"N","value":"x"}]"#[..], false).map(drop),
    ];
    assert_eq!(refused.map(|done| done.unwrap_err().kind()), [Kind::Key; 5]);
    assert_eq!((home.events(), shown(&home, anna)), (before, vec![("TOKEN".to_owned(), None)]));
    assert!(service.key_trouble().is_some());
    let home = home.under(&format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    assert_eq!(home.revealed(&home.anna, "TOKEN"), "kept");
    let everyone = home.service.reader(&operator(), None).unwrap().variables(None, &Cursor::FIRST, 10).unwrap();
    assert_eq!((everyone.rows.len(), everyone.total), (1, Some(1)));
}

#[test]
fn concurrent_rotation_is_noticed() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "kept", None);
    let folder = home.folder.path().to_owned();
    let request = super::secrets::request();
    let before = home.service.settings();
    home.service.admin(&operator()).unwrap().rotate(&request, &mut |_| true).unwrap();
    // The rotating service uses the new key.
    home.set(&home.anna, "TOKEN", "late", None);
    drop(home.service);
    // A service with the previous settings is refused.
    let late = kozmoai::service::Service::open(before).unwrap();
    let error = late.owner(&operator(), &home.anna).unwrap().set_variable(&new_value("TOKEN", "too late", None)).unwrap_err();
    assert_eq!(error.kind(), Kind::Key);
    drop(late);
    let service = super::opened(&folder, &home.clock);
    let revealed = service.owner(&operator(), &home.anna).unwrap().reveal_variable("TOKEN").unwrap();
    assert_eq!(exposed(&revealed.value), "late");
}
