//! What one user owns, transferred to another: the question before, which shows what changes owner, name and what stays,
//! and the list afterwards.

use super::App;
use crate::model::User;
use crate::service::ownership::{RenamedKind, Transferred};
use crate::text;
use crate::tui::effect::{Effect, Job};
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::facts::Facts;
use crate::tui::overlays::{Next, Overlay};

/// How many names a question shows.
const SHOWN: usize = 4;

impl App {
    /// Asks before anything changes owner.
    pub(super) fn ask_to_transfer(&mut self, from: User, to: User, plan: &Transferred) -> Vec<Effect> {
        self.close_form();
        let [from_name, to_name] = [&from, &to].map(|user| text::clean(&user.username).into_owned());
        if !plan.is_any() {
            self.say(format!("\"{from_name}\" owns nothing that could be transferred."), false);
            return Vec::new();
        }
        let mut text = vec![format!("Transfer {plan} of \"{from_name}\" to \"{to_name}\"? API keys stay.")];
        let named = plan.renamed.iter().map(|one| format!("{} \"{}\" becomes \"{}\"", one.kind.name(), one.from, one.to));
        text.extend(some_of("Renamed", named.collect()));
        if plan.renamed.iter().any(|one| one.kind == RenamedKind::Variable) {
            text.push(format!("Flows that use such a variable's name read the one of \"{to_name}\" afterwards."));
        }
        text.extend(some_of("Uploaded files that stay", plan.files_left.clone()));
        let next = Next::Job(Job::Transfer { from: Box::new(from), to: Box::new(to) });
        let confirm = Confirm::new("Transfer ownership", text.join("\n"), "Transfer", next).dangerous();
        self.open(Overlay::Confirm(confirm))
    }

    /// Says what changed owner; what was renamed or stayed is listed.
    pub(super) fn transferred(&mut self, from: &User, to: &User, done: &Transferred) {
        self.say(format!("Transferred {done} of \"{}\" to \"{}\".", from.username, to.username), true);
        if done.renamed.is_empty() && done.files_left.is_empty() {
            return;
        }
        let renamed =
            done.renamed.iter().map(|one| (format!("Renamed {}", one.kind.name()), format!("{} → {}", one.from, one.to)));
        let left = done.files_left.iter().map(|file| ("File left".to_owned(), file.clone()));
        let cleaned = |(name, value): (String, String)| (name, text::clean(&value).into_owned());
        self.overlays.push(Overlay::Facts(Facts::new("Transferred", renamed.chain(left).map(cleaned).collect())));
    }
}

/// A line that names the first of several; none if there are none.
fn some_of(what: &str, mut names: Vec<String>) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let rest = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    let more = if rest > 0 { format!(", and {rest} more") } else { String::new() };
    Some(format!("{what}: {}{more}.", text::clean(&names.join(", "))))
}
