//! The screens. Each keeps what it shows, takes keys that are its own, and draws itself; none knows another.

pub mod account;
pub mod api_keys;
pub mod audit;
pub mod kept;
pub mod login;
pub mod rotation;
pub mod secret_key;
pub mod settings;
pub mod users;
pub mod variables;

use crate::model::Timestamp;
use crate::service::rotation::Unfinished;
use crate::service::rotation::tally::Unreadable;
use crate::text::count;
use crate::tui::theme::Theme;
use crate::tui::widgets::text::Text;

/// The most values listed; the commands list them all.
const MOST_LISTED: usize = 500;

/// A moment as lists show it: UTC, to the minute.
pub fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// The same to the second, with its zone.
pub fn exact_moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// What is known of a rotation that was begun and not ended.
fn tell_unfinished(text: &mut Text, rotation: &Unfinished, theme: &Theme) {
    let began = exact_moment(Some(rotation.started_at));
    let way = format!("it began at {began}, from {} to {}", rotation.old_fingerprint, rotation.new_fingerprint);
    if rotation.waits {
        let told = "Every value is under the new key, and the old one is kept for what others may still write under it. \
                    Once every Kozmoai has the new key, resume it: that ends it.";
        return text.words(format!("! A rotation waits: {way}. {told}"), theme.warning);
    }
    let stage = if rotation.reencrypted { "every value is under the new key" } else { "no value was changed yet" };
    let told = format!("! A rotation is unfinished: {way}; {stage}. Until it is ended, secrets can't be read or changed.");
    text.words(told, theme.danger);
}

/// Values that no key opens, a line each.
fn list_unreadable(text: &mut Text, unreadable: &[Unreadable], theme: &Theme) {
    for value in unreadable.iter().take(MOST_LISTED) {
        text.words(value.to_string(), theme.text);
    }
    let more = unreadable.len().saturating_sub(MOST_LISTED) as u64;
    if more > 0 {
        text.words(format!("… and {} more: `kozmoai key check` lists them all.", count(more, "value")), theme.dim);
    }
}
