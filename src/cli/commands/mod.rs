//! What each command does, one file for each command or noun.

mod api_keys;
mod audit;
mod backup;
mod backups;
mod config;
mod console;
mod doctor;
mod keys;
mod lookup;
mod ownership;
mod rotate;
mod store;
mod store_key;
mod superuser;
mod transfer;
mod users;
mod variables;

use super::args::Command;
use super::args::keys::Key;
use super::context::Context;
use super::reference;
use crate::error::Result;
use crate::panics;

/// Carries a command out.
pub(crate) fn run(context: &Context<'_>, command: Option<Command>) -> Result<()> {
    panics::rehearse("command");
    match command {
        None => console::run_by_default(context),
        Some(Command::Run(args)) => console::run(context, &args),
        Some(Command::Superuser(args)) => superuser::run(context, &args),
        Some(Command::Users(verb)) => users::run(context, verb),
        Some(Command::Variables(verb)) => variables::run(context, verb),
        Some(Command::ApiKeys(verb)) => api_keys::run(context, verb),
        Some(Command::StoreKey(verb)) => store_key::run(context, &verb),
        Some(Command::Keygen(args)) => keys::keygen(context.output, &args),
        Some(Command::Key(Key::Show)) => keys::show(context),
        Some(Command::Key(Key::Check)) => keys::check(context),
        Some(Command::Key(Key::Credentials)) => keys::credentials(context),
        Some(Command::Key(Key::Adopt(args))) => keys::adopt(context, &args),
        Some(Command::Rotate(args)) => rotate::run(context, &args),
        Some(Command::Backup(args)) => backup::back_up(context, &args),
        Some(Command::Backups(verb)) => backups::run(context, &verb),
        Some(Command::Restore(args)) => backup::restore(context, &args),
        Some(Command::Store(verb)) => store::run(context, &verb),
        Some(Command::Doctor) => doctor::run(context),
        Some(Command::Audit(args)) => audit::run(context, &args),
        Some(Command::Config(args)) => config::run(context, &args),
        Some(Command::Completions { shell }) => reference::completions(context.output, shell),
        Some(Command::Man) => reference::man(context.output),
    }
}
