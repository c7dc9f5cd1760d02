//! Lists of what users own. Few rows are sorted by username; more come in the order in which databases store them.

use crate::cli::render::list::{Source, Total, index};
use crate::error::Result;
use crate::model::Page;

/// How many rows are sorted, so that any part of so short a list has the same order.
const SORTED: usize = 250;

/// Is passed rows.
pub(super) type Visit<'a, R> = &'a mut dyn FnMut(R) -> Result<()>;
/// Reads a page that begins after a number of rows.
type ReadPage<'a, R> = Box<dyn Fn(u64, usize) -> Result<Page<R>> + 'a>;
/// Reads all rows.
type ReadAll<'a, R> = Box<dyn Fn(Visit<'_, R>) -> Result<()> + 'a>;

/// The rows of users.
pub(crate) struct Owned<'a, R> {
    pub(super) page: ReadPage<'a, R>,
    pub(super) all: ReadAll<'a, R>,
    pub(super) count: Box<dyn Fn() -> Result<u64> + 'a>,
}

impl<R> Source for Owned<'_, R> {
    type Row = R;

    fn page(&mut self, offset: u64, limit: usize) -> Result<(Vec<R>, Total)> {
        let few = (self.page)(0, SORTED)?;
        if let Some(total) = few.total {
            return Ok((few.rows.into_iter().skip(index(offset)).take(limit).collect(), Total::Known(total)));
        }
        let page = (self.page)(offset, limit)?;
        Ok((page.rows, page.total.map_or(Total::More, Total::Known)))
    }

    fn each(&mut self, offset: u64, visit: &mut dyn FnMut(R) -> Result<()>) -> Result<()> {
        let mut skipped = 0;
        (self.all)(&mut |row| {
            skipped += 1;
            if skipped > offset { visit(row) } else { Ok(()) }
        })
    }

    fn total(&mut self) -> Result<u64> {
        (self.count)()
    }
}
