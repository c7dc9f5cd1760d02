//! What each command does, one file for each command or noun.

mod api_keys;
mod audit;
mod audit_follow;
mod backup;
mod backups;
mod config;
mod console;
mod doctor;
mod input_file;
mod key;
mod key_show;
mod keygen;
mod lookup;
mod restore;
mod rotate;
mod store;
mod store_key;
mod superuser;
mod user_deletion;
mod user_files;
mod user_flags;
mod user_transfer;
mod users;
mod variables;

use super::args::Command;
use super::context::Context;
use super::{completion, reference};
use crate::error::{Kind, Result};
use crate::panics;

/// Carries a command out; with `--if-needed`, once more if another process made the change meanwhile, or a competing one: the second
/// time, what is needed is found out again.
pub(crate) fn run(context: &Context<'_>, command: Option<&Command>, is_if_needed: bool) -> Result<()> {
    panics::rehearse("command");
    match run_once(context, command) {
        Err(raced) if is_if_needed && raced.may_be_raced() => run_once(context, command).map_err(|error| match error.kind() {
            // Standard input was read the first time.
            Kind::Usage | Kind::AnswerNeeded => raced,
            _ => error,
        }),
        done => done,
    }
}

fn run_once(context: &Context<'_>, command: Option<&Command>) -> Result<()> {
    match command {
        None => console::run_by_default(context),
        Some(Command::Run(args)) => console::run(context, args),
        Some(Command::Superuser(args)) => superuser::run(context, args),
        Some(Command::Users(verb)) => users::run(context, verb),
        Some(Command::Variables(verb)) => variables::run(context, verb),
        Some(Command::ApiKeys(verb)) => api_keys::run(context, verb),
        Some(Command::StoreKey(verb)) => store_key::run(context, verb),
        Some(Command::Keygen(args)) => keygen::run(context.output, args),
        Some(Command::Key(verb)) => key::run(context, verb),
        Some(Command::Rotate(args)) => rotate::run(context, args),
        Some(Command::Backup(args)) => backup::run(context, args),
        Some(Command::Backups(verb)) => backups::run(context, verb),
        Some(Command::Restore(args)) => restore::run(context, args),
        Some(Command::Store(verb)) => store::run(context, verb),
        Some(Command::Doctor { strict }) => doctor::run(context, *strict),
        Some(Command::Audit(args)) => audit::run(context, args),
        Some(Command::Config(args)) => config::run(context, args),
        Some(Command::Completions { shell }) => completion::register(context.output, *shell),
        Some(Command::Man) => reference::man(context.output),
    }
}
