//! Lists in every format: tables, JSON, JSON lines and CSV, from one description of their columns.

use std::io::{self, IsTerminal, Write};

use serde_json::{Map, Value};

use super::output::Output;
use super::progress::ProgressMeter;
use super::table::{self, Cell, Title};
use super::view::View;
use super::{or_dash, stdout, yes_or_no};
use crate::cli::args::list::{Format, ListArgs};
use crate::cli::args::shared::When;
use crate::error::{CommandError, Error, Remedy, Result};
use crate::model::Timestamp;
use crate::model::time::relative_time;
use crate::service::progress::{Progress, Stage};
use crate::text;
use crate::text::csv::guard;

/// How many rows a table has, unless a flag says otherwise.
const ROWS: u64 = 50;
/// How many rows are read at a time.
pub(crate) const WINDOW: usize = 500;

/// The rows of a list.
pub(crate) trait Source {
    /// A row.
    type Row;

    /// A page, and the number of all rows if it costs nothing.
    fn page(&mut self, offset: u64, limit: usize) -> Result<(Vec<Self::Row>, Total)>;

    /// Passes all rows to `visit`, except for the first ones, without keeping them in memory.
    fn each(&mut self, offset: u64, visit: &mut dyn FnMut(Self::Row) -> Result<()>) -> Result<()>;

    /// The number of all rows, whatever it costs.
    fn total(&mut self) -> Result<u64>;
}

/// The number of rows of a list, as far as a page says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Total {
    /// The number.
    Known(u64),
    /// There are more rows after the page.
    More,
}

/// A list that is in memory.
pub(crate) struct InMemory<R>(pub(crate) Vec<R>);

impl<R> Source for InMemory<R> {
    type Row = R;

    fn page(&mut self, offset: u64, limit: usize) -> Result<(Vec<R>, Total)> {
        let total = Total::Known(self.0.len() as u64);
        Ok((std::mem::take(&mut self.0).into_iter().skip(index(offset)).take(limit).collect(), total))
    }

    fn each(&mut self, offset: u64, visit: &mut dyn FnMut(R) -> Result<()>) -> Result<()> {
        std::mem::take(&mut self.0).into_iter().skip(index(offset)).try_for_each(visit)
    }

    fn total(&mut self) -> Result<u64> {
        Ok(self.0.len() as u64)
    }
}

/// A number of rows, as far as memory can have that many.
pub(crate) fn index(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

type CellOf<R> = Box<dyn Fn(&R, &Value, View) -> Cell>;

/// A column of a list.
pub(crate) struct Column<R> {
    /// The field in JSON, the header in CSV, and the name on the command line.
    name: &'static str,
    /// The title in tables.
    title: Title,
    cell: CellOf<R>,
}

impl<R> Column<R> {
    /// A column whose cell in tables is the text of its field.
    pub(crate) fn plain(name: &'static str, title: &'static str) -> Self {
        Self { name, title: Title::new(title), cell: Box::new(|_, value, _| Cell::from(in_table(value).as_str())) }
    }

    /// A column of IDs, which tables never cut: commands take only whole ones.
    pub(crate) fn id(name: &'static str, title: &'static str) -> Self {
        Self { title: Title::whole(title), ..Self::plain(name, title) }
    }

    /// A column with a cell of its own in tables.
    pub(crate) fn cell(name: &'static str, title: &'static str, cell: impl Fn(&R) -> Cell + 'static) -> Self {
        Self { name, title: Title::new(title), cell: Box::new(move |row, _, _| cell(row)) }
    }

    /// A column of times; `if_none` stands for none.
    pub(crate) fn time(
        name: &'static str,
        title: &'static str,
        if_none: &'static str,
        time: impl Fn(&R) -> Option<Timestamp> + 'static,
    ) -> Self {
        let cell = move |row: &R, _: &Value, view: View| match (time(row), view.now) {
            (None, _) => Cell::from(if_none),
            (Some(at), Some(now)) => Cell::from(relative_time(Some(at), now).as_str()),
            (Some(at), None) => Cell::from(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().as_str()),
        };
        Self { name, title: Title::new(title), cell: Box::new(cell) }
    }
}

/// The description of a list.
pub(crate) struct List<R> {
    /// The member of the JSON document, which has the rows.
    pub(crate) name: &'static str,
    /// What is printed if there are no rows.
    pub(crate) if_empty: &'static str,
    /// Every column, in the order of the fields.
    pub(crate) columns: Vec<Column<R>>,
    /// The columns of tables, by name.
    pub(crate) table: &'static [&'static str],
    /// Those that only wide tables have.
    pub(crate) wide: &'static [&'static str],
    /// The JSON object of a row, which has a field for every column.
    pub(crate) json: fn(&R) -> Value,
}

/// A list with what the command line asks of it.
pub(crate) struct Request<'a, R> {
    output: &'a Output,
    list: List<R>,
    format: Format,
    /// The columns; none for all fields.
    chosen: Option<Vec<usize>>,
    offset: u64,
    limit: Option<u64>,
    view: View,
}

impl<R> List<R> {
    /// The request of a command line.
    ///
    /// # Errors
    /// `Usage`: a column is unknown, or two formats are requested.
    pub(crate) fn request<'a>(self, output: &'a Output, args: &ListArgs) -> Result<Request<'a, R>> {
        let format = output.format_of(args.output)?;
        let chosen = self.chosen(args, format)?;
        let default = (format == Format::Table).then_some(ROWS);
        let limit = if args.all { None } else { args.limit.or(default) };
        Ok(Request { output, list: self, format, chosen, offset: args.offset, limit, view: output.view() })
    }

    fn chosen(&self, args: &ListArgs, format: Format) -> Result<Option<Vec<usize>>> {
        let place = |name: &str| self.columns.iter().position(|column| column.name == name);
        if !args.columns.is_empty() {
            let known = |name: &String| {
                place(name.trim()).ok_or_else(|| {
                    let names: Vec<_> = self.columns.iter().map(|column| column.name).collect();
                    let remedy = Remedy::Text(format!("Columns: {}.", names.join(", ")));
                    Error::from(CommandError::ColumnUnknown { column: name.clone() }).hint(remedy)
                })
            };
            return args.columns.iter().map(known).collect::<Result<_>>().map(Some);
        }
        let wide = if args.wide { self.wide } else { &[] };
        let of_table = || self.table.iter().chain(wide).filter_map(|name| place(name)).collect();
        Ok((format == Format::Table).then(of_table))
    }
}

impl<R> Request<'_, R> {
    /// Prints the rows.
    ///
    /// # Errors
    /// Those of the source; `Unexpected` if standard output cannot be written.
    pub(crate) fn print<S: Source<Row = R>>(&self, source: &mut S) -> Result<()> {
        // Rows in other formats are printed while they are read.
        if self.format == Format::Table || !io::stdout().is_terminal() {
            let reading = Progress { stage: Stage::ReadingRows, done: 0, total: None };
            ProgressMeter::new(When::Auto, self.output.is_quiet()).show(reading, |_| ());
        }
        match self.format {
            Format::Table => self.print_table(source),
            Format::Json => stdout::rows(|out| self.write_document(source, out)),
            Format::Jsonl | Format::Csv => stdout::rows(|out| {
                self.begin(out)?;
                self.each(source, &mut |row| self.write(out, &row))
            }),
        }
    }

    /// The same request, with exact times.
    pub(crate) fn with_exact_times(self) -> Self {
        Self { view: View { now: None }, ..self }
    }

    /// Prints rows as they come: each on a line.
    ///
    /// # Errors
    /// `Unexpected` if standard output cannot be written.
    pub(crate) fn print_lines(&self, rows: &[R], is_first: bool) -> Result<()> {
        if self.format == Format::Table {
            let is_coloured = self.output.is_coloured();
            let line = |row: &R| self.cells(row).iter().map(|cell| cell.shown(is_coloured)).collect::<Vec<_>>().join("  ");
            return rows.iter().map(line).try_for_each(|line| self.output.line(line.trim_end()));
        }
        stdout::rows(|out| {
            if is_first {
                self.begin(out)?;
            }
            rows.iter().try_for_each(|row| self.write(out, row))
        })
    }

    /// Writes the header of CSV.
    fn begin(&self, out: &mut dyn Write) -> Result<()> {
        if self.format != Format::Csv {
            return Ok(());
        }
        let names = self.columns().map(|column| column.name.to_owned());
        write_csv(out, names.collect())
    }

    /// Writes a row on a line of its own.
    fn write(&self, out: &mut dyn Write, row: &R) -> Result<()> {
        if self.format == Format::Csv {
            let value = (self.list.json)(row);
            return write_csv(out, self.columns().map(|column| in_csv(&value[column.name])).collect());
        }
        let line = text::json::line(&self.fields(row)).map_err(not_json)?;
        writeln!(out, "{}", *line).map_err(stdout::closed)
    }

    fn each<S: Source<Row = R>>(&self, source: &mut S, visit: &mut dyn FnMut(R) -> Result<()>) -> Result<()> {
        match self.limit {
            Some(limit) => source.page(self.offset, index(limit))?.0.into_iter().try_for_each(visit),
            None => source.each(self.offset, visit),
        }
    }

    fn print_table<S: Source<Row = R>>(&self, source: &mut S) -> Result<()> {
        let mut rows = Vec::new();
        let total = match self.limit {
            Some(limit) => {
                let (page, total) = source.page(self.offset, index(limit))?;
                rows.extend(page.iter().map(|row| self.cells(row)));
                Some(total)
            }
            None => {
                source.each(self.offset, &mut |row| {
                    rows.push(self.cells(&row));
                    Ok(())
                })?;
                None
            }
        };
        if rows.is_empty() {
            if self.offset == 0 && self.limit != Some(0) {
                self.output.note(self.list.if_empty);
            }
        } else {
            let titles: Vec<_> = self.columns().map(|column| column.title).collect();
            let (lines, omitted) = table::lines(&titles, &rows, self.output.width(), self.output.is_coloured());
            self.output.raw(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
            if omitted > 0 {
                let columns = text::count(omitted as u64, "column");
                self.output.note(&format!("{columns} omitted: the terminal is too narrow."));
            }
        }
        let shown = rows.len() as u64;
        let after = if self.offset > 0 { format!(" from number {}", text::grouped(self.offset + 1)) } else { String::new() };
        match total {
            Some(Total::Known(total)) if self.offset.saturating_add(shown) < total || self.offset > 0 => {
                self.output.note(&format!("{} of {}{after}; see --all", text::grouped(shown), text::grouped(total)));
            }
            Some(Total::More) => {
                self.output.note(&format!("The first {}{after}; see --all", text::grouped(shown)));
            }
            Some(Total::Known(_)) | None => {}
        }
        Ok(())
    }

    /// Writes one JSON document, its rows as they are read.
    fn write_document<S: Source<Row = R>>(&self, source: &mut S, out: &mut dyn Write) -> Result<()> {
        // Most lists fit into a window, and their number need not be found out on its own.
        let (page, total) = source.page(self.offset, self.limit.map_or(WINDOW, index))?;
        let total = match total {
            Total::Known(total) => total,
            Total::More => source.total()?,
        };
        write!(out, "{{\n  \"total_count\": {total},\n  \"{}\": [", self.list.name).map_err(stdout::closed)?;
        let mut written = 0_u64;
        let mut add = |row: R| {
            let text = text::json::pretty(&self.fields(&row)).map_err(not_json)?;
            let end = if written == 0 { "" } else { "," };
            written += 1;
            write!(out, "{end}\n    {}", text.replace('\n', "\n    ")).map_err(stdout::closed)
        };
        let is_all = self.limit.is_some() || self.offset.saturating_add(page.len() as u64) >= total;
        if is_all {
            page.into_iter().try_for_each(add)?;
        } else {
            drop(page);
            source.each(self.offset, &mut add)?;
        }
        let end = if written == 0 { "]" } else { "\n  ]" };
        writeln!(out, "{end}\n}}").map_err(stdout::closed)
    }

    fn columns(&self) -> impl Iterator<Item = &Column<R>> {
        let all = || (0..self.list.columns.len()).collect();
        self.chosen.clone().unwrap_or_else(all).into_iter().filter_map(|place| self.list.columns.get(place))
    }

    /// The JSON object of a row.
    fn fields(&self, row: &R) -> Value {
        let value = (self.list.json)(row);
        if self.chosen.is_none() {
            return value;
        }
        let field = |column: &Column<R>| (column.name.to_owned(), value[column.name].clone());
        Value::Object(self.columns().map(field).collect::<Map<_, _>>())
    }

    fn cells(&self, row: &R) -> Vec<Cell> {
        let value = (self.list.json)(row);
        self.columns().map(|column| (column.cell)(row, &value[column.name], self.view)).collect()
    }
}

/// A field in a table.
fn in_table(value: &Value) -> String {
    match value {
        Value::Bool(flag) => yes_or_no(*flag),
        Value::Null => or_dash(None),
        Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => plain(value),
    }
}

/// A field in CSV, where a spreadsheet evaluates nothing.
fn in_csv(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(_) | Value::Array(_) | Value::Object(_) => guard(&plain(value)),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn write_csv(out: &mut dyn Write, cells: Vec<String>) -> Result<()> {
    let mut csv = csv::WriterBuilder::new().buffer_capacity(256).from_writer(Vec::new());
    let record = csv.write_record(cells).map_err(|error| Error::from(CommandError::OutputFailed).because(error));
    record.and_then(|()| {
        let line = csv.into_inner().map_err(|error| Error::from(CommandError::OutputFailed).because(error.to_string()))?;
        out.write_all(&line).map_err(stdout::closed)
    })
}

fn not_json(error: serde_json::Error) -> Error {
    Error::from(CommandError::NotJson).because(error)
}
