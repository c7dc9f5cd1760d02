//! Adopting the active key: the plan, the choice about undecryptable secrets, and the question.

use super::actions::{AdoptionPlan, Choice, Job};
use crate::tui::screen::prelude::*;

impl AdoptionPlan {
    fn undecryptable(&self) -> u64 {
        self.adoption.stats.unreadable.len() as u64
    }

    /// The key that the database has now.
    fn previous(&self) -> String {
        let previous = self.adoption.previous.as_ref();
        previous.map_or_else(|| "none recorded".to_owned(), |key| format!("{} (from {})", key.fingerprint, key.origin))
    }

    /// Describes it.
    pub(super) fn write(&self, text: &mut Text, theme: &Theme) {
        let stats = &self.adoption.stats;
        text.paragraph("a Adopt · Esc Discard this plan", theme.accent);
        text.blank_line();
        text.fact("New key", format!("{}, the active key", self.adoption.fingerprint), theme.text);
        text.fact("Previous key", self.previous(), theme.text);
        text.fact("Secrets", grouped(stats.total), theme.text);
        text.fact("Active key", grouped(stats.current), theme.text);
        text.fact("Fallback keys", grouped(stats.fallback_total()), theme.text);
        text.fact("Plaintext", grouped(stats.plaintext), theme.text);
        let undecryptable = self.undecryptable();
        let style = if undecryptable > 0 { theme.danger } else { theme.text };
        text.fact("Undecryptable", grouped(undecryptable), style);
        text.blank_line();
        if undecryptable == 0 {
            return text.paragraph("✓ Every secret stays readable.", theme.ok);
        }
        text.paragraph("These stay undecryptable until they are set again or deleted:", theme.danger);
        for secret in &self.named {
            text.paragraph(format!("· {secret}"), theme.text);
        }
        let more = undecryptable.saturating_sub(self.named.len() as u64);
        if more > 0 {
            text.paragraph(format!("… and {}: `kozmoai key check` lists them all.", grouped(more)), theme.dim);
        }
    }

    /// Asks for what has to be agreed to first: the form about undecryptable secrets if there are any, else the question.
    pub(super) fn ask(&self) -> Overlay<Choice> {
        if self.undecryptable() == 0 {
            return self.confirm(false);
        }
        let allow = FormField::checkbox("Allow undecryptable", false).required(self.refusal());
        let form = Form::new([allow], ["Cancel", "Continue"], |_| Choice::AskToAdopt);
        let form =
            form.note("Secrets that cannot be decrypted stay unchanged. You can set them again or delete them afterwards.");
        Overlay::Form(FormOverlay::new("Adopt the active key", form).small())
    }

    /// Why the box has to be checked.
    fn refusal(&self) -> String {
        let secrets = count(self.undecryptable(), "secret");
        format!("{secrets} cannot be decrypted. Allow that, or add their keys to KOZMOAI_SECRET_KEY_FALLBACKS first.")
    }

    /// Asks before the change, with what it means.
    pub(super) fn confirm(&self, allow: bool) -> Overlay<Choice> {
        let new = &self.adoption.fingerprint;
        let previous = self.adoption.previous.as_ref().map(|key| format!(" instead of {}", key.fingerprint)).unwrap_or_default();
        let lost = match self.undecryptable() {
            0 => String::new(),
            secrets => format!(" {} cannot be decrypted and must be set again.", count(secrets, "secret")),
        };
        let question = format!("Make {new} the key of this database{previous}?{lost} Every Kozmoai server on it needs this key.");
        let question = Confirm::new("Adopt the active key", question, "Adopt").dangerous();
        Overlay::Confirm(question, Choice::Run(Job::Adopt { allow }))
    }
}
