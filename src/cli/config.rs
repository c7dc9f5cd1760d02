//! `kozmoai config`.

use super::Context;
use crate::error::Result;

pub(super) fn run(context: &Context<'_>) -> Result<()> {
    let settings = context.settings()?;
    for warning in &settings.warnings {
        context.output.warning(warning);
    }
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
