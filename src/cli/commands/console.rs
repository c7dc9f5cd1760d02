//! `kozmoai run`, and `kozmoai` without a command.

use std::io::{self, IsTerminal};

use crate::cli::args::console::Run;
use crate::cli::context::Context;
use crate::cli::help;
use crate::cli::render::colour;
use crate::error::{CommandError, Result};
use crate::service::Service;
use crate::tui;

/// Opens the console on a terminal, and prints the help elsewhere.
pub(crate) fn run_by_default(context: &Context<'_>) -> Result<()> {
    if is_terminal() {
        return run(context, &Run::default());
    }
    context.output.help(&help::command().render_help().to_string());
    Err(CommandError::CommandMissing.into())
}

pub(crate) fn run(context: &Context<'_>, args: &Run) -> Result<()> {
    if !is_terminal() {
        return Err(CommandError::ConsoleNeedsTerminal.into());
    }
    if let Some(kind) = colour::dumb_terminal() {
        return Err(CommandError::TerminalDumb { kind }.into());
    }
    let settings = context.settings_without_warnings()?;
    let theme = args.theme.unwrap_or(settings.theme.value);
    let mouse = args.mouse || settings.mouse.value;
    let service = Service::open(settings)?;
    let service = if args.read_only { service.read_only() } else { service };
    tui::run(service, &tui::Options { mouse, theme })
}

fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}
