//! What several commands print about encrypted values.

use serde_json::{Value, json};

use super::output::Output;
use crate::error::Result;
use crate::service::decrypt_stats::{DecryptStats, UndecryptableValue};
use crate::text;

/// Warns of values that are not encrypted.
pub(crate) fn warn_of_plaintext(output: &Output, plaintext: u64) {
    if plaintext > 0 {
        let count = text::count(plaintext, "value");
        output.warning(&format!("{count} stored as plaintext; a rotation does not change that: set them again."));
    }
}

/// Reports how many values in the data of flows a rotation leaves unchanged.
pub(crate) fn note_flows(output: &Output, in_flows: u64) {
    if in_flows > 0 {
        let count = text::count(in_flows, "value");
        output.note(&format!(
            "{count} in the data of flows look encrypted; they belong to the flows, and a rotation leaves them unchanged."
        ));
    }
}

/// Lists the secrets that cannot be decrypted.
pub(crate) fn print_undecryptable(output: &Output, lines: &[String]) -> Result<()> {
    lines.iter().try_for_each(|line| output.sentence(&format!("  cannot be decrypted: {line}")))
}

/// The values that cannot be decrypted, as JSON.
pub(crate) fn undecryptable_json(stats: &DecryptStats) -> Vec<Value> {
    let json = |value: &UndecryptableValue| {
        let place = value.place;
        json!({"table": place.table(), "id": place.id(), "column": place.column(), "reason": value.reason})
    };
    stats.unreadable.iter().map(json).collect()
}
