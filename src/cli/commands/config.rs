//! `kozmoai config`.

use crate::cli::args::config::{Config, ConfigVerb};
use crate::cli::context::Context;
use crate::config::TABLE;
use crate::error::{CommandError, Error, Remedy, Result};
use crate::text;

pub(crate) fn run(context: &Context<'_>, args: &Config) -> Result<()> {
    match &args.verb {
        None => list(context),
        Some(ConfigVerb::Get { name }) => get(context, name),
    }
}

fn list(context: &Context<'_>) -> Result<()> {
    let settings = context.settings_with_warnings()?;
    let shown = settings.shown();
    if context.output.json {
        let rows: Vec<_> = shown
            .iter()
            .map(|row| serde_json::json!({"name": row.name, "value": row.value, "origin": row.origin.to_string(), "about": row.about}))
            .collect();
        return context.output.document(&rows);
    }
    let rows =
        shown.into_iter().map(|row| [row.name.to_owned(), row.value.unwrap_or_else(|| "-".to_owned()), row.origin.to_string()]);
    context.output.table(["SETTING", "VALUE", "ORIGIN"], rows, "")
}

/// Prints the value of one setting.
fn get(context: &Context<'_>, name: &str) -> Result<()> {
    let wanted = name.to_ascii_uppercase();
    let is_wanted = |known: &str| known == wanted || known.strip_prefix("KOZMOAI_") == Some(wanted.as_str());
    let settings = context.settings_with_warnings()?;
    let Some(found) = settings.shown().into_iter().find(|row| is_wanted(row.name)) else {
        let full = format!("KOZMOAI_{}", wanted.trim_start_matches("KOZMOAI_"));
        let likeness = |known: &&str| strsim::jaro_winkler(known, &full);
        let nearest = TABLE.iter().map(|known| known.name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let remedy = Remedy::DidYouMeanSetting { name: nearest.unwrap_or_default() };
        return Err(Error::from(CommandError::SettingUnknown { name: name.to_owned() }).hint(remedy));
    };
    if context.output.json {
        let row = serde_json::json!({"name": found.name, "value": found.value, "origin": found.origin.to_string(), "about": found.about});
        return context.output.document(&row);
    }
    match found.value {
        Some(value) => context.output.line(&text::clean(&value)),
        None => Err(CommandError::SettingUnset { name: found.name }.into()),
    }
}
