//! What is said about a rotation on more than one screen.

use crate::service::rotation::{Phase, RotationStatus};
use crate::tui::screen::prelude::*;

/// The maximum number of secrets listed; the commands list all.
pub const MOST_LISTED: usize = 500;

/// Describes an interrupted rotation.
pub fn write_unfinished(text: &mut Text, rotation: &RotationStatus, theme: &Theme) {
    let began = exact_time(Some(rotation.started_at));
    let keys = format!("started at {began}, from key {} to {}", rotation.old_fingerprint, rotation.new_fingerprint);
    let explanation = match rotation.phase {
        Phase::Reencrypting => "no secret was changed yet",
        Phase::UpdatingKeyFiles => "every secret is encrypted with the new key",
        Phase::AwaitingClients => {
            let reason = "Every secret is encrypted with the new key. The previous one is kept for secrets that other clients may \
                          still write. Once every Kozmoai server uses the new key, resume the rotation to finish it.";
            return text.paragraph(format!("! A rotation is awaiting clients: {keys}. {reason}"), theme.warning);
        }
        Phase::RolledBack => {
            let reason = "Both keys are kept for secrets that other clients may still write. Once every Kozmoai server uses the \
                          previous key, resume the rotation to finish it.";
            let keys = format!("{began}, back from key {} to {}", rotation.old_fingerprint, rotation.new_fingerprint);
            return text.paragraph(format!("! A rotation was rolled back: started at {keys}. {reason}"), theme.warning);
        }
    };
    let sentence = format!(
        "! A rotation was interrupted: {keys}; {}: {explanation}. Until it is resumed or rolled back, secrets can't be read or changed.",
        rotation.phase.name()
    );
    text.paragraph(sentence, theme.danger);
}

/// Lists the secrets that cannot be decrypted, one per line, of which there are `total`.
pub fn list_undecryptable(text: &mut Text, named: &[String], total: u64, theme: &Theme) {
    for secret in named {
        text.paragraph(format!("· {secret}"), theme.text);
    }
    let more = total.saturating_sub(named.len() as u64);
    if more > 0 {
        text.paragraph(format!("… and {} more: `kozmoai key check` lists them all.", count(more, "secret")), theme.dim);
    }
}
