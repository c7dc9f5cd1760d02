//! Export and import of users with all their data.

use super::prelude::*;

/// How many users are shown at a time.
const USERS: usize = 256;

/// Shows every user to `visit`.
pub(super) fn export_all(db: &Db, visit: UserVisitor<'_>) -> Result<()> {
    let mut users = Vec::new();
    for row in db.scan_prefix(keys::USERS) {
        let user: User = decode(&row?.1)?;
        let folders = db.scan_prefix(keys::folders(user.id)).map(|row| decode(&row?.1)).collect::<Result<_>>()?;
        let secrets = db.record(keys::secrets(user.id))?.unwrap_or_default();
        users.push(UserRecord { user, folders, secrets });
        if users.len() == USERS && visit(std::mem::take(&mut users))?.is_break() {
            return Ok(());
        }
    }
    if users.is_empty() { Ok(()) } else { visit(users).map(drop) }
}

/// Shows the users who have secrets to `visit`, without their folders; it reads no other user.
pub(super) fn export_with_secrets(db: &Db, visit: UserVisitor<'_>) -> Result<()> {
    let mut after = None;
    loop {
        let window = secrets_after(db, after, USERS)?;
        let Some((last, _)) = window.last() else { return Ok(()) };
        after = Some(*last);
        let record = |(id, secrets)| {
            let user: Option<User> = db.record(keys::user(id))?;
            Ok(user.map(|user| UserRecord { user, folders: Vec::new(), secrets }))
        };
        if visit(window.into_iter().map(record).filter_map(Result::transpose).collect::<Result<_>>()?)?.is_break() {
            return Ok(());
        }
    }
}

/// Writes a fresh database: the present one, with the users that `source` provides.
pub(super) fn import(db: &Db, fresh: &Path, binding: Option<&KeyBinding>, source: ImportSource<'_>) -> Result<()> {
    let write = |writer: &mut Writer<'_>| {
        for row in db.iter() {
            let (key, value) = row?;
            writer.row(key, value)?;
        }
        let mut counts: Counts = db.required(keys::COUNTS)?;
        let entry = source(&mut |users| users.iter().try_for_each(|user| add(db, writer, &mut counts, user)))?;
        writer.event(db.required(keys::HEAD)?, entry)?;
        writer.record(keys::COUNTS, &counts)?;
        if let Some(binding) = binding {
            writer.record(keys::KEY_BINDING, binding)?;
        }
        Ok(counts.with(None, None))
    };
    write_and_verify(fresh, write, |fresh, users| {
        if [fresh.count(keys::USERS)?, fresh.count(keys::NAMES)?] == [users; 2] { Ok(()) } else { Err(damaged()) }
    })
}

fn add(db: &Db, writer: &mut Writer<'_>, counts: &mut Counts, record: &UserRecord) -> Result<()> {
    let UserRecord { user, folders, secrets } = record;
    if db.contains_key(keys::user(user.id))? || db.contains_key(keys::name(&user.username))? {
        return Err(StoreError::CopyConflict.into());
    }
    refuse_nul(&user.username)?;
    writer.user(user)?;
    counts.add(user);
    folders.iter().try_for_each(|folder| writer.record(keys::folder(user.id, folder.id), folder))?;
    if secrets.is_empty() { Ok(()) } else { writer.record(keys::secrets(user.id), secrets) }
}
