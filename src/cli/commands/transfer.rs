//! `kozmoai users export` and `kozmoai users import`.

use std::io::{self, BufRead};
use std::path::Path;

use crate::cli::args::users::{Export, Format, Import};
use crate::cli::context::{Context, operator};
use crate::cli::render::stdout;
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Error, Result};
use crate::fs::given;
use crate::model::UserFilter;
use crate::service::transfer::{self, ImportReport};
use crate::text;

pub(crate) fn export(context: &Context<'_>, args: &Export) -> Result<()> {
    let default = if context.output.json || args.with_password_hashes { Format::Json } else { Format::Csv };
    let format = service_format(args.format.unwrap_or(default));
    context.end_on_signal(Interruption::Reading)?;
    let service = context.service()?;
    let written = stdout::record("the export", |out| {
        service.export_users(&operator(), &UserFilter::default(), format, args.with_password_hashes, out)
    })?;
    context.warn_of_unrecorded(&service);
    if args.with_password_hashes {
        context.output.warning("The export contains password hashes: protect it like the database.");
    }
    context.output.note(&format!("Exported {}", text::count(written, "user")));
    Ok(())
}

pub(crate) fn import(context: &Context<'_>, args: &Import) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let mut input = input(context, &args.file)?;
    let format = match args.format {
        Some(format) => format,
        None => format_of(&args.file, input.fill_buf().map_err(|error| unreadable(&args.file, error))?),
    };
    let service = context.creating_service()?;
    let report = match (format, args.delimiter) {
        (Format::Csv, delimiter) => service.import_csv(&operator(), delimiter, &mut *input, args.dry_run)?,
        (Format::Json, None) => service.import_users(&operator(), transfer::Format::Json, &mut *input, args.dry_run)?,
        (Format::Json, Some(_)) => return Err(CommandError::DelimiterForJson.into()),
    };
    report.warnings.iter().for_each(|warning| context.output.warning(warning));
    print_report(context, &report)?;
    refuse("row", report.refused(), report.rows.len())
}

/// Fails if rows of a file, which were listed, are invalid.
pub(crate) fn refuse(what: &'static str, refused: usize, total: usize) -> Result<()> {
    if refused == 0 { Ok(()) } else { Err(CommandError::RowsRefused { what, refused, total }.into()) }
}

fn print_report(context: &Context<'_>, report: &ImportReport) -> Result<()> {
    if context.output.json {
        let rows: Vec<_> = report
            .rows
            .iter()
            .map(|row| serde_json::json!({"row": row.row, "line": row.line, "username": row.username, "ok": row.result.is_ok(), "error": row.result.as_ref().err().map(ToString::to_string)}))
            .collect();
        return context.output.document(&serde_json::json!({"imported": report.done, "rows": rows}));
    }
    for row in &report.rows {
        let verdict = match &row.result {
            Ok(()) if report.done => "created",
            Ok(()) => "valid",
            Err(error) => &error.to_string(),
        };
        context.output.line(&format!("{:>6}  {}  {}", row.row, text::clean(&row.username), text::clean(verdict)))?;
    }
    let users = text::count(report.rows.len() as u64, "user");
    match (report.done, report.refused()) {
        (true, _) => context.output.note(&format!("Imported {users}")),
        (false, 0) => context.output.note(&format!("Would import {users}; nothing was changed.")),
        (false, _) => {}
    }
    Ok(())
}

/// Detects the format by the file's extension, or else by the first character: JSON begins with a bracket.
fn format_of(path: &Path, beginning: &[u8]) -> Format {
    let has_extension = |name: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(name));
    // Skips a byte order mark, and the NUL bytes of ASCII characters in UTF-16.
    let mut text = beginning.iter().skip_while(|byte| matches!(byte, 0xef | 0xbb | 0xbf | 0xff | 0xfe));
    let first = text.find(|byte| **byte != 0 && !byte.is_ascii_whitespace());
    let bracket = matches!(first, Some(b'{' | b'['));
    if has_extension("json") || (bracket && !has_extension("csv")) { Format::Json } else { Format::Csv }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn input(context: &Context<'_>, path: &Path) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    context.output.warn_of_foreign_file(path, "the command line");
    let file = given::open(path).map_err(|error| unreadable(path, error))?;
    Ok(Box::new(io::BufReader::new(file)))
}

pub(crate) fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::from(CommandError::InputUnreadable { path: path.display().to_string() }).because(error)
}

const fn service_format(format: Format) -> transfer::Format {
    match format {
        Format::Csv => transfer::Format::Csv,
        Format::Json => transfer::Format::Json,
    }
}
