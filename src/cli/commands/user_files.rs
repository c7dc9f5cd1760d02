//! `kozmoai users export`, `kozmoai users import` and `kozmoai users passwd --file`.

use std::path::Path;

use serde_json::json;

use super::input_file;
use crate::cli::args::users::{Export, Import};
use crate::cli::context::Context;
use crate::cli::render::import::{self, Outcome};
use crate::cli::render::stdout;
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Result};
use crate::model::UserFilter;
use crate::service::row_files::ImportedRow;
use crate::service::user_files::Format;
use crate::text;

pub(crate) fn export(context: &Context<'_>, args: &Export) -> Result<()> {
    let format = match args.format {
        Some(Format::Csv) if context.output.json => return Err(CommandError::FormatsConflict.into()),
        Some(format) => format,
        None if context.output.json || args.with_password_hashes => Format::Json,
        None => Format::Csv,
    };
    context.end_on_signal(Interruption::Reading)?;
    let service = context.service()?;
    let written = stdout::record("the export", |out| {
        service.admin()?.export_users(&UserFilter::default(), format, args.with_password_hashes, out)
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
    let mut input = input_file::open(context, &args.file)?;
    let format = match args.format {
        Some(format) => format,
        None => format_of(&args.file, input.fill_buf().map_err(|error| input_file::unreadable(&args.file, error))?),
    };
    let service = context.creating_service()?;
    let report = match (format, args.delimiter) {
        (Format::Csv, delimiter) => service.admin()?.import_csv(delimiter, &mut *input, args.plan.dry_run)?,
        (Format::Json, None) => service.admin()?.import_users(Format::Json, &mut *input, args.plan.dry_run)?,
        (Format::Json, Some(_)) => return Err(CommandError::DelimiterForJson.into()),
    };
    context.output.warnings(&report.warnings);
    let outcome = Outcome { noun: "user", is_done: report.done, is_dry_run: args.plan.dry_run, refused: report.refused() };
    import::report(
        context.output,
        outcome,
        &report.rows,
        |row| row.result.is_err(),
        |row| {
            let error = row.result.as_ref().err().map(ToString::to_string);
            json!({"row": row.row, "line": row.line, "username": row.name, "ok": error.is_none(), "error": error})
        },
        |row| {
            let valid = if report.done { "created" } else { "valid" };
            (row.row, &row.name, row.result.as_ref().err().map_or_else(|| valid.to_owned(), ToString::to_string))
        },
    )
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

/// Sets the passwords in a file, all or nothing. Reports how many were set, and what is wrong with lines; with `--verbose`, every line.
pub(crate) fn set_passwords(context: &Context<'_>, file: &Path) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let mut input = input_file::open(context, file)?;
    let service = context.service()?;
    let report = service.admin()?.set_passwords(&mut *input)?;
    let refused = report.refused();
    let lines = report.rows.iter().map(|line| (line, line.result.as_ref().err().map(ToString::to_string)));
    context.output.show(
        || {
            let document = |(line, error): (&ImportedRow, Option<String>)| {
                json!({"line": line.line, "username": line.name, "ok": error.is_none(), "error": error})
            };
            json!({"changed": report.done, "lines": lines.clone().map(document).collect::<Vec<_>>()})
        },
        || {
            for (line, error) in lines.clone().filter(|(_, error)| context.output.is_verbose() || error.is_some()) {
                let valid = if report.done { "password set" } else { "valid" };
                context.output.sentence(&format!("{:>6}  {}  {}", line.line, line.name, error.as_deref().unwrap_or(valid)))?;
            }
            if report.done {
                let users = text::count(report.rows.len() as u64, "user");
                context.output.line(&format!("Set the passwords of {users}"))?;
            }
            Ok(())
        },
    )?;
    import::require_no_refused("line", refused, report.rows.len())
}
