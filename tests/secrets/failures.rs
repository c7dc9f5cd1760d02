//! A database that fails at any call: an operation succeeds or changes nothing, and never reports a wrong success.

use std::sync::Arc;

use kozmoai::error::Kind;
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use kozmoai::store::Store;

use super::failing::{Failing, Fuse};
use super::secrets::{operator, settings};
use super::{TestEnv, new_value};

/// Sets, reveals and imports variables, creates and revokes an API key, and sets a Kozmoai Store API key.
fn acts(service: &Service, owner: &kozmoai::model::User) -> kozmoai::error::Result<()> {
    service.owner(&operator(), owner).unwrap().set_variable(&new_value("ONE", "x", None))?;
    service.owner(&operator(), owner).unwrap().reveal_variable("ONE")?;
    service.owner(&operator(), owner).unwrap().import_variables(&mut &br#"[{"name":"TWO","value":"x"}]"#[..], false)?;
    let id = service.owner(&operator(), owner).unwrap().create_api_key("ci", None)?.0.key.id;
    service.owner_of_api_key(&operator(), id).and_then(|owner| owner.revoke_api_key(id))?;
    service.owner(&operator(), owner).unwrap().set_store_key(&Secret::from("x"))
}

#[test]
fn failure_at_any_call_leaves_nothing_half_done() {
    let TestEnv { service, clock, anna, folder, .. } = TestEnv::new();
    drop(service);
    let settings = settings(folder.path());
    let inner: Arc<dyn Store> = Arc::from(kozmoai::store::open(&settings.store.value).unwrap());
    for after in [false, true] {
        for call in 0.. {
            assert!(call < 200, "the fuse never stays whole");
            let fuse = Fuse::at(call, after);
            let before = inner.audit_head().unwrap().seq;
            let store = Box::new(Failing { inner: Arc::clone(&inner), fuse: fuse.clone() });
            let done = acts(&Service::new(store, Arc::clone(&settings), Box::new(clock.clone())), &anna);
            let events = inner.audit_from(&kozmoai::model::AuditFilter::default(), before + 1, 100).unwrap();
            let secrets = inner.secrets(anna.id).unwrap();
            assert_eq!(done.is_ok(), !fuse.went_off(), "a failure is reported");
            if let Err(error) = &done {
                assert_eq!(error.kind(), Kind::Store);
            } else {
                assert_eq!(events.len(), 6);
            }
            // Everything in the audit log was done.
            let output = |name: &str| events.iter().any(|event| event.entry.action.name() == name);
            assert!(!output("variable.set") || secrets.variables.iter().any(|variable| variable.name == "ONE"));
            assert!(!output("variables.imported") || secrets.variables.iter().any(|variable| variable.name == "TWO"));
            assert!(!output("store_key.set") || secrets.store_api_key.is_some());
            assert_eq!(
                output("api_key.revoked"),
                !secrets.api_keys.last().is_none_or(|key| key.is_active) && output("api_key.created")
            );
            if done.is_ok() {
                break;
            }
        }
    }
}
