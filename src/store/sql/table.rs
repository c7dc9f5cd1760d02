//! Kozmoai's tables as this program reads and writes them.

use super::prelude::*;

/// How many rows one statement inserts; the largest size that the remaining rows fill is used.
const ROWS: [usize; 3] = [128, 16, 1];

/// The old and the new values of a row; the old ones are none for a new row, the new ones for a deleted row.
pub(super) type ChangedRow = (Option<Vec<SqlValue>>, Option<Vec<SqlValue>>);

impl Table {
    /// The query for its rows; `rest` follows its name.
    pub(super) fn select(&self, rest: &str) -> String {
        format!("SELECT {} FROM {} {rest}", self.columns.join(", "), quoted(self.name))
    }

    /// Inserts a row; false if a unique constraint forbids it.
    pub(super) fn insert(&self, db: &mut dyn Executor, row: &[SqlValue]) -> Result<bool> {
        Ok(self.insert_rows(db, row)?.is_done())
    }

    /// Inserts many rows.
    pub(super) fn insert_all(&self, db: &mut dyn Executor, rows: Vec<Vec<SqlValue>>) -> Result<()> {
        let mut rows = rows.into_iter();
        for size in ROWS {
            while rows.len() >= size {
                let values: Vec<SqlValue> = rows.by_ref().take(size).flatten().collect();
                self.insert_rows(db, &values)?.rows_or(StoreError::CopyConflict)?;
            }
        }
        Ok(())
    }

    /// Inserts rows with one statement.
    fn insert_rows(&self, db: &mut dyn Executor, values: &[SqlValue]) -> Result<Changed> {
        let row = |first: usize| (first..first + self.columns.len()).map(|place| format!("?{}", place + 1)).collect::<Vec<_>>();
        let rows = (0..values.len()).step_by(self.columns.len()).map(|first| format!("({})", row(first).join(", ")));
        let (columns, rows) = (self.columns.join(", "), rows.collect::<Vec<_>>().join(", "));
        db.try_change(&format!("INSERT INTO {} ({columns}) VALUES {rows}", quoted(self.name)), values)
    }

    /// Changes a row, each column only where it differs; false if a unique constraint forbids it.
    pub(super) fn update(&self, db: &mut dyn Executor, before: &[SqlValue], after: &[SqlValue]) -> Result<bool> {
        let changed = self.columns.iter().zip(before.iter().zip(after)).filter(|(_, (old, new))| old != new);
        let (names, mut values): (Vec<&str>, Vec<SqlValue>) = changed.map(|(name, (_, new))| (*name, new.clone())).unzip();
        if names.is_empty() {
            return Ok(true);
        }
        let sets: Vec<String> = names.iter().enumerate().map(|(place, name)| format!("{name} = ?{}", place + 1)).collect();
        values.extend(after.first().cloned());
        let sql = format!("UPDATE {} SET {} WHERE {} = ?{}", quoted(self.name), sets.join(", "), self.columns[0], values.len());
        Ok(db.try_change(&sql, &values)?.is_done())
    }

    /// Changes rows; false if a unique constraint forbids it.
    pub(super) fn change(&self, db: &mut dyn Executor, rows: &[ChangedRow]) -> Result<bool> {
        let deleted = rows.iter().filter(|(_, new)| new.is_none()).filter_map(|(old, _)| old.as_ref()?.first());
        for id in deleted {
            let sql = format!("DELETE FROM {} WHERE {} = ?1", quoted(self.name), self.columns[0]);
            db.change(&sql, std::slice::from_ref(id))?;
        }
        for (old, new) in rows {
            let is_done = match (old, new) {
                (Some(old), Some(new)) => self.update(db, old, new)?,
                (None, Some(new)) => self.insert(db, new)?,
                (_, None) => true,
            };
            if !is_done {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
