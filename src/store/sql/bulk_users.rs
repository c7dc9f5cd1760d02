//! Export and import of users with all their data, from and into Kozmoai's four tables.
//!
//! `variable` has no index on its user, and this program may not add one. So the database sorts each table by user once, and
//! the four are merged; a query for each user would read all of `variable` every time.

use super::prelude::*;
use super::secrets::{api_key, api_key_values, variable, variable_values};

/// How many users are shown at a time.
const WINDOW: usize = 256;

/// Users, folders, variables and API keys, each in the order of the users' ids.
pub(super) fn queries(db: &mut dyn Executor) -> Result<[String; 4]> {
    let of_users = |table: Table| table.select("WHERE user_id IS NOT NULL ORDER BY user_id");
    Ok([users::select(db, "ORDER BY u.id")?, of_users(FOLDERS), of_users(VARIABLES), of_users(API_KEYS)])
}

/// Shows the users in the rows of these queries to `visit`.
pub(super) fn each(next: NextRow<'_>, scope: Scope, visit: UserVisitor<'_>) -> Result<()> {
    let mut rows = Rows { next, ahead: [const { None }; 4] };
    let (mut records, mut last) = (Vec::new(), None);
    while let Some(row) = (rows.next)(0)? {
        let user = users::user(&row)?;
        let id = user.id.0;
        follow(&mut last, id)?;
        let mut secrets = UserSecrets { store_api_key: row.maybe_text(9)?, ..UserSecrets::default() };
        secrets.variables = rows.of(2, id)?.iter().map(variable).collect::<Result<_>>()?;
        secrets.api_keys = rows.of(3, id)?.iter().map(api_key).collect::<Result<_>>()?;
        if scope == Scope::WithSecrets && secrets.is_empty() {
            continue;
        }
        secrets.sort();
        let folders = match scope {
            Scope::All => rows.of(1, id)?.iter().map(users::folder).collect::<Result<_>>()?,
            Scope::WithSecrets => Vec::new(),
        };
        records.push(UserRecord { user, folders, secrets });
        if records.len() == WINDOW && visit(std::mem::take(&mut records))?.is_break() {
            return Ok(());
        }
    }
    if records.is_empty() { Ok(()) } else { visit(records).map(drop) }
}

/// Refuses users whose ids are not in order, because they are not written as Kozmoai writes them.
fn follow(last: &mut Option<Uuid>, id: Uuid) -> Result<()> {
    if last.replace(id).is_some_and(|last| last >= id) {
        return Err(DamageError::UserId { id: id.to_string() }.into());
    }
    Ok(())
}

/// Reads every row of users and of what they own, one table after the other, and shows the users to `visit`.
pub(super) fn examine(db: &mut dyn Executor, visit: &mut dyn FnMut(&User) -> Result<()>) -> Result<()> {
    const OWNED: &str = "WHERE user_id IS NOT NULL";
    let people = users::select(db, "ORDER BY u.id")?;
    let mut last = None;
    each_row(db, &people, &mut |row| {
        let user = users::user(row)?;
        follow(&mut last, user.id.0)?;
        visit(&user)
    })?;
    each_row(db, &FOLDERS.select(OWNED), &mut |row| users::folder(row).map(drop))?;
    each_row(db, &VARIABLES.select(OWNED), &mut |row| row.id(1).and_then(|_| variable(row)).map(drop))?;
    each_row(db, &API_KEYS.select(OWNED), &mut |row| row.id(1).and_then(|_| api_key(row)).map(drop))
}

fn each_row(db: &mut dyn Executor, sql: &str, look: &mut dyn FnMut(&Row) -> Result<()>) -> Result<()> {
    db.merge_cursors(&[sql], &mut |next| {
        while let Some(row) = next(0)? {
            look(&row)?;
        }
        Ok(())
    })
}

/// The rows of the queries, and of each the row that was read ahead.
struct Rows<'a> {
    next: NextRow<'a>,
    ahead: [Option<Row>; 4],
}

impl Rows<'_> {
    /// The rows of a query that belong to a user. Rows without an owner, which SQLite may contain, are skipped.
    fn of(&mut self, query: usize, user: Uuid) -> Result<Vec<Row>> {
        let mut found = Vec::new();
        loop {
            let row = match self.ahead[query].take() {
                Some(row) => row,
                None => match (self.next)(query)? {
                    Some(row) => row,
                    None => return Ok(found),
                },
            };
            match row.id(1)?.cmp(&user) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => found.push(row),
                std::cmp::Ordering::Greater => {
                    self.ahead[query] = Some(row);
                    return Ok(found);
                }
            }
        }
    }
}

/// Imports the users that `source` provides, inside a transaction.
pub(super) fn import_users(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    binding: KeyGuard<'_>,
    source: ImportSource<'_>,
) -> Result<Prepared<AdminChanges>> {
    if state.binding.as_ref() != binding.before {
        return Ok(Prepared::Refused(CommitOutcome::KeyChanged));
    }
    let triggers = layout.triggers(db)?;
    let mut deactivated = Vec::new();
    let audit = source(&mut |records| {
        deactivated.extend(records.iter().filter_map(|record| Deactivation::of(&record.user)));
        insert(db, &records)?;
        if triggers.is_empty() || is_as_written(db, records)? {
            Ok(())
        } else {
            Err(StoreError::ChangedByTriggers { by: triggers.clone() }.into())
        }
    })?;
    Ok(Prepared::Ready(AdminChanges {
        audit: vec![audit],
        binding: binding.after.cloned(),
        deactivated,
        ..AdminChanges::default()
    }))
}

fn insert(db: &mut dyn Executor, records: &[UserRecord]) -> Result<()> {
    records.iter().try_for_each(|record| refuse_nul(&record.user.username))?;
    let users = records.iter().map(|record| users::values(&record.user, record.secrets.store_api_key.as_deref()));
    let folders = records.iter().flat_map(|record| record.folders.iter().map(users::folder_values));
    let (mut variables, mut keys) = (Vec::new(), Vec::new());
    for UserRecord { user, secrets, .. } in records {
        variables.extend(secrets.variables.iter().map(|variable| variable_values(user.id, variable)));
        keys.extend(secrets.api_keys.iter().map(|key| api_key_values(user.id, key)));
    }
    USERS.insert_all(db, users.collect())?;
    FOLDERS.insert_all(db, folders.collect())?;
    VARIABLES.insert_all(db, variables)?;
    API_KEYS.insert_all(db, keys.into_iter().collect::<Result<_>>()?)
}

/// Whether the database contains what was written.
fn is_as_written(db: &mut dyn Executor, records: Vec<UserRecord>) -> Result<bool> {
    db.run_deferred()?;
    for UserRecord { user, mut folders, mut secrets } in records {
        secrets.sort();
        folders.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let as_written = users::folders(db, user.id)? == folders && secrets::of(db, user.id, SecretsPart::All)? == secrets;
        if !as_written || !users::has_row(db, &user)? {
            return Ok(false);
        }
    }
    Ok(true)
}
