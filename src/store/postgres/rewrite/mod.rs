//! The rewrite of every encrypted value: [`in_place`] while nobody else changes any, [`collected`] otherwise.

mod collected;
mod in_place;

use self::collected::Source;
use super::dialect::{distinctions, unusual_types};
use super::prelude::*;

/// The limit for the values of each column that are tried before a rewrite.
const TRIED: &str = " LIMIT 100";

/// Rewrites every value, and returns the locations that another client changed in the meantime.
pub(super) fn rewrite(
    db: &mut Transaction<'_>,
    schema: &Schema,
    triggers: &[String],
    online: bool,
    work: &mut dyn Rewrite,
) -> Result<Vec<SecretLocation>> {
    if online || !triggers.is_empty() {
        return collected::rewrite(db, schema, triggers, work);
    }
    in_place::rewrite(db, schema, work).map(|()| Vec::new())
}

/// Checks that the database allows a rewrite, either way: replaces values by others of the same length, every one if the tables
/// have anything that may treat them differently. The caller must never commit the transaction.
pub(super) fn rehearse(db: &mut Transaction<'_>, layout: &Layout) -> Result<()> {
    let mut triggers = layout.triggers(db)?;
    let (columns, has_triggers) = (layout.schema.encrypted, !triggers.is_empty());
    for row in db.rows(&unusual_types(columns), &[])? {
        triggers.push(row.text(0)?);
    }
    let every = !triggers.is_empty() || db.number(&distinctions(columns), &[])? > 0;
    let limit = if every { "" } else { TRIED };
    let sources = Source::all(layout.schema);
    sources.iter().try_for_each(|source| source.collect_rehearsal(db, limit))?;
    sources.iter().try_for_each(|source| source.replace(db))?;
    collected::refuse_rewritten(db, &sources, &triggers)?;
    if has_triggers { Ok(()) } else { in_place::rehearse(db, columns, TRIED) }
}
