//! Backups: every table of Kozmoai's schema and of the administration schema, in PostgreSQL's COPY format, from one snapshot.
//!
//! ```text
//! title line
//! length, JSON     the version of Kozmoai's schema
//! for each table, in an order in which no table refers to a later one:
//!   length, JSON   its name and columns
//!   length, rows   as often as needed
//!   0
//! 0
//! ```
//!
//! Sequences are not included, because Kozmoai has none.

use std::collections::BTreeSet;
use std::io::{BufRead, Read, Write};
use std::ops::ControlFlow;

use postgres::CopyInWriter;
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::copy_rows::Rows;
use super::emptied::Emptied;
use super::session::{Length, Transaction};
use super::{active_clients, failures, is_made, make, refuse_pool, rewrite, schema, verify_store};
use crate::error::{Error, RestoreError, Result, StoreError};
use crate::model::{AuditHead, EncryptedValue, PostgresUrl};
use crate::store::sql::admin_db::{self, AdminState};
use crate::store::sql::schema::quoted;
use crate::store::sql::{ENCRYPTED, EncryptedColumn, Executor};

const TITLE: &[u8] = b"kozmoai postgresql backup 1\n";
/// The maximum length of a part of a backup, in bytes.
const LONGEST: u32 = 1 << 30;

/// The header of a backup.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Head {
    /// The version of Kozmoai's schema.
    alembic: Vec<String>,
}

/// A table in a backup.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// Whether it is an administration table.
    pub(super) ours: bool,
    pub(super) columns: Vec<String>,
    /// Whether its rows are in partitions, which COPY skips.
    #[serde(skip)]
    partitioned: bool,
}

impl Table {
    fn sql_name(&self) -> String {
        if self.ours { format!("kozmoai_admin.{}", quoted(&self.name)) } else { quoted(&self.name) }
    }

    /// Its name in statements, without the tables that inherit from it; a partitioned table includes its partitions.
    pub(super) fn only(&self) -> String {
        if self.partitioned { self.sql_name() } else { format!("ONLY {}", self.sql_name()) }
    }

    /// The temporary table for its rows.
    fn scratch(&self) -> String {
        format!("pg_temp.{}", quoted(&format!("kozmoai_proof_{}_{}", self.ours, self.name)))
    }

    /// The source of its rows for COPY.
    fn source(&self) -> String {
        let (name, columns) = (self.sql_name(), self.columns());
        if self.partitioned { format!("(SELECT {columns} FROM {name})") } else { format!("{name} ({columns})") }
    }

    /// Whether it has the same name and columns as another one.
    fn is(&self, other: &Self) -> bool {
        (&self.name, self.ours, &self.columns) == (&other.name, other.ours, &other.columns)
    }

    fn columns(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }
}

impl Head {
    fn of(db: &mut Transaction<'_>) -> Result<Self> {
        let rows = db.rows("SELECT version_num FROM alembic_version ORDER BY 1", &[])?;
        Ok(Self { alembic: rows.iter().map(|row| row.text(0)).collect::<Result<_>>()? })
    }
}

/// Every table, in an order in which no table precedes one that it refers to.
fn tables(db: &mut Transaction<'_>) -> Result<Vec<Table>> {
    let sql = "SELECT t.relname::text, (SELECT json_agg(c.attname ORDER BY c.attnum)::text FROM pg_attribute c
                      WHERE c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''),
                      (SELECT json_agg(DISTINCT r.relname)::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
                       WHERE k.conrelid = t.oid AND k.contype = 'f' AND r.oid <> t.oid), t.relkind = 'p'
               FROM pg_class t WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND t.relkind IN ('r', 'p')
               AND NOT t.relispartition ORDER BY 1";
    let names = |text: Option<String>| text.and_then(|text| serde_json::from_str::<Vec<String>>(&text).ok()).unwrap_or_default();
    let mut waiting = Vec::new();
    for row in db.rows(sql, &[])? {
        let table = Table { name: row.text(0)?, ours: false, columns: names(row.maybe_text(1)?), partitioned: row.flag(3)? };
        waiting.push((table, names(row.maybe_text(2)?)));
    }
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let known: BTreeSet<String> = waiting.iter().map(|(table, _)| table.name.clone()).collect();
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, refers_to)| !refers_to.iter().any(|name| known.contains(name)));
        if ready.is_empty() {
            return Err(RestoreError::CircularTables.into());
        }
        ordered.extend(ready.into_iter().map(|(table, _)| table));
        waiting = later;
    }
    if is_made(db)? {
        for name in admin_db::ADMIN_TABLES {
            // Part of the statement, in which the name of the schema is replaced.
            let sql = format!(
                "SELECT json_agg(attname ORDER BY attnum)::text FROM pg_attribute
                 WHERE attrelid = to_regclass('kozmoai_admin.{name}') AND attnum > 0 AND NOT attisdropped"
            );
            let columns = db.row(&sql, &[])?;
            let columns = names(columns.map_or(Ok(None), |row| row.maybe_text(0))?);
            ordered.push(Table { name: name.to_owned(), ours: true, columns, partitioned: false });
        }
    }
    Ok(ordered)
}

/// Writes the snapshot of the transaction.
pub(super) fn write(db: &mut Transaction<'_>, out: &mut dyn Write) -> Result<()> {
    let cannot = |error: std::io::Error| Error::from(RestoreError::BackupNotWritable).because(error);
    let mut put = |bytes: &[u8]| -> Result<()> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        out.write_all(&length.to_be_bytes()).and_then(|()| out.write_all(bytes)).map_err(cannot)
    };
    schema::refuse_hidden(db)?;
    let head = Head::of(db)?;
    let tables = tables(db)?;
    out_title(&mut put, &head)?;
    for table in tables {
        put(&json(&table)?)?;
        let url = &db.access.url;
        let mut rows = db.copy_out(&format!("COPY {} TO STDOUT", table.source()))?;
        loop {
            let some = rows.fill_buf().map_err(|error| failures::lost(url, error))?;
            if some.is_empty() {
                break;
            }
            put(some)?;
            let length = some.len();
            rows.consume(length);
        }
        put(&[])?;
    }
    put(&[])
}

fn out_title(put: &mut dyn FnMut(&[u8]) -> Result<()>, head: &Head) -> Result<()> {
    put(TITLE)?;
    put(&json(head)?)
}

fn json(of: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(of).map_err(|error| Error::from(StoreError::NotEncodable { what: "The backup" }).because(error))
}

fn no_backup() -> Error {
    RestoreError::BackupUnreadable { backend: "a PostgreSQL database" }.into()
}

/// The next part of a backup.
fn part(backup: &mut dyn Read) -> Result<Vec<u8>> {
    let mut length = [0; 4];
    backup.read_exact(&mut length).map_err(|error| no_backup().because(error))?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(no_backup());
    }
    let mut bytes = vec![0; length as usize];
    backup.read_exact(&mut bytes).map_err(|error| no_backup().because(error))?;
    Ok(bytes)
}

fn head(backup: &mut dyn Read) -> Result<Head> {
    if part(backup)? != TITLE {
        return Err(no_backup());
    }
    serde_json::from_slice(&part(backup)?).map_err(|error| no_backup().because(error))
}

/// The next table of a backup; none at its end.
fn table(backup: &mut dyn Read) -> Result<Option<Table>> {
    let bytes = part(backup)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|error| no_backup().because(error))
}

/// Copies the rows of a table into one with the same columns.
fn fill(db: &mut Transaction<'_>, into: &str, table: &Table, backup: &mut dyn Read) -> Result<()> {
    let url = &db.access.url;
    let mut rows: CopyInWriter<'_> = db.copy_in(&format!("COPY {into} ({}) FROM STDIN", table.columns()))?;
    loop {
        let some = part(backup)?;
        if some.is_empty() {
            break;
        }
        rows.write_all(&some).map_err(|error| failures::lost(url, error))?;
    }
    rows.finish().map(drop).map_err(|error| no_backup().because(failures::failed(url, &error)))
}

/// Copies the rows of a table through a temporary one, which shows what triggers and rules change.
fn fill_beside(db: &mut Transaction<'_>, table: &Table, backup: &mut dyn Read) -> Result<()> {
    let (scratch, into, columns) = (table.scratch(), table.sql_name(), table.columns());
    db.run(&format!("CREATE TEMP TABLE {} (LIKE {into}) ON COMMIT DROP", &scratch[8..]))?;
    fill(db, &scratch, table, backup)?;
    db.run(&format!("INSERT INTO {into} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {scratch}"))
}

/// Refuses if triggers or rules stored something other than what was written.
fn refuse_rewritten(db: &mut Transaction<'_>, filled: &[Table], rewriting: &[String]) -> Result<()> {
    if filled.is_empty() {
        return Ok(());
    }
    db.run("SET CONSTRAINTS ALL IMMEDIATE")?;
    for table in filled {
        let rows = |name: &str| format!("SELECT row({})::text FROM {name}", table.columns());
        let (wanted, there) = (rows(&table.scratch()), rows(&table.sql_name()));
        let sql =
            format!("SELECT count(*) FROM (({wanted} EXCEPT ALL {there}) UNION ALL ({there} EXCEPT ALL {wanted})) AS differing");
        if db.number(&sql, &[])? > 0 {
            return Err(StoreError::ChangedByTriggers { by: rewriting.to_vec() }.into());
        }
    }
    Ok(())
}

/// Restores a backup into temporary tables and shows every value in it.
pub(super) fn verify_backup(
    db: &mut Transaction<'_>,
    backup: &mut dyn Read,
    visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
) -> Result<()> {
    head(backup)?;
    let known = tables(db)?;
    let mut proven = BTreeSet::new();
    while let Some(table) = table(backup)? {
        if !known.iter().any(|here| here.is(&table)) {
            return Err(no_backup()
                .because(format!("it contains a table {} that this database lacks or has in another form", table.name)));
        }
        let scratch = table.scratch();
        db.run(&format!("CREATE TEMP TABLE {} (LIKE {}) ON COMMIT DROP", &scratch[8..], table.sql_name()))?;
        fill(db, &scratch, &table, backup)?;
        if !table.ours {
            proven.insert(table.name);
        }
    }
    for inventory in ENCRYPTED {
        let EncryptedColumn { table, column, .. } = inventory;
        if !proven.contains(table) {
            return Err(no_backup());
        }
        let sql = format!("SELECT id, {column} FROM pg_temp.kozmoai_proof_false_{table} WHERE {column} IS NOT NULL");
        let _end =
            rewrite::windows(db, &sql, &mut |rows| visit(&rewrite::values_of(inventory, rows)?).map(ControlFlow::Continue))?;
    }
    Ok(())
}

/// Shows every value in a backup without writing anything, for a read-only server.
pub(super) fn prove_by_reading(
    db: &mut Transaction<'_>,
    backup: &mut dyn Read,
    visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
) -> Result<()> {
    head(backup)?;
    let known = tables(db)?;
    let mut proven = 0;
    while let Some(table) = table(backup)? {
        if !known.iter().any(|here| here.is(&table)) {
            return Err(no_backup()
                .because(format!("it contains a table {} that this database lacks or has in another form", table.name)));
        }
        let inventory = ENCRYPTED.iter().find(|known| !table.ours && known.table == table.name);
        let mut rows = inventory.and_then(|inventory| Rows::of(*inventory, &table.columns));
        proven += usize::from(rows.is_some());
        loop {
            let some = part(backup)?;
            if some.is_empty() {
                break;
            }
            if let Some(rows) = &mut rows
                && !rows.take(&some, visit)?
            {
                return Err(no_backup());
            }
        }
        if let Some(rows) = rows
            && !rows.end(visit)?
        {
            return Err(no_backup());
        }
    }
    if proven == ENCRYPTED.len() { Ok(()) } else { Err(no_backup()) }
}

/// Restores a backup into a database with empty tables, or with `replace` into any database.
///
/// # Errors
/// `Conflict` if the tables are not empty and must not be replaced; `Store`: in use, not a backup, or of another version.
pub(in crate::store) fn restore(
    url: &PostgresUrl,
    backup: &mut dyn Read,
    replace: bool,
    placing: &mut dyn FnMut(AuditHead),
) -> Result<()> {
    let access = Access::to(url);
    let mut session = access.connect()?;
    verify_store(&mut session, &access)?;
    refuse_pool(&access, &mut session, &mut access.connect()?)?;
    let mut db = session.acting(&access, Length::Bulk)?;
    schema::refuse_hidden(&mut db)?;
    if let Some(others) = active_clients(&mut db, &access.name)? {
        return Err(RestoreError::TargetInUse { database: url.to_string(), clients: others, pooled: true }.into());
    }
    if head(backup)? != Head::of(&mut db)? {
        return Err(RestoreError::BackupOfOtherVersion.into());
    }
    let known = tables(&mut db)?;
    let mut filled = false;
    for table in known.iter().filter(|table| table.name != "alembic_version") {
        filled |= db.number(&format!("SELECT count(*) FROM (SELECT FROM {} LIMIT 1) AS found", table.sql_name()), &[])? > 0;
    }
    if filled && !replace {
        return Err(RestoreError::TargetNotEmpty { database: url.to_string() }.into());
    }
    let made = is_made(&mut db)?;
    make(&mut db, &AdminState::fresh(), made)?;
    let known = tables(&mut db)?;
    // The administration data belongs to the data that is restored, even if the backup contains none.
    let names: Vec<String> = known.iter().filter(|table| table.ours).map(Table::sql_name).collect();
    db.run(&format!("TRUNCATE {}", names.join(", ")))?;
    let mut emptied = Emptied::default();
    let rewriting = schema::all_triggers(&mut db)?;
    let mut filled = Vec::new();
    while let Some(table) = table(backup)? {
        let same = known.iter().any(|here| here.name == table.name && here.ours == table.ours);
        if !same {
            return Err(no_backup().because(format!("it contains a table {} that this database lacks", table.name)));
        }
        if !table.ours {
            emptied.make_room(&mut db, &table, &known)?;
        }
        if rewriting.is_empty() {
            fill(&mut db, &table.sql_name(), &table, backup)?;
        } else {
            fill_beside(&mut db, &table, backup)?;
            filled.push(table);
        }
    }
    emptied.refuse_lost(&db)?;
    refuse_rewritten(&mut db, &filled, &rewriting)?;
    match AdminState::read(&mut db)? {
        Some(state) => placing(state.head),
        None => {
            admin_db::make(&mut db, &AdminState::fresh())?;
            placing(AuditHead::default());
        }
    }
    db.commit()
}
