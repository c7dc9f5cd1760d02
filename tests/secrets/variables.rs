//! Values of variables: storage, listing, revealing and recording.

use kozmoai::error::Kind;
use kozmoai::model::{AuditAction, Cursor, UserSecrets, Variable, VariableType};
use kozmoai::secret::Secret;
use kozmoai::service::{NewValue, Shown, VariableFilter};
use kozmoai::store::{Batch, Change, CommitOutcome, Store};

use super::secrets::{FIRST_KEY, OLDER_KEY, exposed, operator, ring, values};
use super::{TestEnv, acting, is_in, new_value};

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
        .each_variable(&operator(), Some(owner), &mut |row| {
            let value = match row.value {
                Shown::Hidden => Some("hidden".to_owned()),
                Shown::Clear(value) => Some(exposed(&value).to_owned()),
                Shown::Unreadable => None,
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
    home.service.set_store_key(&operator(), &home.anna, &Secret::from(secret)).unwrap();
    assert_eq!(home.revealed(&home.anna, "CREDENTIAL"), secret);
    let debug = format!("{:?}", home.service.reveal_variable(&operator(), &home.anna, "GENERIC").unwrap());
    assert!(!debug.contains(secret), "{debug}");
    let (home, kept) = home.with_store(|store| (values(store), store.key_binding().unwrap().unwrap().fingerprint));
    let (kept, mark) = kept;
    assert_eq!((kept.len(), mark.as_str()), (3, ring(FIRST_KEY, &[]).fingerprint()));
    for token in kept.values() {
        assert_eq!(ring(FIRST_KEY, &[]).open(token).ok().unwrap().plaintext.as_slice(), secret.as_bytes());
    }
    assert!(!is_in(home.folder.path(), secret));
}

#[test]
fn setting_existing_name_replaces_only_value() {
    let home = TestEnv::new();
    let fields = vec!["region".to_owned()];
    let first = NewValue { default_fields: Some(fields.clone()), ..new_value("REGION", "eu", GENERIC) };
    let (first, is_new) = home.service.set_variable(&acting(&home.anna), &home.anna, &first).unwrap();
    assert!(is_new);
    let (second, is_new) = home.service.set_variable(&acting(&home.anna), &home.anna, &new_value("REGION", "us", None)).unwrap();
    assert!(!is_new);
    assert_eq!((second.id, second.kind, &second.default_fields), (first.id, VariableType::Generic, &fields));
    assert_eq!(second.created_at, first.created_at);
    assert!(second.updated_at > first.updated_at);
    home.set(&home.bob, "REGION", "another's", GENERIC);
    assert_eq!(shown(&home, &home.anna), [("REGION".to_owned(), Some("us".to_owned()))]);
    let third = home.set(&home.anna, "REGION", "us", Some(VariableType::Credential));
    assert_eq!((third.id, third.kind), (first.id, VariableType::Credential));
    assert_eq!(shown(&home, &home.anna), [("REGION".to_owned(), Some("hidden".to_owned()))]);
    home.service.delete_variable(&acting(&home.anna), &home.anna, "REGION").unwrap();
    assert_eq!(shown(&home, &home.anna), []);
    assert_eq!(shown(&home, &home.bob).len(), 1);
    let gone = home.service.delete_variable(&acting(&home.anna), &home.anna, "REGION").unwrap_err();
    assert_eq!(gone.kind(), Kind::NotFound);
}

#[test]
fn type_change_does_not_reveal_value() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "hidden", None);
    let before = home.events();
    let retyped = NewValue { value: None, ..new_value("TOKEN", "", GENERIC) };
    let set = |new: &NewValue| home.service.set_variable(&operator(), &home.anna, new).map(drop).map_err(|error| error.kind());
    assert_eq!(set(&retyped), Err(Kind::Conflict));
    assert_eq!(set(&NewValue { must_be_new: true, ..new_value("TOKEN", "other", None) }), Err(Kind::Conflict));
    assert_eq!(set(&NewValue { value: None, ..new_value("ANOTHER", "", None) }), Err(Kind::Usage));
    let file = br#"[{"name":"TOKEN","type":"Generic","value":null}]"#;
    let report = home.service.import_variables(&operator(), &home.anna, &mut &file[..], false).unwrap();
    assert!(!report.done && report.refused() == 1);
    assert_eq!((home.events(), shown(&home, &home.anna)), (before, vec![("TOKEN".to_owned(), Some("hidden".to_owned()))]));
    // The other direction, or changing only the fields, needs no value.
    home.set(&home.anna, "REGION", "eu", GENERIC);
    let masked = NewValue { value: None, default_fields: Some(vec!["region".to_owned()]), ..new_value("REGION", "", None) };
    assert_eq!(set(&masked), Ok(()));
    assert_eq!(set(&NewValue { kind: Some(VariableType::Credential), ..masked }), Ok(()));
    assert_eq!(home.revealed(&home.anna, "REGION"), "eu");
    let last = home.audited(AuditAction::VariableSet).pop().unwrap();
    assert_eq!(last.2.as_deref(), Some("REGION, Credential, value unchanged"));
}

#[test]
fn names_and_values_are_limited() {
    let home = TestEnv::new();
    let set = |name: &str, value: &str| {
        home.service.set_variable(&operator(), &home.anna, &new_value(name, value, None)).map_err(|error| error.kind()).map(drop)
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
    home.service.reveal_variable(&acting(&home.root), &home.anna, "TOKEN").unwrap();
    let seen = home.audited(AuditAction::VariableRevealed);
    assert_eq!(seen, [(acting(&home.root), Some("anna".to_owned()), Some("TOKEN".to_owned()))]);
    home.service.export_variables(&acting(&home.anna), Some(&home.anna), true, &mut Vec::new()).unwrap();
    home.service.export_variables(&acting(&home.anna), Some(&home.anna), false, &mut Vec::new()).unwrap();
    let exports: Vec<_> = home.audited(AuditAction::VariablesExported).into_iter().filter_map(|event| event.2).collect();
    assert_eq!(exports, ["with the values of Credentials", "without the values of Credentials"]);
    home.service.set_store_key(&operator(), &home.anna, &Secret::from("s3cret value")).unwrap();
    home.service.clear_store_key(&operator(), &home.anna).unwrap();
    let everything =
        home.service.audit(&operator(), &kozmoai::model::AuditFilter::default(), &Cursor::FIRST, 1_000).unwrap().rows;
    assert!(!format!("{everything:?}").contains("s3cret"));
    assert_eq!(home.service.clear_store_key(&operator(), &home.anna).unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn undecryptable_value_is_listed_but_not_revealed() {
    let home = TestEnv::new();
    for name in ["DAMAGED", "FOREIGN", "GOOD", "OLDER", "PLAIN"] {
        home.set(&home.anna, name, &format!("the {name} one"), GENERIC);
    }
    home.set(&home.anna, "PLAIN CREDENTIAL", "x", None);
    let foreign = ring("a key from elsewhere", &[]).seal(b"x", jiff::Timestamp::UNIX_EPOCH);
    let older = ring(OLDER_KEY, &[]).seal(b"previous", jiff::Timestamp::UNIX_EPOCH);
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
        let error = home.service.reveal_variable(&operator(), &home.anna, name).unwrap_err();
        assert_eq!((error.kind(), home.events()), (Kind::Unreadable, before), "{name}");
    }
    let plain = home.service.reveal_variable(&operator(), &home.anna, "PLAIN CREDENTIAL").unwrap();
    assert!(plain.in_plain_text && exposed(&plain.value) == "left in the open");
    let mut export = Vec::new();
    let error = home.service.export_variables(&operator(), Some(&home.anna), true, &mut export).unwrap_err();
    assert_eq!((error.kind(), error.list().len()), (Kind::Unreadable, 3));
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
        service.set_variable(&operator(), anna, &new_value("NEW", "x", None)).map(drop),
        service.set_store_key(&operator(), anna, &Secret::from("x")),
        service.reveal_variable(&operator(), anna, "TOKEN").map(drop),
        service.export_variables(&operator(), Some(anna), true, &mut Vec::new()).map(drop),
        service.import_variables(&operator(), anna, &mut &br#"[{"name":"N","value":"x"}]"#[..], false).map(drop),
    ];
    assert_eq!(refused.map(|done| done.unwrap_err().kind()), [Kind::Key; 5]);
    assert_eq!((home.events(), shown(&home, anna)), (before, vec![("TOKEN".to_owned(), None)]));
    assert!(service.key_trouble().is_some());
    let home = home.under(&format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    assert_eq!(home.revealed(&home.anna, "TOKEN"), "kept");
    let everyone = home.service.variables(&operator(), &VariableFilter::default(), &Cursor::FIRST, 10).unwrap();
    assert_eq!((everyone.rows.len(), everyone.total), (1, Some(1)));
}

#[test]
fn concurrent_rotation_is_noticed() {
    let home = TestEnv::new();
    home.set(&home.anna, "TOKEN", "kept", None);
    let folder = home.folder.path().to_owned();
    let request = crate::secrets::request();
    let before = home.service.settings();
    home.service.rotate(&operator(), &request, &mut |_| true).unwrap();
    // The rotating service uses the new key.
    home.set(&home.anna, "TOKEN", "late", None);
    drop(home.service);
    // A service with the previous settings is refused.
    let late = kozmoai::service::Service::open(before).unwrap();
    let error = late.set_variable(&operator(), &home.anna, &new_value("TOKEN", "too late", None)).unwrap_err();
    assert_eq!(error.kind(), Kind::Key);
    drop(late);
    let service = super::opened(&folder, &home.clock);
    let revealed = service.reveal_variable(&operator(), &home.anna, "TOKEN").unwrap();
    assert_eq!(exposed(&revealed.value), "late");
}
