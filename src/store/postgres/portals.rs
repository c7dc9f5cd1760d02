//! Rows read through cursors, with only a window of each query in memory, and written by COPY.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::mpsc::{channel, sync_channel};
use std::thread::ScopedJoinHandle;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};

use super::errors;
use super::transaction::Transaction;
use crate::error::Result;
use crate::store::sql::executor::{NextRow, RowChange, RowVisitor, WINDOW};
use crate::store::sql::sql_value::Row;
use crate::threads;

/// How many rows of each of several queries are fetched at a time.
const ROWS: usize = 1_024;

/// A query that is being read.
struct Portal {
    cursor: String,
    fetched: VecDeque<Row>,
    ended: bool,
}

/// Runs several queries in parallel; `work` takes the next row of any of them.
pub(super) fn merge(db: &mut Transaction<'_>, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
    let mut portals = Vec::with_capacity(queries.len());
    for (number, sql) in queries.iter().enumerate() {
        let cursor = format!("kozmoai_{number}");
        db.open_cursor(&cursor, sql)?;
        portals.push(Portal { cursor, fetched: VecDeque::new(), ended: false });
    }
    work(&mut |number| portals.get_mut(number).map_or(Ok(None), |portal| next(db, portal)))?;
    portals.iter().try_for_each(|portal| db.close_cursor(&portal.cursor))
}

fn next(db: &mut Transaction<'_>, portal: &mut Portal) -> Result<Option<Row>> {
    if portal.fetched.is_empty() && !portal.ended {
        portal.fetched = db.fetch(&portal.cursor, ROWS)?.into();
        portal.ended = portal.fetched.is_empty();
    }
    Ok(portal.fetched.pop_front())
}

/// Shows the rows of a query some at a time; the next ones are read while `visit` works on these.
pub(super) fn stream(db: &mut Transaction<'_>, sql: &str, visit: RowVisitor<'_>) -> Result<ControlFlow<()>> {
    std::thread::scope(|scope| {
        let (send, read) = sync_channel::<Vec<Row>>(1);
        let server = threads::spawn_in(scope, move || fetch(db, sql, &mut |_, rows| Ok(while_heard(send.send(rows).is_ok()))))?;
        let worked = (|| {
            for rows in read {
                if visit(rows)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        })();
        joined(server).and(worked)
    })
}

/// Stores what `change` makes of the rows of a query in a table for rewritten values. While some rows are changed, the previous
/// ones are stored and the next ones are read.
pub(super) fn fill_scratch(db: &mut Transaction<'_>, table: &str, sql: &str, change: RowChange<'_>) -> Result<()> {
    std::thread::scope(|scope| {
        let (send, read) = sync_channel(1);
        let (give, changed) = channel::<Vec<Row>>();
        let server = threads::spawn_in(scope, move || {
            fetch(db, sql, &mut |db, rows| {
                let flow = while_heard(send.send(rows).is_ok());
                changed.try_iter().try_for_each(|lot| store(db, table, &lot))?;
                Ok(flow)
            })?;
            drop(send);
            changed.iter().try_for_each(|lot| store(db, table, &lot))
        })?;
        let worked = read.into_iter().try_for_each(|rows: Vec<Row>| {
            let lot = change(rows)?;
            // The receiver is gone when storing failed; its error is the one to report.
            let _sent = give.send(lot);
            Ok(())
        });
        drop(give);
        joined(server).and(worked)
    })
}

/// Stores rows: key, old value, new value.
fn store(db: &mut Transaction<'_>, table: &str, rows: &[Row]) -> Result<()> {
    let url = &db.access.url;
    let copy = db.copy_in(&format!("COPY {table} (row_key, old, new) FROM STDIN BINARY"))?;
    let mut copy = BinaryCopyInWriter::new(copy, &[Type::UUID, Type::TEXT, Type::TEXT]);
    let written = rows.iter().try_for_each(|row| {
        let values: Vec<&(dyn ToSql + Sync)> = row.0.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        copy.write(&values)
    });
    written.and_then(|()| copy.finish()).map(drop).map_err(|error| errors::failed(url, &error))
}

/// Continues as long as the receiver exists.
const fn while_heard(is_heard: bool) -> ControlFlow<()> {
    if is_heard { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// Gets some rows of a query and its transaction, until it has seen enough.
type TakeFetched<'a> = &'a mut dyn FnMut(&mut Transaction<'_>, Vec<Row>) -> Result<ControlFlow<()>>;

/// Reads the rows of a query, never more than a window of them in memory, until `take` has enough.
fn fetch(db: &mut Transaction<'_>, sql: &str, take: TakeFetched<'_>) -> Result<()> {
    const CURSOR: &str = "kozmoai_values";
    db.open_cursor(CURSOR, sql)?;
    loop {
        let rows = db.fetch(CURSOR, WINDOW)?;
        if rows.is_empty() || take(db, rows)?.is_break() {
            return db.close_cursor(CURSOR);
        }
    }
}

/// The result of a thread; a panic in it is continued here.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
