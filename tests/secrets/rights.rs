//! Permissions: users access their own secrets, superusers and the operator those of all users.

use kozmoai::error::{Error, Kind};
use kozmoai::model::{Actor, Cursor, User};
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::Service;

use super::failing::{Failing, Fuse};
use super::secrets::operator;
use super::{TestEnv, actor_of, new_value};

type Act = (&'static str, fn(&Service, &Actor, &User) -> Result<(), Error>);

/// Every operation on a user's secrets, with its name.
const ACTS: &[Act] = &[
    ("list", |service, actor, owner| {
        service.reader(actor, Some(owner)).and_then(|reader| reader.variables(None, &Cursor::FIRST, 10)).map(drop)
    }),
    ("list all", |service, actor, owner| {
        service.reader(actor, Some(owner)).and_then(|reader| reader.each_variable(&mut |_| Ok(())))
    }),
    ("set", |service, actor, owner| {
        service.owner(actor, owner).and_then(|owner| owner.set_variable(&new_value("NAME", "x", None))).map(drop)
    }),
    ("reveal", |service, actor, owner| service.owner(actor, owner).and_then(|owner| owner.reveal_variable("KEPT")).map(drop)),
    ("delete", |service, actor, owner| service.owner(actor, owner).and_then(|owner| owner.delete_variable("NAME"))),
    ("export", |service, actor, owner| {
        service.reader(actor, Some(owner)).and_then(|reader| reader.export_variables(true, &mut Vec::new())).map(drop)
    }),
    ("import", |service, actor, owner| {
        service
            .owner(actor, owner)
            .and_then(|owner| owner.import_variables(&mut &br#"[{"name":"IMPORTED","value":"x"}]"#[..], false))
            .map(drop)
    }),
    ("list keys", |service, actor, owner| {
        service.reader(actor, Some(owner)).and_then(|reader| reader.api_keys(&Cursor::FIRST, 10)).map(drop)
    }),
    ("list all keys", |service, actor, owner| {
        service.reader(actor, Some(owner)).and_then(|reader| reader.each_api_key(&mut |_| Ok(())))
    }),
    ("create key", |service, actor, owner| {
        service.owner(actor, owner).and_then(|owner| owner.create_api_key("ci", None)).map(drop)
    }),
    ("revoke key", |service, actor, owner| {
        let id = service.owner(&operator(), owner).unwrap().create_api_key("to be revoked", None)?.0.key.id;
        service.owner_of_api_key(actor, id).and_then(|owner| owner.revoke_api_key(id)).map(drop)
    }),
    ("set Kozmoai Store API key", |service, actor, owner| {
        service.owner(actor, owner).and_then(|owner| owner.set_store_key(&Secret::from("x")))
    }),
    ("clear store key", |service, actor, owner| service.owner(actor, owner).and_then(|owner| owner.clear_store_key())),
];

#[test]
fn users_access_their_own_superusers_all() {
    let home = TestEnv::new();
    let TestEnv { service, root, anna, bob, carl, .. } = &home;
    for owner in [root, anna, bob, carl] {
        home.set(owner, "KEPT", "kept", None);
    }
    let who = |actor: &Actor| actor.to_string();
    for owner in [root, anna, carl] {
        let others = [root, anna, bob, carl].map(actor_of);
        let allowed: Vec<Actor> = match owner.username.as_str() {
            "anna" => vec![actor_of(root), actor_of(anna), operator()],
            _ => vec![actor_of(root), operator()],
        };
        for actor in others.into_iter().chain([operator()]) {
            for (name, act) in ACTS {
                let before = home.events();
                let done = act(service, &actor, owner);
                if allowed.contains(&actor) {
                    assert!(done.is_ok(), "{} may {name} of {}: {done:?}", who(&actor), owner.username);
                } else {
                    let error = done.unwrap_err();
                    // Users can't find out which API keys others have.
                    let kind = if *name == "revoke key" && actor != actor_of(carl) { Kind::NotFound } else { Kind::NotAllowed };
                    assert_eq!(error.kind(), kind, "{} may not {name} of {}", who(&actor), owner.username);
                    let prepared = usize::from(*name == "revoke key");
                    assert_eq!(home.events(), before + prepared, "{} did {name} of {}", who(&actor), owner.username);
                }
            }
        }
    }
}

#[test]
fn only_current_superusers_access_all() {
    let home = TestEnv::new();
    home.set(&home.bob, "KEPT", "kept", None);
    let everyones = |actor: &Actor| {
        let service = &home.service;
        let one = service
            .reader(actor, None)
            .and_then(|reader| reader.variables(None, &Cursor::FIRST, 10))
            .map(|window| window.rows.len());
        let two = service
            .reader(actor, None)
            .and_then(|reader| reader.export_variables(false, &mut Vec::new()))
            .map(|count| usize::try_from(count).unwrap());
        let three =
            service.reader(actor, None).and_then(|reader| reader.api_keys(&Cursor::FIRST, 10)).map(|window| window.rows.len());
        [one, two, three].map(|done| done.map_err(|error| error.kind()))
    };
    assert_eq!(everyones(&actor_of(&home.root)), [Ok(1), Ok(1), Ok(0)]);
    assert_eq!(everyones(&operator()), [Ok(1), Ok(1), Ok(0)]);
    for other in [&home.anna, &home.carl] {
        assert_eq!(everyones(&actor_of(other)), [Err(Kind::NotAllowed); 3]);
    }
    let second = kozmoai::service::FlagChange::Promote;
    home.service.admin(&operator()).unwrap().change_flag(std::slice::from_ref(&home.anna), second).unwrap();
    home.service
        .admin(&operator())
        .unwrap()
        .change_flag(std::slice::from_ref(&home.root), kozmoai::service::FlagChange::Demote)
        .unwrap();
    assert_eq!(everyones(&actor_of(&home.root)), [Err(Kind::NotAllowed); 3]);
    assert_eq!(everyones(&actor_of(&home.anna))[0], Ok(1));
}

#[test]
fn read_only_lists_but_does_not_reveal() {
    let home = TestEnv::new();
    home.set(&home.anna, "KEPT", "kept", None);
    home.service.owner(&operator(), &home.anna).unwrap().set_store_key(&Secret::from("x")).unwrap();
    home.set(&home.anna, "NAME", "x", None);
    let before = home.events();
    let TestEnv { service, root, anna, .. } = home;
    let service = service.read_only();
    for (name, act) in ACTS {
        let reads = name.starts_with("list");
        let done = act(&service, &actor_of(&root), &anna).map_err(|error| error.kind());
        assert_eq!(done, if reads { Ok(()) } else { Err(Kind::NotAllowed) }, "{name}");
    }
    assert!(service.reader(&actor_of(&root), None).and_then(|reader| reader.export_variables(false, &mut Vec::new())).is_ok());
    let events = service
        .admin(&operator())
        .unwrap()
        .audit(&kozmoai::model::AuditFilter::default(), &Cursor::FIRST, 1_000)
        .unwrap()
        .rows
        .len();
    assert_eq!(events, before);
}

#[test]
fn read_only_database_reveals_unrecorded() {
    let home = TestEnv::new();
    home.set(&home.anna, "KEPT", "kept", None);
    let before = home.events();
    let TestEnv { service, clock, root, anna, folder, .. } = home;
    drop(service);
    let settings = super::secrets::settings(folder.path());
    let fuse = Fuse::at(-1, false);
    fuse.read_only.store(true, std::sync::atomic::Ordering::Relaxed);
    let store = Box::new(Failing { inner: kozmoai::store::open(&settings.store.value).unwrap().into(), fuse });
    let service = Service::new(store, settings, Box::new(clock));
    let revealed = service.owner(&actor_of(&root), &anna).and_then(|owner| owner.reveal_variable("KEPT")).unwrap();
    assert_eq!(revealed.value.expose_secret(), "kept");
    assert!(revealed.unrecorded.unwrap().contains("the disk is read-only"));
    let mut exported = Vec::new();
    service.reader(&actor_of(&root), Some(&anna)).and_then(|reader| reader.export_variables(true, &mut exported)).unwrap();
    assert!(String::from_utf8(exported).unwrap().contains("kept"));
    assert!(service.unrecorded().unwrap().contains("could not record"));
    let refused =
        service.owner(&actor_of(&root), &anna).and_then(|owner| owner.set_variable(&new_value("KEPT", "x", None))).unwrap_err();
    assert_eq!(refused.kind(), Kind::NotAllowed);
    let events = service
        .admin(&operator())
        .unwrap()
        .audit(&kozmoai::model::AuditFilter::default(), &Cursor::FIRST, 1_000)
        .unwrap()
        .rows
        .len();
    assert_eq!(events, before);
}
