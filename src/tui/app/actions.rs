//! The actions that are available on the current screen, why some are currently disabled, and those of the app itself.

use super::registry::{ActionId, Choice, Routed, sections_of_screens};
use super::session::{Action as Own, Choice as OwnChoice};
use super::state::App;
use crate::model::User;
use crate::tui::action::{Access, Action, Section};
use crate::tui::effect::Slot;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::help::{Entry, Help};
use crate::tui::overlays::menu::{Item, Menu};
use crate::tui::route::Route;
use crate::tui::screen::{Reason, Tone};

/// The table of all actions, in the order of the help and the footer.
pub fn sections() -> Vec<Section<ActionId>> {
    let everywhere = Section::new("Everywhere", &[], ActionId::App);
    sections_of_screens().into_iter().filter(|section| !section.actions.is_empty()).chain([everywhere]).collect()
}

/// The key sheet: all actions with their keys, as a Markdown table.
pub fn key_sheet() -> String {
    let mut sheet = String::from("| Screen | Key | Action | Command |\n|---|---|---|---|\n");
    for section in sections() {
        for action in section.actions {
            let keys: Vec<String> = action.keys.iter().map(|key| format!("`{key}`")).collect();
            let command = action.command.unwrap_or("");
            sheet.push_str(&format!("| {} | {} | {} | {command} |\n", section.heading, keys.join(" "), action.title));
        }
    }
    sheet
}

impl App {
    /// The actions of the current screen that the signed-in user may use.
    pub(super) fn available_actions(&self) -> impl Iterator<Item = &Action<ActionId>> {
        let is_superuser = self.user().is_some_and(User::is_active_superuser);
        let sections = self.sections.iter().filter(|section| self.user().is_some() && section.covers(self.route));
        sections.flat_map(|section| &section.actions).filter(move |action| is_superuser || !action.superuser)
    }

    /// Why an action is disabled, as a clause; none if it is enabled.
    pub(super) fn why_disabled(&self, action: &Action<ActionId>) -> Option<Reason> {
        let (info, env) = (&self.shared.info, self.shared.env());
        match (action.access, &info.unrecorded) {
            (Access::Change | Access::AuditedRead, None) if info.read_only => {
                return Some("the console is read-only".into());
            }
            (Access::Change, Some(_)) if info.read_only => return Some("the database is read-only".into()),
            // Values can still be read, with a warning that it is not recorded.
            (Access::Read | Access::AuditedRead | Access::Change, _) => {}
        }
        match self.screens.disabled(action.id, &env) {
            Routed::Screen(why) => why,
            Routed::App(Own::Undo) => self.undo.is_none().then_some("there is nothing to undo".into()),
            Routed::App(Own::SignOut) => {
                env.task_in_progress().or_else(|| env.is_auto_login().then_some("you are signed in by auto login".into()))
            }
            Routed::App(
                Own::GoToUsers
                | Own::GoToVariables
                | Own::GoToApiKeys
                | Own::GoToSecretKey
                | Own::GoToAudit
                | Own::GoToSettings
                | Own::GoToAccount
                | Own::Refresh
                | Own::Palette
                | Own::Help
                | Own::Quit,
            ) => None,
        }
    }

    /// Carries out an action if it is available and enabled.
    pub(super) fn act(&mut self, id: ActionId) {
        let Some(action) = self.available_actions().find(|action| action.id == id) else { return };
        if let Some(why) = self.why_disabled(action) {
            let mut clause = why.chars();
            let first = clause.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            return self.say(Tone::Failed, format!("{first}{}.", clause.as_str()));
        }
        match self.screens.act(id, self.shared.env()) {
            Routed::Screen(requests) => self.carry_out(requests),
            Routed::App(action) => self.act_on_app(action),
        }
    }

    fn act_on_app(&mut self, action: Own) {
        match action {
            Own::Undo => {
                if let Some(job) = self.undo.take() {
                    self.run(Slot::Change, job);
                }
            }
            Own::GoToUsers => self.go(Route::Users),
            Own::GoToVariables => self.go(Route::Variables),
            Own::GoToApiKeys => self.go(Route::ApiKeys),
            Own::GoToSecretKey => self.go(Route::SecretKey),
            Own::GoToAudit => self.go(Route::Audit),
            Own::GoToSettings => self.go(Route::Settings),
            Own::GoToAccount => self.go(Route::Account),
            Own::Refresh => self.load(),
            Own::SignOut => self.sign_out(),
            Own::Palette => self.open_palette(),
            Own::Help => self.open_help(),
            Own::Quit => self.quit(),
        }
    }

    fn open_palette(&mut self) {
        let item = |action: &Action<ActionId>| {
            let disabled = self.why_disabled(action).map(Reason::into_owned);
            let item = Item { title: action.title.to_owned(), aside: action.keys.join(" "), disabled };
            (item, Choice::App(OwnChoice::Act(action.id)))
        };
        let (items, choices) = self.available_actions().map(item).unzip();
        self.overlays.push(Overlay::Menu(Menu::new("Command palette", items), choices));
    }

    fn open_help(&mut self) {
        let entry = |action: &Action<ActionId>| {
            let disabled = self.why_disabled(action).map(Reason::into_owned);
            Entry { title: action.title, keys: action.keys.join(" "), disabled }
        };
        let entries = self.available_actions().map(entry).collect();
        self.overlays.push(Overlay::Help(Help::new(entries)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_on_each_screen() {
        let sections = sections();
        for route in sections.iter().flat_map(|section| section.routes) {
            let mut seen = BTreeSet::new();
            for action in sections.iter().filter(|section| section.covers(*route)).flat_map(|section| &section.actions) {
                for key in action.keys {
                    assert!(seen.insert(*key), "{key} on {route:?}");
                }
            }
        }
    }
}
