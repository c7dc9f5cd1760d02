//! `kozmoai superuser`.

use crate::cli::args::users::Superuser;
use crate::cli::context::{Context, operator};
use crate::error::Result;
use crate::service::bootstrap;

/// What Kozmoai's own command prints; scripts rely on these lines.
const DONE: [&str; 2] = ["Default folder created successfully.", "Superuser created successfully."];

pub(crate) fn run(context: &Context<'_>, args: &Superuser) -> Result<()> {
    let settings = context.settings()?;
    bootstrap::require_superuser_command(&settings)?;
    let prompt = context.prompt();
    let name = match &args.username {
        Some(name) => name.clone(),
        None => prompt.line("Username: ", "username", "--username")?,
    };
    let service = context.creating_service()?;
    service.check_superuser_name(&name)?;
    let password = prompt.password(&args.password)?;
    let user = service.create_superuser(&operator(), &name, &password)?;
    if context.output.json {
        return context.output.document(&user.public());
    }
    DONE.iter().try_for_each(|line| context.output.line(line))
}
