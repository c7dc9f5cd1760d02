//! Filters of the audit log: every backend finds the same events.

use std::ops::ControlFlow;

use kozmoai::error::{CommandError, Kind};
use kozmoai::model::{Actor, AuditAction, AuditEntry, AuditFilter, AuditLink, AuditOutcome, UserId};
use kozmoai::store::{Batch, CommitOutcome};
use kozmoai::text::Search;
use uuid::Uuid;

use super::at;
use super::conformance::on_every_store;

/// The number of events: more than SQL reads first.
const EVENTS: u64 = 1_300;
/// What a database may have to encode.
const TEXTS: [&str; 6] = ["anna", "Ånna \"quoted\"", "back\\slash", "line\nbreak", "\u{1f980}", ""];

fn text(number: u64) -> String {
    TEXTS[usize::try_from(number).unwrap() % TEXTS.len()].to_owned()
}

fn id(number: u64) -> UserId {
    UserId(Uuid::from_u128(u128::from(number % 5)))
}

fn event(number: u64) -> AuditEntry {
    let actor = match number % 3 {
        0 => Actor::System,
        1 => Actor::Operator(text(number / 3)),
        _ => Actor::User { id: id(number), username: text(number / 3) },
    };
    AuditEntry {
        at: at(i64::try_from(number * 7 % EVENTS).unwrap()),
        actor,
        action: AuditAction::ALL[usize::try_from(number).unwrap() % AuditAction::ALL.len()],
        target: number.is_multiple_of(2).then(|| id(number / 2)),
        target_name: (!number.is_multiple_of(4)).then(|| text(number)),
        detail: number.is_multiple_of(11).then(|| format!("{} in detail", text(number / 11))),
    }
}

/// Whether an entry passes a filter.
fn passes(filter: &AuditFilter, entry: &AuditEntry) -> bool {
    let (by, by_name) = match &entry.actor {
        Actor::User { id, username } => (Some(*id), Some(username)),
        Actor::System | Actor::Operator(_) => (None, None),
    };
    let is_of = |name: &String| {
        by_name == Some(name)
            || entry.target_name.as_ref() == Some(name)
            || filter.user_id.is_some_and(|id| by == Some(id) || entry.target == Some(id))
    };
    let contains = |search: &Search| {
        let texts = [Some(entry.action.name().to_owned()), Some(entry.actor.to_string())];
        texts.into_iter().chain([entry.target_name.clone(), entry.detail.clone()]).flatten().any(|text| search.finds(&text))
    };
    filter.since.is_none_or(|since| since <= entry.at)
        && filter.until.is_none_or(|until| entry.at <= until)
        && filter.action.is_none_or(|action| action == entry.action)
        && filter.outcome.is_none_or(|outcome| outcome == entry.action.outcome())
        && filter.user.as_ref().is_none_or(is_of)
        && filter.text.as_ref().is_none_or(contains)
}

fn filters() -> Vec<AuditFilter> {
    let all = AuditFilter::default();
    let mut filters = vec![
        AuditFilter { since: Some(at(1_290)), ..all.clone() },
        AuditFilter { since: Some(at(17)), until: Some(at(400)), ..all.clone() },
        AuditFilter { since: Some(at(5_000)), ..all.clone() },
        AuditFilter { outcome: Some(AuditOutcome::Failure), ..all.clone() },
        AuditFilter { action: Some(AuditAction::VariableSet), outcome: Some(AuditOutcome::Success), ..all.clone() },
        AuditFilter { user: Some("nobody".to_owned()), user_id: Some(id(3)), ..all.clone() },
        AuditFilter { text: Search::new("operator:å"), ..all.clone() },
        AuditFilter { text: Search::new("SYSTEM"), action: Some(AuditAction::UserCreated), ..all.clone() },
    ];
    filters.extend(TEXTS.map(|name| AuditFilter { user: Some(name.to_owned()), ..all.clone() }));
    filters.extend(TEXTS.map(|text| AuditFilter { text: Search::new(text), until: Some(at(700)), ..all.clone() }));
    filters.push(all);
    filters
}

#[test]
fn every_filter_finds_the_same_events_on_every_backend() {
    on_every_store(|store| {
        let first = store.audit_head().unwrap().seq + 1;
        let batch = Batch { changes: Vec::new(), audit: (0..EVENTS).map(event).collect(), keep_a_superuser: false };
        assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
        // The embedded database begins with an event of its own.
        let newest = |filter: &AuditFilter, before, limit| -> Vec<u64> {
            let events = store.audit_newest(filter, before, limit).unwrap();
            events.into_iter().map(|event| event.seq).filter(|number| *number >= first).collect()
        };
        for filter in filters() {
            let passing = (0..EVENTS).filter(|number| passes(&filter, &event(*number))).map(|number| first + number);
            let passing: Vec<u64> = passing.collect();
            let oldest = store.audit_from(&filter, first, 9_999).unwrap();
            assert!(oldest.iter().all(|found| found.entry == event(found.seq - first)), "{filter:?}");
            assert_eq!(oldest.iter().map(|found| found.seq).collect::<Vec<_>>(), passing, "{filter:?}");
            let mut all = newest(&filter, None, passing.len().max(1));
            all.reverse();
            assert_eq!(all, passing, "{filter:?}");
            // A page from the middle.
            let middle = first + EVENTS / 2;
            let page: Vec<u64> = passing.iter().rev().copied().filter(|number| *number < middle).take(5).collect();
            assert_eq!(newest(&filter, Some(middle), 5), page, "{filter:?}");
        }
    });
}

#[test]
fn records_are_shown_until_the_visitor_stops() {
    on_every_store(|store| {
        let batch = Batch { changes: Vec::new(), audit: (0..2 * EVENTS).map(event).collect(), keep_a_superuser: false };
        assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
        let numbers = |links: &[AuditLink]| links.iter().map(AuditLink::seq).collect::<Vec<_>>();
        let all = numbers(&store.audit_links(None, 9_999).unwrap());
        for after in [None, Some(0), Some(EVENTS), Some(all[all.len() - 1]), Some(u64::MAX)] {
            let mut shown = Vec::new();
            let ended = store.each_audit_link(after, &mut |links| {
                assert!(!links.is_empty() && links.len() <= 1_000);
                shown.extend(numbers(&links));
                Ok(ControlFlow::Continue(()))
            });
            assert!(ended.unwrap().is_continue());
            let expected = all.iter().copied().filter(|number| after.is_none_or(|after| *number > after));
            assert_eq!(shown, expected.collect::<Vec<_>>(), "{after:?}");
        }
        let mut visits = 0;
        let stop = &mut |_: Vec<AuditLink>| {
            visits += 1;
            Ok(ControlFlow::Break(()))
        };
        assert!(store.each_audit_link(None, stop).unwrap().is_break());
        assert_eq!(visits, 1);
        let refused = store.each_audit_link(None, &mut |_| Err(CommandError::Interrupted.into()));
        assert_eq!(refused.unwrap_err().kind(), Kind::Interrupted);
        // What was left unread does not disturb what follows.
        assert_eq!(numbers(&store.audit_links(None, 9_999).unwrap()), all);
    });
}
