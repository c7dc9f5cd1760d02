//! The verification of the audit log, on logs as an attacker may leave them: it finds what a plain reading of the rules finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use kozmoai::model::audit::Hash;
use kozmoai::model::{Actor, AuditAction, AuditEntry, AuditEvent, AuditHead, AuditLink, AuditState, Timestamp, UserId};
use kozmoai::service::audit::{Report, Verification};
use kozmoai::service::{Service, SystemClock};
use sha2::{Digest, Sha256};

use crate::support::failing::{Failing, Fuse};
use crate::support::secrets;

/// A service whose database has the log that is put there.
pub(crate) struct Logs {
    service: Service,
    fuse: Fuse,
    _folder: tempfile::TempDir,
}

fn entry(number: i64, action: AuditAction, detail: Option<String>) -> AuditEntry {
    let actor = match number % 3 {
        0 => Actor::System,
        1 => Actor::Operator("anna".to_owned()),
        _ => Actor::User { id: UserId(uuid::Uuid::from_u128(7)), username: "bert".to_owned() },
    };
    let at = Timestamp::from_second(1_700_000_000 + number).unwrap();
    AuditEntry { at, actor, action, target: None, target_name: Some(format!("user {number}")), detail }
}

/// A log of some events, linked as they must be.
fn chain(length: i64) -> Vec<AuditEvent> {
    let mut events: Vec<AuditEvent> = Vec::new();
    for number in 0..length {
        let head = events.last().map_or_else(AuditHead::default, AuditEvent::head);
        events.push(AuditEvent::link(head, entry(number, AuditAction::ALL[number as usize % 7], None)));
    }
    events
}

/// A log with a fault that was accepted, and an event after that.
fn accepted() -> Vec<AuditEvent> {
    let mut events = chain(4);
    events[1].entry.target_name = Some("somebody else".to_owned());
    let links: Vec<_> = events.iter().cloned().map(AuditLink::Event).collect();
    let covered = format!("1 fault, sha256 {}", digest(&links));
    for (number, action, detail) in [(4, AuditAction::AuditAccepted, Some(covered)), (5, AuditAction::UserCreated, None)] {
        events.push(AuditEvent::link(events[events.len() - 1].head(), entry(number, action, detail)));
    }
    events
}

/// The input for a log: its head, then each row with its number and its length.
fn input(events: &[AuditEvent]) -> Vec<u8> {
    let head = events.last().map_or_else(AuditHead::default, AuditEvent::head);
    let mut input = [&head.seq.to_be_bytes()[..], &head.hash.0, &head.seq.to_be_bytes()].concat();
    for event in events {
        let record = postcard::to_stdvec(event).unwrap();
        input.extend_from_slice(&event.seq.to_be_bytes());
        input.extend_from_slice(&u16::try_from(record.len()).unwrap().to_be_bytes());
        input.extend_from_slice(&record);
    }
    input
}

pub(crate) fn corpus() -> Vec<Vec<u8>> {
    [chain(0), chain(1), chain(12), accepted()].iter().map(|events| input(events)).collect()
}

/// The log and its state in an input, as a database returns them: ordered by number, unreadable where they are damaged.
fn log(data: &[u8]) -> Option<(Vec<AuditLink>, AuditState)> {
    let (seq, rest) = data.split_first_chunk()?;
    let (hash, rest) = rest.split_first_chunk()?;
    let (high_water_mark, mut rest) = rest.split_first_chunk()?;
    let head = AuditHead { seq: u64::from_be_bytes(*seq), hash: Hash(*hash) };
    let state = AuditState { identity: Some("fuzzed".to_owned()), head, high_water_mark: u64::from_be_bytes(*high_water_mark) };
    let mut links = BTreeMap::new();
    while let Some((seq, after)) = rest.split_first_chunk() {
        let Some((length, after)) = after.split_first_chunk() else { break };
        let (seq, length) = (u64::from_be_bytes(*seq), usize::from(u16::from_be_bytes(*length)).min(after.len()));
        let (record, after) = after.split_at(length);
        let event = postcard::from_bytes::<AuditEvent>(record).ok().filter(|event| event.seq == seq);
        links.insert(seq, event.map_or_else(|| AuditLink::unreadable(seq, record), AuditLink::Event));
        rest = after;
    }
    Some((links.into_values().collect(), state))
}

/// The hash that an acceptance of these records names.
fn digest(links: &[AuditLink]) -> Hash {
    let mut sum = Sha256::new();
    for link in links {
        let (hash, digest) = match link {
            AuditLink::Event(event) => (event.hash, event.digest()),
            AuditLink::Unreadable { content, .. } => (*content, *content),
        };
        sum.update([&link.seq().to_be_bytes()[..], &hash.0, &digest.0].concat());
    }
    Hash(sum.finalize().into())
}

/// Whether the log is intact, apart from faults that its last acceptance covers.
fn is_intact(links: &[AuditLink], state: &AuditState, report: &Report) -> bool {
    let (mut head, mut rest) = (AuditHead::default(), links);
    if let Some(accepted) = &report.accepted {
        let Some(at) = links.iter().position(|link| link.seq() == accepted.at) else { return false };
        let Some(event) = links[at].event() else { return false };
        let covered = event.entry.detail.as_ref().is_some_and(|detail| detail.contains(&digest(&links[..at]).to_string()));
        if !covered || event.action() != AuditAction::AuditAccepted || event.digest() != event.hash {
            return false;
        }
        (head, rest) = (event.head(), &links[at + 1..]);
    }
    for link in rest {
        let Some(event) = link.event().filter(|event| event.follows(head)) else { return false };
        head = event.head();
    }
    head == state.head && state.high_water_mark <= head.seq
}

impl Logs {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        let settings = secrets::settings(folder.path());
        kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
        let inner = Arc::from(kozmoai::store::open(&settings.store.value).unwrap());
        let fuse = Fuse::at(-1, false);
        let store = Box::new(Failing { inner, fuse: fuse.clone() });
        Self { service: Service::new(store, settings, Box::new(SystemClock)), fuse, _folder: folder }
    }

    pub(crate) fn run(&self, data: &[u8]) -> u64 {
        let Some((links, state)) = log(data) else { return 0 };
        *self.fuse.log.lock().unwrap() = Some((links.clone(), state.clone()));
        let verified = self.service.admin(&secrets::operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
        let (is_whole, report) = match verified {
            Verification::Whole { report, events } => {
                assert_eq!(events, links.len() as u64);
                (true, report)
            }
            Verification::Broken { report, .. } => (false, report),
            Verification::Stopped => panic!("nobody cancelled it"),
        };
        assert!(report.anchor.is_none(), "nothing was seen here before");
        assert_eq!(is_whole, is_intact(&links, &state, &report), "{report:?}");
        let faults =
            report.faults.iter().map(|fault| fault.reason.bytes().filter(u8::is_ascii_alphabetic).map(u64::from).sum::<u64>());
        faults.take(2).fold(u64::from(is_whole) + 2 * u64::from(report.accepted.is_some()), |sum, fault| sum * 65_537 + fault)
    }
}
