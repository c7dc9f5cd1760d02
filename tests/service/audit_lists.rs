//! The audit log in any order, page by page, and the number of its events.

use kozmoai::model::{AuditAction, AuditEvent, AuditFilter, AuditOutcome, Cursor, Order};
use kozmoai::secret::Secret;
use kozmoai::service::audit::AuditSort;
use kozmoai::service::{FlagChange, NewUser};
use kozmoai::text::Search;

use super::env::{TestEnv, operator};

#[test]
fn sorted_pages_add_up_to_the_log() {
    let bench = TestEnv::new();
    bench.add("root", true, true);
    for name in ["zoe", "anna", "mike"] {
        let user = bench.add(name, false, false);
        let admin = bench.service.admin(&operator()).unwrap();
        admin.change_flag(&[user], FlagChange::Activate).unwrap();
        bench.service.admin(&bench.as_user("root")).unwrap().change_flag(&[bench.user(name)], FlagChange::Promote).unwrap();
    }
    let admin = bench.service.admin(&operator()).unwrap();
    let numbers = |events: &[AuditEvent]| events.iter().map(|event| event.seq).collect::<Vec<_>>();
    for filter in [AuditFilter::default(), AuditFilter { user: Some("anna".to_owned()), ..AuditFilter::default() }] {
        let mut all = admin.audit(&filter, &Cursor::FIRST, 100).unwrap().rows;
        all.reverse();
        for sort in [AuditSort::Time, AuditSort::Action, AuditSort::User, AuditSort::By] {
            for descending in [false, true] {
                let mut expected = all.clone();
                expected.sort_by_key(|event| match sort {
                    AuditSort::Time => String::new(),
                    AuditSort::Action => event.action().name().to_owned(),
                    AuditSort::User => event.entry.target_name.clone().unwrap_or_default(),
                    AuditSort::By => event.entry.actor.to_string(),
                });
                if descending {
                    expected.reverse();
                }
                let order = Order { sort, descending };
                let window = |cursor| admin.sorted_audit(&filter, order, &cursor, 2).unwrap().rows;
                let (mut forward, mut page) = (Vec::new(), window(Cursor::FIRST));
                while let Some(last) = page.last().cloned() {
                    forward.append(&mut page);
                    page = window(Cursor::After(last));
                }
                assert_eq!(numbers(&forward), numbers(&expected), "{order:?}");
                let mut backward = window(Cursor::Last);
                loop {
                    let before = window(Cursor::Before(backward[0].clone()));
                    if before.is_empty() {
                        break;
                    }
                    backward.splice(..0, before);
                }
                assert_eq!(numbers(&backward), numbers(&expected), "{order:?}");
                let rest = numbers(&expected[1..expected.len().min(3)]);
                assert_eq!(numbers(&window(Cursor::From(expected[1].clone()))), rest, "{order:?}");
                assert_eq!(numbers(&window(Cursor::Offset(1))), rest, "{order:?}");
            }
        }
        let counts = admin.count_audit(&filter, &mut |_| true).unwrap();
        let whole = admin.audit(&AuditFilter::default(), &Cursor::FIRST, 100).unwrap().rows.len() as u64;
        assert_eq!((counts.matching, counts.all), (all.len() as u64, whole));
    }
    let refused = AuditFilter { action: Some(AuditAction::SignInRefused), ..AuditFilter::default() };
    assert_eq!(admin.count_audit(&refused, &mut |_| true).unwrap().matching, 0);
}

#[test]
fn outcome_and_text_filter_events() {
    let bench = TestEnv::new();
    let create = |name: &str, superuser| {
        let password = Secret::from("four unrelated words");
        let new = NewUser { username: name.to_owned(), password, active: Some(true), superuser };
        bench.service.admin(&operator()).unwrap().create_user(&new).unwrap();
    };
    create("root", true);
    create("Anna", false);
    assert!(bench.service.sign_in("Anna", &Secret::from("wrong")).unwrap().is_err());
    let admin = bench.service.admin(&operator()).unwrap();
    let actions = |filter: AuditFilter| -> Vec<&str> {
        admin.audit(&filter, &Cursor::FIRST, 100).unwrap().rows.iter().map(|event| event.action().name()).collect()
    };
    let all = actions(AuditFilter::default());
    let of = |outcome| actions(AuditFilter { outcome: Some(outcome), ..AuditFilter::default() });
    assert_eq!(of(AuditOutcome::Failure), ["session.sign_in_refused"]);
    assert_eq!(of(AuditOutcome::Success), all[1..]);
    let containing = |text| actions(AuditFilter { text: Search::new(text), ..AuditFilter::default() });
    // By details, user, originator and action, whatever the case.
    assert_eq!(containing("WRONG pass"), ["session.sign_in_refused"]);
    assert_eq!(containing("anna"), ["session.sign_in_refused", "user.created"]);
    assert_eq!(containing("operator:"), ["user.created", "user.created"]);
    assert_eq!(containing("user.CREATED").len(), 2);
    assert!(containing("nothing like it").is_empty());
    assert_eq!(admin.newest_event().unwrap(), all.len() as u64);
}
