//! Export and import of users with all their data, from and into Kozmoai's four tables.
//!
//! `variable` has no index on its user, and this program may not add one. So the database sorts each table by user once, and
//! the four are merged; a query for each user would read all of `variable` every time.

use uuid::Uuid;

use super::admin_db::{AdminChanges, AdminState};
use super::executor::{Executor, NextRow};
use super::layout::Layout;
use super::rows::Columns;
use super::sql_value::{Row, SqlValue};
use super::{secrets, users};
use crate::error::{DamageError, Result, StoreError};
use crate::model::{User, UserSecrets};
use crate::store::secrets::KeyGuard;
use crate::store::transaction::{CommitOutcome, Prepared, refuse_nul};
use crate::store::users::{ImportSource, Scope, UserRecord, UserVisitor};

/// How many users are shown at a time.
const WINDOW: usize = 256;
/// How many rows one statement inserts; the largest size that the remaining rows fill is used.
const ROWS: [usize; 3] = [128, 16, 1];

/// Users, folders, variables and API keys, each in the order of the users' ids.
pub(super) fn queries() -> [String; 4] {
    let of_users = |rows: &str| format!("{rows} WHERE user_id IS NOT NULL ORDER BY user_id");
    [
        format!("SELECT {}, u.store_api_key FROM \"user\" u ORDER BY u.id", users::COLUMNS),
        of_users(users::FOLDERS),
        of_users(secrets::VARIABLES),
        of_users(secrets::API_KEYS),
    ]
}

/// Shows the users in the rows of these queries to `visit`.
pub(super) fn each(next: NextRow<'_>, scope: Scope, visit: UserVisitor<'_>) -> Result<()> {
    let mut rows = Rows { next, ahead: [const { None }; 4] };
    let (mut people, mut last) = (Vec::new(), None);
    while let Some(row) = (rows.next)(0)? {
        let user = users::user(&row)?;
        let id = user.id.0;
        // The merge needs ids that are written as Kozmoai writes them.
        if last.is_some_and(|last| last >= id) {
            return Err(DamageError::UserId { id: id.to_string() }.into());
        }
        last = Some(id);
        let mut secrets = UserSecrets { store_api_key: row.maybe_text(9)?, ..UserSecrets::default() };
        secrets.variables = rows.of(2, id)?.iter().map(secrets::variable).collect::<Result<_>>()?;
        secrets.api_keys = rows.of(3, id)?.iter().map(secrets::api_key).collect::<Result<_>>()?;
        if scope == Scope::WithSecrets && secrets.is_empty() {
            continue;
        }
        secrets.sort();
        let folders = match scope {
            Scope::All => rows.of(1, id)?.iter().map(users::folder).collect::<Result<_>>()?,
            Scope::WithSecrets => Vec::new(),
        };
        people.push(UserRecord { user, folders, secrets });
        if people.len() == WINDOW && visit(std::mem::take(&mut people))?.is_break() {
            return Ok(());
        }
    }
    if people.is_empty() { Ok(()) } else { visit(people).map(drop) }
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
            match row.id(0)?.cmp(&user) {
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
    let rewriting = layout.triggers(db)?;
    let audit = source(&mut |people| {
        put(db, &people)?;
        if rewriting.is_empty() || is_as_written(db, people)? {
            Ok(())
        } else {
            Err(StoreError::ChangedByTriggers { by: rewriting.clone() }.into())
        }
    })?;
    Ok(Prepared::Ready(AdminChanges { audit: vec![audit], binding: binding.after.cloned(), ..AdminChanges::default() }))
}

fn put(db: &mut dyn Executor, people: &[UserRecord]) -> Result<()> {
    people.iter().try_for_each(|person| refuse_nul(&person.user.username))?;
    let folders = people.iter().flat_map(|person| person.folders.iter().map(users::folder_values));
    let variables = people.iter().flat_map(|person| {
        person
            .secrets
            .variables
            .iter()
            .map(|variable| with_owner(&person.user, variable.id.0, secrets::variable_values(variable)))
    });
    let keys = people.iter().flat_map(|person| {
        person
            .secrets
            .api_keys
            .iter()
            .map(|key| secrets::api_key_values(key).map(|(id, columns)| with_owner(&person.user, id, columns)))
    });
    insert(db, "\"user\"", people.iter().map(user_values).collect())?;
    insert(db, "folder", folders.collect())?;
    insert(db, "variable", variables.collect())?;
    insert(db, "apikey", keys.collect::<Result<_>>()?)
}

/// Whether the database contains what was written.
fn is_as_written(db: &mut dyn Executor, people: Vec<UserRecord>) -> Result<bool> {
    db.run_deferred()?;
    for UserRecord { user, mut folders, mut secrets } in people {
        secrets.sort();
        folders.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        let as_written = users::folders(db, user.id)? == folders && secrets::of(db, user.id)? == secrets;
        if !as_written || users::by_id(db, user.id)?.as_ref() != Some(&user) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn user_values(person: &UserRecord) -> Columns {
    let store_key = ("store_api_key", SqlValue::from(person.secrets.store_api_key.clone()));
    users::values(&person.user).into_iter().chain([store_key]).collect()
}

fn with_owner(user: &User, id: Uuid, columns: Columns) -> Columns {
    columns.into_iter().chain([("id", id.into()), ("user_id", user.id.0.into())]).collect()
}

/// Inserts rows, all with the same columns.
fn insert(db: &mut dyn Executor, table: &str, rows: Vec<Columns>) -> Result<()> {
    let mut rows = rows.into_iter();
    for size in ROWS {
        while rows.len() >= size {
            let (mut names, mut cells, mut values) = (Vec::new(), Vec::new(), Vec::new());
            for columns in rows.by_ref().take(size) {
                let first = cells.len() + 1;
                names = columns.iter().map(|(name, _)| *name).collect();
                cells.extend(columns.into_iter().map(|(_, cell)| cell));
                let places: Vec<String> = (first..=cells.len()).map(|place| format!("?{place}")).collect();
                values.push(format!("({})", places.join(", ")));
            }
            let sql = format!("INSERT INTO {table} ({}) VALUES {}", names.join(", "), values.join(", "));
            db.try_change(&sql, &cells)?.rows_or(StoreError::CopyConflict)?;
        }
    }
    Ok(())
}
