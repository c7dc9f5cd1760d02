//! Other names of commands, which people know from other programs. The help shows none of them.

use clap::{Command, CommandFactory};

use super::Cli;

/// Each command, and its other names. No name stands for two commands of the same level; clap refuses that in a debug build.
const ALIASES: &[(&str, &[&str])] = &[
    ("run", &["console", "tui", "ui"]),
    ("superuser", &["createsuperuser", "create-superuser"]),
    ("users", &["user"]),
    ("users list", &["ls"]),
    ("users show", &["get", "info", "view"]),
    ("users add", &["create", "new"]),
    ("users activate", &["enable", "approve"]),
    ("users deactivate", &["disable"]),
    ("users passwd", &["password", "set-password"]),
    ("users rename", &["mv"]),
    ("users delete", &["rm", "remove", "del"]),
    ("variables", &["variable", "vars", "var"]),
    ("variables list", &["ls"]),
    ("variables set", &["add", "new", "create"]),
    ("variables get", &["show", "view"]),
    ("variables delete", &["rm", "remove", "del"]),
    ("api-keys", &["api-key", "apikeys", "apikey", "keys"]),
    ("api-keys list", &["ls"]),
    ("api-keys create", &["add", "new"]),
    ("api-keys revoke", &["delete", "rm", "remove", "del"]),
    ("store-key", &["store-keys"]),
    ("store-key set", &["add", "new", "create"]),
    ("store-key clear", &["delete", "rm", "remove", "del", "unset"]),
    ("keygen", &["generate-key"]),
    ("key show", &["get", "info", "view"]),
    ("key check", &["verify"]),
    ("rotate rollback", &["roll-back"]),
    ("backups", &["rotation-backups"]),
    ("backups list", &["ls"]),
    ("backups prune", &["rm", "delete", "remove", "del"]),
    ("store", &["database", "db"]),
    ("store copy", &["cp"]),
    ("audit", &["events", "log"]),
    ("audit verify", &["check"]),
    ("config", &["settings", "setting"]),
    ("config get", &["show"]),
    ("completions", &["completion"]),
    ("man", &["manual"]),
];

/// The command line, with the other names of its commands.
pub(crate) fn command() -> Command {
    named(Cli::command(), "")
}

fn named(command: Command, path: &str) -> Command {
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        let path = path.trim_start();
        let other = ALIASES.iter().find(|(known, _)| *known == path).map_or(&[][..], |(_, other)| *other);
        named(below, path).aliases(other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_belongs_to_a_command() {
        let root = command();
        root.clone().debug_assert();
        for (path, names) in ALIASES {
            let mut found = Some(&root);
            for name in path.split(' ') {
                found = found.and_then(|command| command.find_subcommand(name));
            }
            let known: Vec<&str> = found.map(|command| command.get_all_aliases().collect()).unwrap_or_default();
            assert_eq!(&known, names, "{path}");
        }
    }
}
