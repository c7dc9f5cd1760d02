//! `kozmoai superuser`.

use super::{lookup, users};
use crate::cli::args::users::Superuser;
use crate::cli::context::Context;
use crate::cli::render::with_changed;
use crate::error::Result;
use crate::service::{WantedUser, bootstrap};

/// What Kozmoai's own command prints; scripts rely on these lines.
const DONE: &str = "Default folder created successfully.\nSuperuser created successfully.";

pub(crate) fn run(context: &Context<'_>, args: &Superuser) -> Result<()> {
    bootstrap::require_superuser_command(&*context.settings()?)?;
    let prompt = context.prompt();
    let name = match &args.username {
        Some(name) => name.clone(),
        None => prompt.line("Username: ", "username", "--username")?,
    };
    let service = context.creating_service()?;
    let admin = service.admin()?;
    if args.needed.if_needed {
        let wanted = WantedUser { username: &name, active: true, superuser: true };
        if let Some(user) = admin.existing_user(wanted)? {
            return users::report_existing(context, &user);
        }
    }
    admin.check_superuser_name(&name)?;
    let password = prompt.password(&args.password)?;
    let user = admin.create_superuser(&name, &password)?;
    lookup::warn_of_look_alikes(context, &service, &name)?;
    context.output.show(|| with_changed(&user.public(), true), || context.output.line(DONE))
}
