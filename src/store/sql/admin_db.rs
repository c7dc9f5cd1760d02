//! The administration data beside Kozmoai's tables: the audit chain, failed sign-ins, the key binding, and who was
//! deactivated. Both backends have the same tables, under the name `kozmoai_admin`.

use jiff::Timestamp;
use serde_json::Value;

use super::prelude::*;
use crate::error::Remedy;

/// The format of the tables that this version writes.
const FORMAT: i64 = 1;
/// The maximum number of records of failed sign-ins; the oldest are deleted, so that guessing names can't fill the disk.
const MOST_FAILURES: u64 = 10_000;

/// The columns of an event.
const EVENT: &str = "seq, entry, previous, hash";
/// How many deactivations or events one statement names.
const ROWS: usize = 500;
/// How many events are read first where a filter picks from them.
const EVENTS: usize = 1_000;
/// The maximum number of events that are read at a time.
const MOST_EVENTS: usize = 16_000;

/// The state of the database as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct AdminState {
    /// The identity of the database, from which the keys of failed sign-ins are derived.
    pub(super) id: Uuid,
    pub(in crate::store) binding: Option<KeyBinding>,
    pub(in crate::store) head: AuditHead,
}

impl AdminState {
    /// The state of a database without administration data.
    pub(in crate::store) fn fresh() -> Self {
        Self { id: Uuid::new_v4(), binding: None, head: AuditHead::default() }
    }

    /// Reads the state; none if there is none yet.
    pub(in crate::store) fn read(db: &mut dyn Executor) -> Result<Option<Self>> {
        // A separate query: a newer format may name the other columns differently.
        let Some(row) = db.row("SELECT format FROM kozmoai_admin.state", &[])? else { return Ok(None) };
        let format = row.int(0)?;
        if format > FORMAT {
            let what = "The administration data beside this database".to_owned();
            return Err(StoreError::NewerFormat { what, format, supported: FORMAT }.into());
        }
        let sql = "SELECT id, fingerprint, origin, head_seq, head_hash FROM kozmoai_admin.state";
        let Some(row) = db.row(sql, &[])? else { return Ok(None) };
        let binding = match (row.maybe_text(1)?, row.maybe_text(2)?) {
            (Some(fingerprint), Some(origin)) => Some(KeyBinding { fingerprint, origin }),
            _ => None,
        };
        let head = AuditHead { seq: unsigned(row.int(3)?)?, hash: Hash::parse(&row.text(4)?).ok_or_else(damaged)? };
        Ok(Some(Self { id: row.id(0)?, binding, head }))
    }

    /// The key of the failed sign-ins under a name; names can be tried against it only with the database.
    pub(super) fn hash_of_name(&self, username: &str) -> String {
        let hash = Sha256::new().chain_update(self.id.as_bytes()).chain_update(username).finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The changes of the administration data in one transaction, which can be stored to be applied later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct AdminChanges {
    /// The audit events to add.
    pub(in crate::store) audit: Vec<AuditEntry>,
    /// The head that they follow, if not the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::store) head: Option<AuditHead>,
    /// The new key binding.
    #[serde(rename = "mark")]
    pub(in crate::store) binding: Option<KeyBinding>,
    /// Failed sign-ins, by the hashes of the names.
    pub(in crate::store) failures: Vec<(String, Option<SignInFailures>)>,
    /// What is remembered of inactive users, in the order of the changes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(in crate::store) deactivated: Vec<Deactivation>,
    /// What must be remembered before, of the users who exist before.
    #[serde(skip)]
    pub(in crate::store) expected: Vec<Deactivation>,
}

/// Whether it is remembered that a user was deactivated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Deactivation {
    pub(super) user: UserId,
    pub(super) is_known: bool,
}

impl Deactivation {
    /// What is remembered of a user, who may be new; nothing is needed for an active one.
    pub(super) fn of(user: &User) -> Option<Self> {
        (!user.is_active).then_some(Self { user: user.id, is_known: user.was_deactivated })
    }

    fn key(self) -> String {
        self.user.0.simple().to_string()
    }
}

impl AdminChanges {
    /// Expects what is remembered of a user to be unchanged.
    pub(super) fn expect(&mut self, user: &User) {
        // What the same transaction changed before is checked where it begins.
        let is_first = |_: &_| self.deactivated.iter().all(|changed| changed.user != user.id);
        self.expected.extend(Deactivation::of(user).filter(is_first));
    }

    /// The user of whom something else is remembered than expected, because another client changed it.
    pub(super) fn changed(&self, admin: Option<&mut dyn Executor>) -> Result<Option<UserId>> {
        let mut known = BTreeSet::new();
        if let Some(admin) = admin.filter(|_| !self.expected.is_empty())
            && admin.has_deactivations()?
        {
            known = deactivated_among(admin, &self.expected)?;
        }
        Ok(self.expected.iter().find(|one| known.contains(&one.key()) != one.is_known).map(|one| one.user))
    }

    /// Whether it is to be remembered that somebody was deactivated.
    pub(in crate::store) fn remembers_any(&self) -> bool {
        self.deactivated.iter().any(|one| one.is_known)
    }

    /// These changes where the table of deactivated users does not exist: there is nothing to forget.
    pub(in crate::store) fn without_forgetting(&self) -> Self {
        let mut changes = self.clone();
        changes.deactivated.retain(|one| one.is_known);
        changes
    }
}

/// Those of these users whose deactivation is remembered.
fn deactivated_among(db: &mut dyn Executor, users: &[Deactivation]) -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for some in users.chunks(ROWS) {
        let (places, keys) = listed_keys(some);
        let rows = db.rows(&format!("SELECT id FROM kozmoai_admin.deactivated WHERE id IN ({})", places.join(", ")), &keys)?;
        known.extend(rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>>>()?);
    }
    Ok(known)
}

/// The parameters for the keys of users, and their values.
fn listed_keys(users: &[Deactivation]) -> (Vec<String>, Vec<SqlValue>) {
    let places = (1..=users.len()).map(|place| format!("?{place}")).collect();
    (places, users.iter().map(|one| one.key().into()).collect())
}

/// Remembers deactivations. This is also done before the users are changed: of an active user it means nothing.
pub(in crate::store) fn remember(db: &mut dyn Executor, changes: &AdminChanges) -> Result<()> {
    let known: Vec<Deactivation> = changes.deactivated.iter().copied().filter(|one| one.is_known).collect();
    for some in known.chunks(ROWS) {
        let (places, keys) = listed_keys(some);
        let sql = format!("INSERT INTO kozmoai_admin.deactivated (id) VALUES ({}) ON CONFLICT DO NOTHING", places.join("), ("));
        db.change(&sql, &keys)?;
    }
    Ok(())
}

/// Remembers and forgets deactivations; the last change of a user counts.
fn apply_deactivations(db: &mut dyn Executor, changes: &AdminChanges) -> Result<()> {
    let last: BTreeMap<UserId, Deactivation> = changes.deactivated.iter().map(|one| (one.user, *one)).collect();
    let forgotten: Vec<Deactivation> = last.into_values().filter(|one| !one.is_known).collect();
    remember(db, changes)?;
    for some in forgotten.chunks(ROWS) {
        let (places, keys) = listed_keys(some);
        db.change(&format!("DELETE FROM kozmoai_admin.deactivated WHERE id IN ({})", places.join(", ")), &keys)?;
    }
    Ok(())
}

/// Creates missing tables, and the state.
pub(in crate::store) fn create(db: &mut dyn Executor, state: &AdminState) -> Result<()> {
    for AdminTable { name, columns } in ADMIN_TABLES {
        db.change(&format!("CREATE TABLE IF NOT EXISTS kozmoai_admin.{name} ({columns})"), &[])?;
    }
    if AdminState::read(db)?.is_none() {
        let sql = "INSERT INTO kozmoai_admin.state (id, format, head_seq, head_hash) VALUES (?1, ?2, ?3, ?4)";
        let (seq, hash) = (state.head.seq.into(), state.head.hash.to_string().into());
        db.change(sql, &[state.id.simple().to_string().into(), FORMAT.into(), seq, hash])?;
    }
    Ok(())
}

/// Applies the changes.
pub(in crate::store) fn apply(db: &mut dyn Executor, changes: &AdminChanges) -> Result<()> {
    let remembered = AdminState::read(db)?.ok_or_else(damaged)?.head;
    let mut head = changes.head.unwrap_or(remembered);
    for entry in &changes.audit {
        let event = AuditEvent::link(head, entry.clone());
        let text = serde_json::to_string(entry)
            .map_err(|error| Error::from(StoreError::NotEncodable { what: "An audit event" }).because(error))?;
        let sql = "INSERT INTO kozmoai_admin.event (seq, entry, previous, hash) VALUES (?1, ?2, ?3, ?4)";
        let values = [event.seq.into(), text.into(), event.previous.to_string().into(), event.hash.to_string().into()];
        db.try_change(sql, &values)?.rows_or(DamageError::HeadBehind { head: head.seq, last: event.seq })?;
        head = event.head();
    }
    let sql = "UPDATE kozmoai_admin.state SET head_seq = ?1, head_hash = ?2";
    db.change(sql, &[head.seq.into(), head.hash.to_string().into()])?;
    if let Some(binding) = &changes.binding {
        let sql = "UPDATE kozmoai_admin.state SET fingerprint = ?1, origin = ?2";
        db.change(sql, &[binding.fingerprint.as_str().into(), binding.origin.as_str().into()])?;
    }
    apply_deactivations(db, changes)?;
    let mut grew = false;
    for (name, failures) in &changes.failures {
        db.change("DELETE FROM kozmoai_admin.failure WHERE name = ?1", &[name.as_str().into()])?;
        if let Some(SignInFailures { count, last_at }) = failures {
            let sql = "INSERT INTO kozmoai_admin.failure (name, count, last_at) VALUES (?1, ?2, ?3)";
            db.change(sql, &[name.as_str().into(), i64::from(*count).into(), last_at.as_microsecond().into()])?;
            grew = true;
        }
    }
    if grew {
        let surplus = db.number("SELECT count(*) FROM kozmoai_admin.failure", &[])?.saturating_sub(MOST_FAILURES);
        if surplus > 0 {
            let sql = "DELETE FROM kozmoai_admin.failure WHERE name IN
                       (SELECT name FROM kozmoai_admin.failure ORDER BY last_at, name LIMIT ?1)";
            db.change(sql, &[surplus.into()])?;
        }
    }
    Ok(())
}

/// Refuses a log that has events after its head: a head that was set back hides them, and new events would collide with them.
pub(in crate::store) fn require_newest(db: &mut dyn Executor, state: &AdminState) -> Result<()> {
    let last = db.number("SELECT coalesce(max(seq), 0) FROM kozmoai_admin.event", &[])?;
    if last > state.head.seq { Err(DamageError::HeadBehind { head: state.head.seq, last }.into()) } else { Ok(()) }
}

/// The recorded failures to sign in under a name.
pub(super) fn failures(db: &mut dyn Executor, username: &str) -> Result<Option<SignInFailures>> {
    let Some(state) = AdminState::read(db)? else { return Ok(None) };
    let sql = "SELECT count, last_at FROM kozmoai_admin.failure WHERE name = ?1";
    let Some(row) = db.row(sql, &[state.hash_of_name(username).into()])? else { return Ok(None) };
    let last_at = Timestamp::from_microsecond(row.int(1)?).map_err(|error| damaged().because(error))?;
    Ok(Some(SignInFailures { count: u32::try_from(row.int(0)?).unwrap_or(u32::MAX), last_at }))
}

/// Events that pass a filter, newest first.
pub(super) fn newest(db: &mut dyn Executor, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
    admitted(db, filter, ("<", "DESC", before.unwrap_or(u64::MAX)), limit)
}

/// Events that pass a filter, from a number on, oldest first.
pub(super) fn from(db: &mut dyn Executor, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
    admitted(db, filter, (">", "ASC", from.saturating_sub(1)), limit)
}

/// Events that pass a filter, on one side of a number, nearest first.
fn admitted(db: &mut dyn Executor, filter: &AuditFilter, begin: (&str, &str, u64), limit: usize) -> Result<Vec<AuditEvent>> {
    // Refuses the tables of a newer version.
    let _known = AdminState::read(db)?;
    let mut events = Vec::new();
    if *filter == AuditFilter::default() {
        each_window(db, EVENT, begin, limit, &mut |rows| {
            for row in rows {
                events.push(readable(row)?);
            }
            Ok(limit - events.len())
        })?;
        return Ok(events);
    }
    // An entry that cannot even be looked at is damaged.
    let admits = |text: &str| serde_json::from_str(text).map_or(true, |entry| filter.admits(&entry));
    // Most events are passed over: their hashes are not needed.
    let mut found: Vec<SqlValue> = Vec::new();
    each_window(db, "seq, entry", begin, EVENTS, &mut |rows| {
        for row in rows {
            if admits(row.str(1)?) {
                found.push(row.int(0)?.into());
            }
        }
        // Many are passed over, so many follow at once: a distant server needs few round trips.
        Ok(if found.len() < limit { MOST_EVENTS } else { 0 })
    })?;
    found.truncate(limit);
    for some in found.chunks(ROWS) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("?{place}")).collect();
        let (numbers, order) = (places.join(", "), begin.1);
        let sql = format!("SELECT {EVENT} FROM kozmoai_admin.event WHERE seq IN ({numbers}) ORDER BY seq {order}");
        for row in db.rows(&sql, some)? {
            events.push(readable(&row)?);
        }
    }
    Ok(events)
}

/// Shows the events on one side of a number to `visit`, nearest first: so many first, and then as many as it wants next.
fn each_window(
    db: &mut dyn Executor,
    columns: &str,
    (side, order, mut at): (&str, &str, u64),
    mut wanted: usize,
    visit: &mut dyn FnMut(&[Row]) -> Result<usize>,
) -> Result<()> {
    let sql = format!("SELECT {columns} FROM kozmoai_admin.event WHERE seq {side} ?1 ORDER BY seq {order} LIMIT ?2");
    while wanted > 0 {
        let window = wanted.min(MOST_EVENTS);
        let rows = db.rows(&sql, &[at.into(), (window as u64).into()])?;
        for row in &rows {
            at = unsigned(row.int(0)?).map_err(|_| unreadable(row))?;
        }
        wanted = visit(&rows)?;
        if rows.len() < window {
            break;
        }
    }
    Ok(())
}

/// The event of a row, which must not be damaged.
fn readable(row: &Row) -> Result<AuditEvent> {
    event(row)?.ok_or_else(|| unreadable(row))
}

/// Records after a number, damaged or not, oldest first.
pub(super) fn links(db: &mut dyn Executor, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
    let sql = format!("SELECT {EVENT} FROM kozmoai_admin.event WHERE seq > ?1 ORDER BY seq LIMIT ?2");
    let after = after.map_or(i64::MIN, |seq| i64::try_from(seq).unwrap_or(i64::MAX));
    let rows = db.rows(&sql, &[after.into(), (limit as u64).into()])?;
    rows.iter().map(link).collect()
}

/// Shows every record after a number to `visit`, damaged or not, oldest first.
pub(super) fn each_link(db: &mut dyn Executor, after: Option<u64>, visit: LinkVisitor<'_>) -> Result<ControlFlow<()>> {
    let after = after.map_or_else(String::new, |seq| format!("WHERE seq > {}", i64::try_from(seq).unwrap_or(i64::MAX)));
    let sql = format!("SELECT {EVENT} FROM kozmoai_admin.event {after} ORDER BY seq");
    let mut flow = ControlFlow::Continue(());
    db.merge_cursors(&[&sql], &mut |next| {
        let mut rows = std::iter::from_fn(|| next(0).transpose());
        while flow.is_continue() {
            let links: Vec<AuditLink> = rows.by_ref().take(LINKS).map(|row| link(&row?)).collect::<Result<_>>()?;
            if links.is_empty() {
                break;
            }
            flow = visit(links)?;
        }
        Ok(())
    })?;
    Ok(flow)
}

fn link(row: &Row) -> Result<AuditLink> {
    if let Some(event) = event(row)? {
        return Ok(AuditLink::Event(event));
    }
    let content: Vec<String> = (1..4).map(|place| Ok(row.maybe_text(place)?.unwrap_or_default())).collect::<Result<_>>()?;
    Ok(AuditLink::unreadable(u64::try_from(row.int(0)?).unwrap_or(0), content.join("\0").as_bytes()))
}

/// The event of a row, unless it is damaged.
fn event(row: &Row) -> Result<Option<AuditEvent>> {
    let text = row.str(1)?;
    let Ok(seq) = unsigned(row.int(0)?) else { return Ok(None) };
    let Ok(entry) = serde_json::from_str::<AuditEntry>(text) else {
        return if is_newer(text) { Err(DamageError::EventNewer { seq }.into()) } else { Ok(None) };
    };
    let hashes = (Hash::parse(row.str(2)?), Hash::parse(row.str(3)?));
    let (Some(previous), Some(hash)) = hashes else { return Ok(None) };
    Ok(Some(AuditEvent { seq, entry, previous, hash }))
}

/// Whether an unreadable entry has an action, an actor or a field that this version does not know.
fn is_newer(entry: &str) -> bool {
    const FIELDS: [&str; 6] = ["at", "actor", "action", "target", "target_name", "detail"];
    const ACTORS: [&str; 3] = ["System", "Operator", "User"];
    let Ok(Value::Object(entry)) = serde_json::from_str(entry) else { return false };
    let actor = entry.get("actor").and_then(|actor| match actor {
        Value::String(name) => Some(name.as_str()),
        Value::Object(fields) => fields.keys().next().map(String::as_str),
        _ => None,
    });
    let action = entry.get("action").and_then(Value::as_str);
    entry.keys().any(|field| !FIELDS.contains(&field.as_str()))
        || actor.is_some_and(|actor| !ACTORS.contains(&actor))
        || action.is_some_and(|action| AuditAction::from_name(action).is_none())
}

fn unreadable(row: &Row) -> Error {
    match row.int(0) {
        Ok(seq) => DamageError::Event { seq: u64::try_from(seq).unwrap_or(0) }.into(),
        Err(error) => error.hint(Remedy::VerifyAudit),
    }
}

fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|error| damaged().because(error))
}

pub(in crate::store) fn damaged() -> Error {
    DamageError::AdminData.into()
}
