//! Several queries read in parallel through cursors, with only a window of each in memory.

use std::collections::VecDeque;

use super::session::Transaction;
use crate::error::Result;
use crate::store::sql::{Next, Row};

/// How many rows of a query are fetched at a time.
const ROWS: usize = 1_024;

/// A query that is being read.
struct Stream {
    cursor: String,
    fetched: VecDeque<Row>,
    ended: bool,
}

/// Runs several queries at once; `work` takes the next row of any of them.
pub(super) fn merge_cursors(
    db: &mut Transaction<'_>,
    queries: &[&str],
    work: &mut dyn FnMut(Next<'_>) -> Result<()>,
) -> Result<()> {
    let mut streams = Vec::with_capacity(queries.len());
    for (number, sql) in queries.iter().enumerate() {
        let cursor = format!("kozmoai_{number}");
        db.open_cursor(&cursor, sql)?;
        streams.push(Stream { cursor, fetched: VecDeque::new(), ended: false });
    }
    work(&mut |number| streams.get_mut(number).map_or(Ok(None), |stream| next(db, stream)))
}

fn next(db: &mut Transaction<'_>, stream: &mut Stream) -> Result<Option<Row>> {
    if stream.fetched.is_empty() && !stream.ended {
        stream.fetched = db.fetch(&stream.cursor, ROWS)?.into();
        stream.ended = stream.fetched.is_empty();
    }
    Ok(stream.fetched.pop_front())
}
