//! After a rotation, the running program uses the new key and reports its origin correctly.

use std::path::Path;
use std::sync::Arc;

use kozmoai::config::Origin;
use kozmoai::error::Kind;
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::doctor::Severity;
use kozmoai::service::rotation::Request;
use kozmoai::service::{Service, SystemClock, VariableEdit};
use kozmoai::store::Store;

use super::failing::{Failing, Fuse};
use super::request;
use super::secrets::{self, FIRST_KEY, operator, plaintext};

const NEW_KEY: &str = "F9DaVQfBNAXpWhIPsNn2RFHhZGuuy5Q9Ufm0Vl2D0bY";

fn origin(service: &Service) -> Origin {
    let shown = service.settings().shown();
    shown.into_iter().find(|row| row.name == "KOZMOAI_SECRET_KEY").unwrap().origin
}

/// Reads an earlier value, then sets and reads another one, with the same service.
fn reads_and_writes(service: &Service) {
    let user = service.admin(&operator()).unwrap().user_named("user000001").unwrap();
    let value = service.owner(&operator(), &user).unwrap().reveal_variable("VARIABLE_1").unwrap().value;
    assert_eq!(value.expose_secret(), plaintext(1, 1));
    let new = VariableEdit {
        name: "NEW".to_owned(),
        value: Some(Secret::from("another value")),
        kind: None,
        default_fields: None,
        must_be_new: false,
    };
    service.owner(&operator(), &user).unwrap().set_variable(&new).unwrap();
    assert_eq!(service.owner(&operator(), &user).unwrap().reveal_variable("NEW").unwrap().value.expose_secret(), "another value");
}

fn on_disk(folder: &Path) -> String {
    secrets::settings(folder).secret_key.value.as_ref().unwrap().expose_secret().to_owned()
}

#[test]
fn new_key_is_active_at_once() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 3);
    let service = secrets::service(home.path());
    let before = origin(&service);
    for _ in 0..2 {
        service.admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap();
        reads_and_writes(&service);
        assert_eq!(origin(&service), before, "the same line of the same file");
        assert_eq!(service.settings().secret_key.value.as_ref().unwrap().expose_secret(), on_disk(home.path()));
    }
    assert_ne!(on_disk(home.path()), FIRST_KEY);
}

#[test]
fn key_without_file_is_active() {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), 3);
    let service = secrets::service(home.path());
    let elsewhere = Request { new_key: Some(Secret::from(NEW_KEY)), update_sources: false, ..request() };
    service.admin(&operator()).unwrap().rotate(&elsewhere, &mut |_| true).unwrap();
    reads_and_writes(&service);
    assert_eq!((origin(&service), on_disk(home.path()).as_str()), (Origin::Rotation, FIRST_KEY));
    let findings = service.admin(&operator()).unwrap().examine().unwrap();
    assert!(
        findings.iter().any(|f| f.severity == Severity::Warning && f.message.starts_with("Two different keys are set")),
        "{findings:?}"
    );
    assert!(findings.iter().all(|f| f.severity != Severity::Problem), "{findings:?}");
    // The key is in no file that could be updated from here.
    let again = service.admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap_err();
    assert_eq!(again.kind(), Kind::Usage, "{again}");
}

#[test]
fn resume_and_rollback_activate_right_key() {
    for back in [false, true] {
        let home = tempfile::tempdir().unwrap();
        secrets::seed(home.path(), 3);
        let settings = secrets::settings(home.path());
        let store: Arc<dyn Store> = kozmoai::store::open(&settings.store.value).unwrap().into();
        let on = |fuse| {
            let store = Box::new(Failing { inner: Arc::clone(&store), fuse });
            Service::new(store, Arc::clone(&settings), Box::new(SystemClock))
        };
        // Interrupted after the values are re-encrypted and before the files are updated.
        let broken = (0..500).any(|call| {
            drop(on(Fuse::at(call, true)).admin(&operator()).unwrap().rotate(&request(), &mut |_| true));
            let whole = on(Fuse::at(i64::MAX, false));
            let unfinished = whole.rotation_status().unwrap();
            let reencrypted = unfinished.as_ref().is_some_and(|rotation| rotation.phase.is_reencrypted());
            if unfinished.is_some() && !reencrypted {
                whole.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true).unwrap();
            }
            reencrypted
        });
        assert!(broken);
        let service = on(Fuse::at(i64::MAX, false));
        let findings = service.admin(&operator()).unwrap().examine().unwrap();
        assert!(findings.iter().any(|f| f.area == "rotation" && f.severity == Severity::Problem), "{findings:?}");
        if back {
            service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true).unwrap();
        } else {
            service.admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
        }
        reads_and_writes(&service);
        assert_eq!(on_disk(home.path()) == FIRST_KEY, back);
        assert_eq!(service.settings().secret_key.value.as_ref().unwrap().expose_secret(), on_disk(home.path()));
    }
}

#[test]
fn key_of_first_start_is_active_at_once() {
    let home = tempfile::tempdir().unwrap();
    let service = secrets::service(home.path());
    service.start().unwrap();
    assert!(matches!(origin(&service), Origin::SecretKeyFile(_)));
    assert!(service.key_trouble().is_none());
}
