//! Several queries read in step, through portals: never more than a window of each in memory.

use std::collections::VecDeque;

use postgres::Portal;

use super::session::{In, row};
use crate::error::Result;
use crate::store::kozmoai::{Next, Row};

/// How many rows of a query are fetched at a time.
const ROWS: i32 = 1_024;

/// A query that is being read.
struct Stream {
    portal: Portal,
    fetched: VecDeque<Row>,
    ended: bool,
}

/// Runs queries side by side; `work` takes the next row of whichever it likes.
pub(super) fn side_by_side(db: &mut In<'_>, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()> {
    let mut streams = Vec::with_capacity(queries.len());
    for sql in queries {
        let portal = db.transaction.bind(*sql, &[]).map_err(|error| db.failed(&error))?;
        streams.push(Stream { portal, fetched: VecDeque::new(), ended: false });
    }
    work(&mut |number| streams.get_mut(number).map_or(Ok(None), |stream| next(db, stream)))
}

fn next(db: &mut In<'_>, stream: &mut Stream) -> Result<Option<Row>> {
    if stream.fetched.is_empty() && !stream.ended {
        let found = db.transaction.query_portal(&stream.portal, ROWS).map_err(|error| db.failed(&error))?;
        stream.ended = found.is_empty();
        stream.fetched = found.iter().map(row).collect::<Result<_, _>>().map_err(|error| db.failed(&error))?;
    }
    Ok(stream.fetched.pop_front())
}
