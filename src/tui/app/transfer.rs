//! The transfer of ownership: the question before it, with everything that changes owner or name or stays, and the list after
//! it.

use super::App;
use crate::model::User;
use crate::service::ownership::{RenamedKind, Transferred};
use crate::text;
use crate::tui::effect::{Effect, Job};
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::overlays::{Next, Overlay};

/// The number of names that a question shows.
const SHOWN: usize = 4;

impl App {
    /// Asks for confirmation.
    pub(super) fn ask_to_transfer(&mut self, from: User, to: User, plan: &Transferred) -> Vec<Effect> {
        self.close_form();
        let [from_name, to_name] = [&from, &to].map(|user| text::clean(&user.username).into_owned());
        if !plan.is_any() {
            self.say(format!("\"{from_name}\" owns nothing that can be transferred."), false);
            return Vec::new();
        }
        let mut text = vec![format!("Transfer {plan} from \"{from_name}\" to \"{to_name}\"? API keys are not transferred.")];
        let named = plan.renamed.iter().map(|one| format!("{} \"{}\" becomes \"{}\"", one.kind.name(), one.from, one.to));
        text.extend(some_of("Renamed", named.collect()));
        if plan.renamed.iter().any(|one| one.kind == RenamedKind::Variable) {
            text.push(format!("Flows that use the name of a renamed variable then read the one that \"{to_name}\" already has."));
        }
        text.extend(some_of("Uploaded files that are not transferred", plan.files_left.clone()));
        let next = Next::Job(Job::Transfer { from: Box::new(from), to: Box::new(to) });
        let confirm = Confirm::new("Transfer ownership", text.join("\n"), "Transfer", next).dangerous();
        self.open(Overlay::Confirm(confirm))
    }

    /// Reports the transfer, and lists everything that was renamed or not transferred.
    pub(super) fn transferred(&mut self, from: &User, to: &User, done: &Transferred) {
        self.say(format!("Transferred {done} from \"{}\" to \"{}\"", from.username, to.username), true);
        if done.renamed.is_empty() && done.files_left.is_empty() {
            return;
        }
        let renamed =
            done.renamed.iter().map(|one| (format!("Renamed {}", one.kind.name()), format!("{} → {}", one.from, one.to)));
        let left = done.files_left.iter().map(|file| ("Not transferred".to_owned(), file.clone()));
        let cleaned = |(name, value): (String, String)| (name, text::clean(&value).into_owned());
        self.overlays.push(Overlay::Details(DetailsOverlay::new("Transferred", renamed.chain(left).map(cleaned).collect())));
    }
}

/// A line with the first of several names; none if there are none.
fn some_of(what: &str, mut names: Vec<String>) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let rest = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    Some(format!("{what}: {}{more}.", text::clean(&names.join(", "))))
}
