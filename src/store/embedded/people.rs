//! Export and import of users with all their data. An import writes a fresh database beside the old one, as every bulk write
//! does.

use std::path::Path;

use super::bulk::{self, Writer};
use super::engine::{Db, unreadable};
use super::folder::{self, Held};
use super::keys::{self, Entry};
use super::records::{self, Counts, decode, encode};
use super::swap::Swap;
use super::{get, log};
use crate::error::{Result, StoreError};
use crate::model::{AuditEvent, AuditHead, KeyBinding, User};
use crate::store::{ImportSource, UserRecord, UserVisitor, refuse_nul};

/// How many users are shown at a time.
const PEOPLE: usize = 256;

/// Shows every user to `visit`.
pub(super) fn each(db: &Db, visit: UserVisitor<'_>) -> Result<()> {
    let mut people = Vec::new();
    for row in db.scan_prefix(keys::USERS) {
        let user: User = decode(&row.map_err(unreadable)?.1)?;
        let folders = db.scan_prefix(keys::folders(user.id)).map(|row| decode(&row.map_err(unreadable)?.1));
        let folders = folders.collect::<Result<_>>()?;
        let secrets = get(db, &keys::secrets(user.id))?.unwrap_or_default();
        people.push(UserRecord { user, folders, secrets });
        if people.len() == PEOPLE && visit(std::mem::take(&mut people))?.is_break() {
            return Ok(());
        }
    }
    if people.is_empty() { Ok(()) } else { visit(people).map(drop) }
}

/// Shows the users who have secrets to `visit`, without their folders; it reads no other user.
pub(super) fn keepers(db: &Db, visit: UserVisitor<'_>) -> Result<()> {
    let mut after = None;
    loop {
        let secrets_after = bulk::window(db, after, PEOPLE)?;
        let Some((last, _)) = secrets_after.last() else { return Ok(()) };
        after = Some(*last);
        let person = |(id, secrets)| {
            let user: Option<User> = get(db, &keys::user(id))?;
            Ok(user.map(|user| UserRecord { user, folders: Vec::new(), secrets }))
        };
        if visit(secrets_after.into_iter().map(person).filter_map(Result::transpose).collect::<Result<_>>()?)?.is_break() {
            return Ok(());
        }
    }
}

/// Writes the fresh database, with the users that `fill` provides. The old one is only read.
pub(super) fn build(db: &Db, held: &Held, mark: Option<&KeyBinding>, fill: ImportSource<'_>) -> Result<Swap> {
    let swap = bulk::rewriting(held)?;
    swap.build(|path| write(db, path, mark, fill))?;
    Ok(swap)
}

fn write(db: &Db, path: &Path, mark: Option<&KeyBinding>, fill: ImportSource<'_>) -> Result<()> {
    let fresh = Db::open(path)?;
    let mut writer = Writer::to(&fresh);
    for row in db.iter() {
        let (key, value) = row.map_err(unreadable)?;
        writer.put(key, value)?;
    }
    let mut counts: Counts = get(db, keys::COUNTS)?.ok_or_else(records::damaged)?;
    let head: AuditHead = get(db, keys::HEAD)?.ok_or_else(records::damaged)?;
    let audit = fill(&mut |people| people.iter().try_for_each(|person| put(db, &mut writer, &mut counts, person)))?;
    let event = AuditEvent::link(head, audit);
    writer.put(keys::event(event.seq), encode(&event)?)?;
    writer.put(keys::HEAD, encode(&event.head())?)?;
    writer.put(keys::COUNTS, encode(&counts)?)?;
    if let Some(mark) = mark {
        writer.put(keys::KEY_MARK, encode(mark)?)?;
    }
    writer.end()?;
    fresh.close(path)?;
    // Read back from the files, not from memory.
    let fresh = Db::open(path)?;
    log::require_whole(&fresh, path)?;
    if [fresh.count(keys::USERS)?, fresh.count(keys::NAMES)?] != [counts.with(None, None); 2] {
        return Err(records::damaged());
    }
    fresh.close(path)?;
    folder::sync_all(path)
}

fn put(db: &Db, writer: &mut Writer<'_>, counts: &mut Counts, person: &UserRecord) -> Result<()> {
    let UserRecord { user, folders, secrets } = person;
    let taken = |key: Vec<u8>| db.contains_key(key).map_err(unreadable);
    if taken(keys::user(user.id))? || taken(keys::name(&user.username))? {
        return Err(StoreError::CopyConflict.into());
    }
    refuse_nul(&user.username)?;
    writer.put(keys::user(user.id), encode(user)?)?;
    let entry = Entry::of(user).to_bytes();
    keys::index_keys(user).try_for_each(|key| writer.put(key, entry.as_slice()))?;
    counts.add(user);
    folders.iter().try_for_each(|folder| writer.put(keys::folder(user.id, folder.id), encode(folder)?))?;
    if secrets.is_empty() { Ok(()) } else { writer.put(keys::secrets(user.id), encode(secrets)?) }
}
