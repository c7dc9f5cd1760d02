//! The format of backups: COPY's, in parts.

use super::prelude::*;

/// The first part of a backup.
const TITLE: &[u8] = b"kozmoai postgresql backup 1\n";

/// The header of a backup.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
pub(super) struct Header {
    /// The version of Kozmoai's schema.
    alembic: Vec<String>,
}

impl Header {
    /// The header of a backup of this database.
    pub(super) fn of(db: &mut Transaction<'_>) -> Result<Self> {
        let rows = db.rows("SELECT version_num FROM alembic_version ORDER BY 1", &[])?;
        Ok(Self { alembic: rows.iter().map(|row| row.text(0)).collect::<Result<_>>()? })
    }
}

/// Writes a backup part by part.
pub(super) struct Writer<'a>(&'a mut dyn Write);

impl<'a> Writer<'a> {
    /// Begins a backup.
    pub(super) fn begin(out: &'a mut dyn Write, header: &Header) -> Result<Self> {
        let mut writer = Self(out);
        writer.put(TITLE)?;
        writer.put_json(header)?;
        Ok(writer)
    }

    /// Writes a part; an empty one ends a table, and the last table the backup.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let written = self.0.write_all(&length.to_be_bytes()).and_then(|()| self.0.write_all(bytes));
        written.map_err(|error| Error::from(RestoreError::BackupNotWritable).because(error))
    }

    pub(super) fn put_json(&mut self, of: &impl Serialize) -> Result<()> {
        let json = serde_json::to_vec(of);
        self.put(&json.map_err(|error| Error::from(StoreError::NotEncodable { what: "The backup" }).because(error))?)
    }
}

/// The error for something that is no backup of this format.
pub(super) fn unreadable() -> Error {
    RestoreError::BackupUnreadable { backend: "a PostgreSQL database" }.into()
}

/// Reads a backup part by part.
pub(super) struct Reader<'a>(&'a mut dyn Read);

impl<'a> Reader<'a> {
    /// Reads the header.
    pub(super) fn begin(backup: &'a mut dyn Read) -> Result<(Self, Header)> {
        let mut reader = Self(backup);
        if reader.part()? != TITLE {
            return Err(unreadable());
        }
        let header = serde_json::from_slice(&reader.part()?).map_err(|error| unreadable().because(error))?;
        Ok((reader, header))
    }

    /// The next table, which this database must have in the same form; none at the end of the backup.
    pub(super) fn same_table(&mut self, known: &[Table]) -> Result<Option<Table>> {
        self.table(|table| known.iter().any(|here| here.is(table)), "lacks or has in another form")
    }

    /// The next table, which this database must have; none at the end of the backup.
    pub(super) fn known_table(&mut self, known: &[Table]) -> Result<Option<Table>> {
        self.table(|table| known.iter().any(|here| here.name == table.name && here.ours == table.ours), "lacks")
    }

    fn table(&mut self, is_here: impl FnOnce(&Table) -> bool, otherwise: &str) -> Result<Option<Table>> {
        let bytes = self.part()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let table: Table = serde_json::from_slice(&bytes).map_err(|error| unreadable().because(error))?;
        if is_here(&table) {
            return Ok(Some(table));
        }
        Err(unreadable().because(format!("it contains a table {} that this database {otherwise}", table.name)))
    }

    /// The next rows of the table; none at its end.
    pub(super) fn rows(&mut self) -> Result<Option<Vec<u8>>> {
        Ok(Some(self.part()?).filter(|rows| !rows.is_empty()))
    }

    fn part(&mut self) -> Result<Vec<u8>> {
        let mut length = [0; 4];
        self.0.read_exact(&mut length).map_err(|error| unreadable().because(error))?;
        backup_part::read(self.0, u32::from_be_bytes(length)).map_err(|error| unreadable().because(error))
    }
}
