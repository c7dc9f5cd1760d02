//! The command line as it is promised: every command and option exists, is explained, and is run by a case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::generated::{printed, require_current};

/// Options that no case runs, and where they are tested instead.
const TESTED_ELSEWHERE: &[(&str, &str)] = &[];

/// The long options of each command in the reference; those of all commands belong to "".
fn options() -> BTreeMap<String, BTreeSet<String>> {
    let reference = kozmoai::cli::reference();
    let (commands, _) = reference.split_once("## Exit codes").unwrap();
    let mut found = BTreeMap::new();
    let mut command = None;
    for line in commands.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            let name = title.strip_prefix("kozmoai ").unwrap_or_default().to_owned();
            found.insert(name.clone(), BTreeSet::new());
            command = Some(name);
        } else if let (Some(command), Some(row)) = (&command, line.strip_prefix("| ")) {
            let names = row.split('|').next().unwrap().split(['`', ' ', '[', '<', '.']);
            let long = names.filter(|name| name.starts_with("--") && name.len() > 2);
            found.get_mut(command).unwrap().extend(long.map(str::to_owned));
        }
    }
    found
}

/// The command lines of the cases, as words.
fn cases() -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    texts
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.lines().filter_map(|line| line.strip_prefix("$ ")).map(words).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether a case runs a command with an option.
fn runs(case: &[String], command: &str, option: &str) -> bool {
    let mut rest = case.iter();
    command.split_whitespace().all(|name| rest.any(|word| word == name))
        && case.iter().any(|word| word.split('=').next() == Some(option))
}

#[test]
fn promised_commands_and_options_exist() {
    let options = options();
    for line in include_str!("../fixtures/commands.txt").lines() {
        let (flags, names): (Vec<&str>, Vec<&str>) = line.split(' ').partition(|word| word.starts_with("--"));
        let command = names.join(" ");
        let known = options.get(&command);
        assert!(known.is_some(), "there is no command {command:?}");
        let missing: Vec<_> = flags.iter().filter(|flag| !known.unwrap().contains(**flag)).collect();
        assert!(missing.is_empty(), "{command}: {missing:?}");
    }
}

#[test]
fn every_option_is_run_by_a_case() {
    let cases = cases();
    let mut missing = Vec::new();
    for (command, flags) in options() {
        for flag in flags {
            let name = format!("{command} {flag}");
            let is_listed = TESTED_ELSEWHERE.iter().any(|(listed, _)| *listed == name.trim());
            if is_listed == cases.iter().any(|case| runs(case, &command, &flag)) {
                missing.push(name);
            }
        }
    }
    assert!(missing.is_empty(), "no case runs these, or one does although they are listed: {missing:#?}");
}

#[test]
fn examples_show_their_own_command() {
    for command in options().keys() {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let help = String::from_utf8(printed(&arguments)).unwrap();
        let examples = help.split_once("\nExamples:\n").map_or("", |(_, rest)| rest);
        for example in examples.lines().take_while(|line| line.starts_with("  ")) {
            assert!(example.contains("kozmoai") && example.contains(command.trim()), "{command}: {example}");
        }
    }
}

#[test]
fn help_of_every_command_is_current() {
    let mut text = String::new();
    for command in options().keys() {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let help = String::from_utf8(printed(&arguments)).unwrap();
        let order = ["Usage:", "\nExamples:", "\nOptions:", "Global options: see `kozmoai help global`"];
        let places: Vec<_> = order.iter().filter_map(|part| help.find(part)).collect();
        assert!(places.is_sorted() && help.contains(order[3]), "{command}: {help}");
        text.push_str(&format!("# kozmoai {}\n\n{help}\n", arguments.join(" ")));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/help.txt");
    require_current(&path, text.as_bytes());
}
