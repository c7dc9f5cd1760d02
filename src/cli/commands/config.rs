//! `kozmoai config`.

use crate::cli::args::config::{Config, ConfigVerb};
use crate::cli::args::list::ListArgs;
use crate::cli::context::Context;
use crate::cli::lists::settings::{self, json};
use crate::cli::render::list::InMemory;
use crate::config::{TABLE, setting_in_file};
use crate::error::{CommandError, Error, Remedy, Result};

pub(crate) fn run(context: &Context<'_>, args: &Config) -> Result<()> {
    match &args.verb {
        None => list(context, &args.list),
        Some(ConfigVerb::Get { name }) => get(context, name),
    }
}

fn list(context: &Context<'_>, args: &ListArgs) -> Result<()> {
    let request = context.list_request(settings::list(), args)?;
    request.print(&mut InMemory(context.settings()?.shown()))
}

/// Prints the value of one setting, its origin and its meaning.
fn get(context: &Context<'_>, name: &str) -> Result<()> {
    let given = name.to_ascii_uppercase();
    let full = format!("KOZMOAI_{}", given.trim_start_matches("KOZMOAI_"));
    let in_file = setting_in_file(&full);
    let wanted = in_file.map_or(full.as_str(), |known| known.name);
    let Some(found) = context.settings()?.shown().into_iter().find(|row| row.name == wanted || row.name == given) else {
        let likeness = |known: &&str| strsim::jaro_winkler(known, &full);
        let nearest = TABLE.iter().map(|known| known.name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let remedy = Remedy::DidYouMeanSetting { name: nearest.unwrap_or_default() };
        return Err(Error::from(CommandError::SettingUnknown { name: name.to_owned() }).hint(remedy));
    };
    context.output.show(
        || json(&found),
        || {
            let printed = match &found.value {
                Some(value) => context.output.sentence(value),
                None => Err(CommandError::SettingUnset { name: found.name }.into()),
            };
            // On standard error, so that scripts read only the value.
            context.output.note(&format!("Origin: {}", found.origin));
            context.output.note(found.about);
            if in_file.is_some() {
                context.output.note(&format!("{full} names a file that contains {wanted}."));
            }
            printed
        },
    )
}
