//! The tables and columns of Kozmoai's database, and its triggers.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::sql_value::Row;
use super::{Dialect, Executor};
use crate::error::{Result, StoreError};
use crate::model::{ApiKeyStorage, Capabilities, PasswordStorage, Residue, SecretLocation, UserId, VariableId};

/// How many values are processed at a time: enough for all cores, few enough for little memory.
pub(in crate::store) const VALUES: usize = 4_096;

/// A column with encrypted values.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct EncryptedColumn {
    pub(in crate::store) table: &'static str,
    pub(in crate::store) column: &'static str,
    pub(in crate::store) location: fn(Uuid) -> SecretLocation,
}

/// Every column with encrypted values: the inventory of a rotation.
pub(in crate::store) const ENCRYPTED: [EncryptedColumn; 2] = [
    EncryptedColumn { table: "variable", column: "value", location: |id| SecretLocation::Variable(VariableId(id)) },
    EncryptedColumn { table: "user", column: "store_api_key", location: |id| SecretLocation::StoreKey(UserId(id)) },
];

/// The required tables and columns, those of Kozmoai 0.1.8.
const NEEDED: &[(&str, &[&str])] = &[
    ("alembic_version", &["version_num"]),
    ("apikey", &["api_key", "created_at", "id", "is_active", "last_used_at", "name", "total_uses", "user_id"]),
    ("folder", &["description", "id", "name", "parent_id", "user_id"]),
    (
        "user",
        &[
            "create_at",
            "id",
            "is_active",
            "is_superuser",
            "last_login_at",
            "password",
            "profile_image",
            "store_api_key",
            "updated_at",
            "username",
        ],
    ),
    ("variable", &["created_at", "default_fields", "id", "name", "type", "updated_at", "user_id", "value"]),
];

/// Columns of a generation that encrypts API keys and stores Generic variables as plaintext.
const SEALING_API_KEYS: &[(&str, &str)] =
    &[("apikey", "api_key_hash"), ("deployment_provider_account", "api_key"), ("sso_config", "client_secret_encrypted")];
/// Columns of such a generation that also derives another key from a short passphrase.
const DERIVING_OTHERWISE: &[(&str, &str)] = &[
    ("apikey", "expires_at"),
    ("connection_secret", "encrypted_payload"),
    ("mcp_server", "config"),
    ("trigger", "signing_secret_encrypted"),
    ("user", "retired_at"),
    ("variable", "is_environment_managed"),
];

/// The tables and columns of a database.
pub(in crate::store) struct Layout {
    /// Table, column, and whether it can contain text.
    columns: BTreeSet<(String, String, bool)>,
    /// Those of them that contain bytes.
    binary: BTreeSet<(String, String)>,
}

impl Layout {
    /// Reads the layout. Refuses a database that is not Kozmoai's, or lacks a required table or column.
    pub(in crate::store) fn of(db: &mut dyn Executor, shown: &str) -> Result<Self> {
        let sql = match db.dialect() {
            // Any SQLite column may contain text, whatever its declared type.
            Dialect::Sqlite => {
                "SELECT t.name, c.name, 1, 0 FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
                 AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            }
            Dialect::Postgres => {
                "SELECT t.relname::text, c.attname::text, y.typcategory IN ('S', 'A') OR y.typname IN ('bytea', 'hstore', 'json', 'jsonb', 'xml'), y.typname = 'bytea'
                 FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid JOIN pg_type y ON y.oid = c.atttypid
                 WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND t.relkind IN ('r', 'p') AND NOT t.relispartition
                 AND c.attnum > 0 AND NOT c.attisdropped"
            }
        };
        let rows = db.rows(sql, &[])?;
        let columns = rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.flag(2)?))).collect::<Result<_>>()?;
        let mut binary = BTreeSet::new();
        for row in &rows {
            if row.flag(3)? {
                binary.insert((row.text(0)?, row.text(1)?));
            }
        }
        let layout = Self { columns, binary };
        layout.check(shown)?;
        Ok(layout)
    }

    fn check(&self, shown: &str) -> Result<()> {
        if !NEEDED.iter().any(|(table, _)| *table != "alembic_version" && self.has_table(table)) {
            return Err(StoreError::NotKozmoais { database: shown.to_owned() }.into());
        }
        let missing: Vec<String> = NEEDED
            .iter()
            .flat_map(|(table, columns)| {
                let lacks_all = !self.has_table(table);
                let columns = columns.iter().filter(move |column| !lacks_all && !self.has(table, column));
                lacks_all
                    .then(|| format!("the table {table}"))
                    .into_iter()
                    .chain(columns.map(move |column| format!("{table}.{column}")))
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(StoreError::SchemaIncomplete { database: shown.to_owned(), missing }.into())
    }

    /// What the database can do, judging by its tables and columns.
    pub(in crate::store) fn capabilities(&self, dialect: Dialect) -> Capabilities {
        let has_any = |columns: &[(&str, &str)]| columns.iter().any(|(table, column)| self.has(table, column));
        let derives_otherwise = has_any(DERIVING_OTHERWISE);
        let encrypts_api_keys = derives_otherwise || has_any(SEALING_API_KEYS);
        let (is_on_server, residue) = match dialect {
            Dialect::Sqlite => (false, Residue::FreeSpace),
            Dialect::Postgres => (true, Residue::DeadRows),
        };
        Capabilities {
            passwords: PasswordStorage::Bcrypt,
            api_keys: if encrypts_api_keys { ApiKeyStorage::Encrypted } else { ApiKeyStorage::Plaintext },
            has_api_key_states: false,
            encrypts_generic_variables: !encrypts_api_keys,
            derives_same_keys: !derives_otherwise,
            knows_owned_records: !derives_otherwise,
            is_exclusive: false,
            is_on_server,
            residue,
        }
    }

    pub(in crate::store) fn has_table(&self, table: &str) -> bool {
        self.columns.iter().any(|(known, ..)| known == table)
    }

    pub(in crate::store) fn has(&self, table: &str, column: &str) -> bool {
        self.columns.iter().any(|(known, name, _)| known == table && name == column)
    }

    /// Whether a column contains bytes.
    pub(in crate::store) fn is_binary(&self, table: &str, column: &str) -> bool {
        self.binary.contains(&(table.to_owned(), column.to_owned()))
    }

    /// The columns that can contain text, with their tables.
    pub(in crate::store) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.columns.iter().filter(|(.., text)| *text).map(|(table, column, _)| (table.as_str(), column.as_str()))
    }
}

/// The tables that this program writes to, as an SQL list.
pub(in crate::store) const WRITTEN: &str = "'apikey', 'file', 'flow', 'folder', 'user', 'variable'";

/// Triggers and rules on the tables that this program writes to, as text. Kozmoai's own tables have none.
pub(in crate::store) fn triggers(db: &mut dyn Executor) -> Result<Vec<String>> {
    match db.dialect() {
        Dialect::Sqlite => {
            let sql = format!(
                "SELECT 'trigger', name, tbl_name FROM main.sqlite_master WHERE type = 'trigger'
                 AND tbl_name IN ({WRITTEN}) ORDER BY tbl_name, name"
            );
            named_triggers(db, &sql)
        }
        Dialect::Postgres => triggers_where(db, &format!("n.nspname = current_schema() AND t.relname IN ({WRITTEN})")),
    }
}

/// The same on PostgreSQL, for every table `t` in a schema `n` that meets a condition.
pub(in crate::store) fn triggers_where(db: &mut dyn Executor, condition: &str) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT k.kind, k.name::text, t.relname::text FROM pg_class t JOIN (
             SELECT 'trigger' AS kind, tgname AS name, tgrelid AS id FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'
             UNION ALL SELECT 'rule', rulename, ev_class FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_enabled <> 'D'
         ) AS k ON k.id = t.oid JOIN pg_namespace n ON n.oid = t.relnamespace
         WHERE {condition} ORDER BY 3, 2"
    );
    named_triggers(db, &sql)
}

fn named_triggers(db: &mut dyn Executor, sql: &str) -> Result<Vec<String>> {
    let named = |row: &Row| Ok(format!("{} {} on table {}", row.text(0)?, quoted(&row.text(1)?), row.text(2)?));
    db.rows(sql, &[])?.iter().map(named).collect()
}

/// Quotes an SQL identifier.
pub(in crate::store) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
