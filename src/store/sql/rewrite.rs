//! Reads every encrypted value, and the parts of a rewrite that every backend has in common. Each rewrites values in the way that is
//! fastest there.

use super::prelude::*;

/// Shows every value to `visit`.
pub(in crate::store) fn values(db: &mut dyn Executor, layout: &Layout, visit: ValueVisitor<'_>) -> Result<()> {
    for column in layout.schema.encrypted {
        if db.values(column, visit)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The query for the values of a column: id, value.
pub(in crate::store) fn query_for(EncryptedColumn { table, key, column, .. }: &EncryptedColumn) -> String {
    format!("SELECT {key}, {column} FROM {} WHERE {column} IS NOT NULL", quoted(table))
}

/// Takes the values out of rows: id, value.
pub(in crate::store) fn values_of(column: &EncryptedColumn, rows: &mut [Row]) -> Result<Vec<EncryptedValue>> {
    let damaged = |error: Error| Error::from(DamageError::Row { table: column.table }).wrapping(error);
    let value = |row: &mut Row| Ok(EncryptedValue { place: (column.location)(row.id(0)?), text: row.take_text(1)? });
    rows.iter_mut().map(|row| value(row).map_err(damaged)).collect()
}

/// Moves a character of each value to its end, for a rehearsal of a rewrite.
pub(in crate::store) fn vary(values: &mut [EncryptedValue]) {
    for EncryptedValue { text, .. } in values {
        if let Some((at, moved)) = text.char_indices().nth(6) {
            text.remove(at);
            text.push(moved);
        }
    }
}

/// Rewrites every value in the current transaction. Returns the changes of the administration data that belong to it, and the
/// locations that another client changed in the meantime.
pub(super) fn rewrite(
    db: &mut dyn Executor,
    layout: &Layout,
    state: &AdminState,
    work: &mut dyn Rewrite,
    options: &RewriteOptions<'_>,
) -> Result<(AdminChanges, Vec<SecretLocation>)> {
    if state.binding.as_ref() != options.before {
        return Err(ChangeError::KeyChanged.into());
    }
    let triggers = layout.triggers(db)?;
    let changed = db.rewrite(layout.schema, &triggers, options.online, work)?;
    if !changed.is_empty() && !options.online {
        return Err(StoreError::ValuesChanged { count: changed.len() as u64 }.into());
    }
    // The work must not have the rights of the database's owner.
    let _rights = account::as_root();
    work.before_commit()?;
    let (audit, binding) = (vec![options.audit.clone()], Some(options.after.clone()));
    Ok((AdminChanges { audit, binding, ..AdminChanges::default() }, changed))
}
