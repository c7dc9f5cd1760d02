//! `kozmoai man` and the reference: generated from the definition of the command line.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::CommandFactory;

use crate::cli::args::Cli;
use crate::cli::help::{HELP, OTHER_VARIABLES, notes_and_examples};
use crate::cli::render::{Output, stdout};
use crate::config;
use crate::error::{self, Kind, Result};

/// The files of the program, and what they are.
const FILES: [(&str, &str); 7] = [
    (
        "<config dir>",
        "The configuration directory: ~/.local/share/kozmoai unless KOZMOAI_CONFIG_DIR or --config-dir names another.",
    ),
    ("<config dir>/store", "The embedded database, unless KOZMOAI_DATABASE_URL or --store names another database."),
    ("<config dir>/secret_key", "The secret key, unless KOZMOAI_SECRET_KEY is set."),
    ("<config dir>/backups", "The backups that rotations write."),
    ("<config dir>/rotation.json", "The journal of an interrupted rotation."),
    ("<config dir>/audit_anchor", "The newest audit event of each database that was seen."),
    ("./.env", "Settings, read from the working directory only."),
];

/// Prints one page with every command.
pub(crate) fn man(output: &Output) -> Result<()> {
    let mut page = Vec::new();
    write_man(&mut page).map_err(stdout::closed)?;
    output.raw(|out| out.write_all(&page))
}

fn write_man(page: &mut Vec<u8>) -> io::Result<()> {
    let mut root = Cli::command();
    let (notes, _) = notes_and_examples(&root);
    // The notes have their own places on the page, and the page is the same for every build of a version.
    let man = clap_mangen::Man::new(root.clone().after_help(None::<&str>).long_version(None::<&str>));
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    writeln!(page, ".PP\n{}", escape(&notes))?;
    man.render_options_section(page)?;
    page.write_all(b".SH COMMANDS\n")?;
    root.build();
    commands(&root, page)?;
    page.write_all(b".SH EXAMPLES\n")?;
    examples(&root, page)?;
    page.write_all(b".SH ENVIRONMENT\n")?;
    for known in config::TABLE {
        let entry = format!("{} Default: {}.", known.description(), known.default);
        definition(page, known.name, &entry)?;
    }
    OTHER_VARIABLES.iter().try_for_each(|(name, about)| definition(page, name, about))?;
    page.write_all(b".SH FILES\n")?;
    FILES.iter().try_for_each(|(name, about)| definition(page, name, about))?;
    page.write_all(b".SH EXIT STATUS\n")?;
    definition(page, "0", "Success.")?;
    Kind::ALL.iter().try_for_each(|kind| definition(page, &kind.exit_code().to_string(), kind.meaning()))?;
    man.render_version_section(page)
}

fn definition(page: &mut Vec<u8>, term: &str, text: &str) -> io::Result<()> {
    write!(page, ".TP\n\\fB{}\\fR\n{}\n", escape(term), escape(text))
}

fn commands(parent: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    for command in parent.get_subcommands().filter(|command| command.get_name() != HELP) {
        let usage = command.clone().render_usage().to_string();
        let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
        write!(page, ".SS {}\n{}\n", escape(usage.trim_start_matches("Usage: ")), escape(&about))?;
        let (notes, _) = notes_and_examples(command);
        if !notes.is_empty() {
            writeln!(page, ".PP\n{}", escape(&notes))?;
        }
        for argument in
            command.get_arguments().filter(|a| !a.is_global_set() && !matches!(a.get_id().as_str(), "help" | "version"))
        {
            definition(page, &argument.to_string(), &argument.get_help().map(ToString::to_string).unwrap_or_default())?;
        }
        commands(command, page)?;
    }
    Ok(())
}

/// The examples of a command and of those below it.
fn examples(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let (_, own) = notes_and_examples(command);
    if !own.is_empty() {
        // Unfilled: a filled paragraph would join the lines.
        write!(page, ".PP\n.nf\n{}\n.fi\n", escape(&own))?;
    }
    command.get_subcommands().filter(|below| below.get_name() != HELP).try_for_each(|below| examples(below, page))
}

/// Escapes text for roff.
fn escape(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-").replace("\n.", "\n\\&.").replace("\n'", "\n\\&'");
    escaped.replace("\n\n", "\n.br\n")
}

/// The reference in Markdown: every command, exit code, error and setting.
pub(crate) fn markdown() -> String {
    let mut root = Cli::command();
    root.build();
    let mut page =
        "# Reference\n\nGenerated from the program: `UPDATE_ASSETS=1 cargo test --test suite cli::` writes it.\n\n".to_owned();
    page.push_str("- [Commands](#commands)\n- [Exit codes](#exit-codes)\n- [Errors](#errors)\n- [Settings](#settings)\n\n");
    page.push_str(
        "## Commands\n\nEvery command also takes the global options, before or after its name.\n\n### Global options\n\n",
    );
    options(&mut page, root.get_arguments().filter(|argument| argument.is_global_set()));
    sections(&root, &mut page);
    let exit_codes =
        Kind::ALL.iter().map(|kind| [kind.exit_code().to_string(), format!("`{}`", kind.name()), kind.meaning().to_owned()]);
    let success = ["0".to_owned(), String::new(), "Success.".to_owned()];
    page.push_str("## Exit codes\n\nThe kind is the `kind` of JSON errors.\n\n");
    table(&mut page, ["Exit code", "Kind", "Meaning"], std::iter::once(success).chain(exit_codes));
    let mut errors: Vec<_> = error::table().collect();
    errors.sort_unstable_by_key(|entry| entry.code);
    let errors = errors
        .into_iter()
        .map(|entry| [format!("`{}`", entry.code), entry.kind.exit_code().to_string(), entry.meaning.trim().to_owned()]);
    page.push_str("## Errors\n\nThe code is the `code` of JSON errors, and does not change between versions.\n\n");
    table(&mut page, ["Code", "Exit code", "Meaning"], errors);
    page.push_str("## Settings\n\n`kozmoai config` shows their values and origins.\n\n");
    let settings =
        config::TABLE.iter().map(|known| [format!("`{}`", known.name), format!("`{}`", known.default), known.description()]);
    table(&mut page, ["Variable", "Default", "Meaning"], settings);
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// A section for each command below `parent`.
fn sections(parent: &clap::Command, page: &mut String) {
    for command in parent.get_subcommands().filter(|command| command.get_name() != HELP) {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage: ").lines().map(str::trim).collect::<Vec<_>>().join("\n");
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
        let _infallible = write!(
            page,
            "### {name}\n\n{}.\n\n```text\n{usage}\n```\n\n",
            about.trim_end_matches('.').replacen("\n\n", ".\n\n", 1)
        );
        options(page, command.get_arguments().filter(|argument| !argument.is_global_set()));
        if let Some(notes) = command.get_after_help() {
            let _infallible = write!(page, "```text\n{}\n```\n\n", notes.to_string().trim_end());
        }
        sections(command, page);
    }
}

/// A table of arguments, if there are any.
fn options<'a>(page: &mut String, arguments: impl Iterator<Item = &'a clap::Arg>) {
    let arguments: Vec<_> = arguments.filter(|argument| !matches!(argument.get_id().as_str(), "help" | "version")).collect();
    if arguments.is_empty() {
        return;
    }
    let rows = arguments.into_iter().map(|argument| {
        let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<_> = argument.get_possible_values().iter().map(|value| format!("`{}`", value.get_name())).collect();
        if argument.get_action().takes_values() && !values.is_empty() {
            let _infallible = write!(help, ": {}", values.join(", "));
        }
        let short = argument.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
        let aliases: Vec<_> =
            argument.get_visible_aliases().unwrap_or_default().iter().map(|alias| format!(", `--{alias}`")).collect();
        let name = argument.to_string();
        let defaults: Vec<_> = if argument.get_action().takes_values() {
            argument.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect()
        } else {
            Vec::new()
        };
        [format!("{short}`{name}`{}", aliases.concat()), help, defaults.join(", ")]
    });
    table(page, ["Argument", "Meaning", "Default"], rows);
}

/// A table in Markdown.
fn table<const N: usize>(page: &mut String, header: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let _infallible = writeln!(page, "| {} |\n|{}", header.join(" | "), "---|".repeat(N));
    for row in rows {
        let cells = row.map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        let _infallible = writeln!(page, "| {} |", cells.join(" | "));
    }
    page.push('\n');
}
