//! A database that fails during an operation: a reported success is complete, a reported failure changed everything or
//! nothing, and the log records what was changed.

use kozmoai::error::{Kind, Result};
use kozmoai::secret::Secret;
use kozmoai::service::user_files::Format;
use kozmoai::service::{FlagChange, Service, UserEdit, Verification};

use super::env::{TestEnv, operator};
use super::failing::Fuse;

type Act = fn(&Service) -> Result<()>;

/// Operations on bert, who exists, and zoe, who does not, with the events that each records.
const ACTS: &[(Act, &[&str])] = &[
    (
        |service| {
            let bert = service.admin(&operator()).unwrap().user_named("bert")?;
            service.admin(&operator()).unwrap().change_flag(&[bert], FlagChange::Deactivate).map(drop)
        },
        &["user.deactivated bert: revoked 2 API keys"],
    ),
    (
        |service| {
            let bert = service.admin(&operator()).unwrap().user_named("bert")?;
            let edit = UserEdit { username: "bertram".to_owned(), is_active: true, is_superuser: true };
            service.admin(&operator()).unwrap().edit_user(&bert, &edit).map(drop)
        },
        &["user.renamed bert: now bertram", "user.promoted bert"],
    ),
    (
        |service| {
            let bert = service.admin(&operator()).unwrap().user_named("bert")?;
            service.admin(&operator()).unwrap().delete_users(&[bert]).map(drop)
        },
        &["user.deleted bert: 1 folder, 0 variables, 2 API keys"],
    ),
    (
        |service| {
            service.admin(&operator()).unwrap().import_users(Format::Csv, &mut "username\nzoe\n".as_bytes(), false).map(drop)
        },
        &["user.created zoe: inactive"],
    ),
    (|service| service.sign_in("bert", &Secret::from("wrong")).map(drop), &["session.sign_in_refused bert: wrong password"]),
];

#[test]
fn failing_operation_is_atomic() {
    for (act, written) in ACTS {
        for after in [false, true] {
            for call in 0.. {
                let bench = TestEnv::new();
                bench.add("anna", true, true);
                let bert = bench.add("bert", true, false);
                bench.give_api_keys(&bert, 2);
                let before = bench.export_users();
                let fuse = Fuse::at(call, after);
                let (result, events) = bench.recorded(|| act(&bench.failing(fuse.clone())));
                let case = format!("{written:?}, failing at call {call}, after it: {after}: {result:?}");
                if events.is_empty() {
                    assert_eq!(bench.export_users(), before, "{case}");
                    assert_eq!(bench.store.sign_in_failures("bert").unwrap(), None, "{case}");
                    assert_eq!(bench.store.usage(bert.id).unwrap().folders, 1, "{case}");
                } else {
                    assert_eq!(events, *written, "{case}");
                }
                let whole = bench.service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
                assert!(matches!(whole, Verification::Whole { .. }), "{case}");
                if !fuse.went_off() {
                    result.unwrap();
                    assert_eq!(events, *written, "{case}");
                    assert!(call > 0, "{case}");
                    break;
                }
                assert_eq!(result.map_err(|error| error.kind()), Err(Kind::Store), "{case}");
            }
        }
    }
}
