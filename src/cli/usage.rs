//! The errors of the parser as JSON: what it prints for people, in one line and a hint.

use clap::error::ErrorKind;

use super::help;

/// The beginnings of the lines that are hints.
const HINTS: [&str; 3] = ["tip:", "[possible values:", USAGE];
const USAGE: &str = "Usage:";

/// The reason and the hint of an error of this kind, from its rendered text.
pub(crate) fn parts(kind: ErrorKind, rendered: &str) -> (String, Option<&str>) {
    let is_hint = |line: &&str| HINTS.iter().any(|start| line.starts_with(start));
    let hint = rendered.lines().map(str::trim).skip(1).find(is_hint);
    let asks_for_subcommand = matches!(kind, ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    let reason = asks_for_subcommand.then(|| missing_subcommand(rendered)).flatten();
    (reason.unwrap_or_else(|| first_paragraph(rendered, is_hint)), hint)
}

/// The lines before the first empty one: a sentence, and the arguments that it is about.
fn first_paragraph(rendered: &str, is_hint: impl Fn(&&str) -> bool) -> String {
    let mut lines = rendered.lines().map(str::trim).take_while(|line| !line.is_empty());
    let sentence = lines.next().unwrap_or_default().trim_start_matches("error: ");
    let arguments: Vec<&str> = lines.filter(|line| !is_hint(line)).collect();
    if arguments.is_empty() { sentence.to_owned() } else { format!("{sentence} {}", arguments.join(", ")) }
}

/// The command that lacks a subcommand, as its usage names it, and those that it has.
fn missing_subcommand(rendered: &str) -> Option<String> {
    let usage = rendered.lines().find_map(|line| line.strip_prefix(USAGE))?;
    let words: Vec<&str> = usage.split_whitespace().take_while(|word| !word.starts_with(['[', '<'])).collect();
    let root = help::command();
    let command = words.iter().skip(1).try_fold(&root, |command, word| command.find_subcommand(word))?;
    let shown = command.get_subcommands().filter(|below| !below.is_hide_set());
    let names: Vec<&str> = shown.map(clap::Command::get_name).collect();
    Some(format!("'{}' requires a subcommand: {}", words.join(" "), names.join(", ")))
}
