//! The actions that are available on the current screen, why some are currently disabled, and those of the app itself.

use super::registry::{ActionId, Choice, Routed, sections};
use super::{App, global};
use crate::model::User;
use crate::tui::action::{Access, Action, Group};
use crate::tui::effect::Slot;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::help::{HelpGroup, HelpOverlay};
use crate::tui::overlays::menu::Item;
use crate::tui::route::Route;
use crate::tui::screen::{Reason, Tone};

/// The keys that move through rows and texts, as `App::movement` reads them.
const MOVES: [(&str, &str); 5] = [
    ("↑ ↓ j k", "Move"),
    ("pgup pgdn", "Move by a page"),
    ("ctrl-u ctrl-d", "Move by half a page"),
    ("home end g G", "First and last"),
    ("esc", "Go back; never quits"),
];

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

    /// Why actions of this kind are disabled on every screen, as a clause.
    pub(super) fn why_refused(&self, access: Access) -> Option<Reason> {
        let info = &self.env.info;
        match (access, &info.unrecorded) {
            (Access::Change | Access::AuditedRead, None) if info.read_only => Some("the console is read-only".into()),
            (Access::Change, Some(_)) if info.read_only => Some("the database is read-only".into()),
            // Values can still be read, with a warning that it is not recorded.
            (Access::Read | Access::AuditedRead | Access::Change, _) => None,
        }
    }

    /// Why an action is disabled, as a clause; none if it is enabled.
    pub(super) fn why_disabled(&self, action: &Action<ActionId>) -> Option<Reason> {
        if let Some(why) = self.why_refused(action.access) {
            return Some(why);
        }
        let env = &self.env;
        match self.screens.disabled(action.id, env) {
            Routed::Screen(why) => why,
            Routed::App(global::Action::Undo) => self.undo.is_none().then_some("there is nothing to undo".into()),
            Routed::App(global::Action::ShowWork) => self.place_of_work().is_none().then_some("nothing is running".into()),
            Routed::App(global::Action::Attend) => self.why_not_attend(),
            Routed::App(global::Action::SignOut) => {
                env.task_in_progress().or_else(|| env.is_auto_login().then_some("you are signed in by auto login".into()))
            }
            Routed::App(
                global::Action::GoToOverview
                | global::Action::GoToUsers
                | global::Action::GoToVariables
                | global::Action::GoToApiKeys
                | global::Action::GoToSecretKey
                | global::Action::GoToAudit
                | global::Action::GoToSettings
                | global::Action::GoToAccount
                | global::Action::NextTab
                | global::Action::PreviousTab
                | global::Action::Refresh
                | global::Action::Palette
                | global::Action::Help
                | global::Action::Quit,
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
        match self.screens.act(id, &self.env) {
            Routed::Screen(requests) => self.carry_out(requests),
            Routed::App(action) => self.act_on_app(action),
        }
    }

    /// Undoes the last change, if there is one.
    pub(super) fn undo_last(&mut self) {
        if let Some((job, _)) = self.undo.take() {
            self.run(Slot::Change, job);
        }
    }

    fn act_on_app(&mut self, action: global::Action) {
        match action {
            global::Action::Undo => match &self.undo {
                Some((_, Some(question))) => {
                    self.overlays.push(Overlay::Confirm(question.clone(), Choice::App(global::Choice::Undo)));
                }
                Some((_, None)) | None => self.undo_last(),
            },
            global::Action::GoToOverview => self.go(Route::Overview),
            global::Action::GoToUsers => self.go(Route::Users),
            global::Action::GoToVariables => self.go(Route::Variables),
            global::Action::GoToApiKeys => self.go(Route::ApiKeys),
            global::Action::GoToSecretKey => self.go(Route::SecretKey),
            global::Action::GoToAudit => self.go(Route::Audit),
            global::Action::GoToSettings => self.go(Route::Settings),
            global::Action::GoToAccount => self.go(Route::Account),
            global::Action::ShowWork => {
                if let Some(route) = self.place_of_work() {
                    self.go(route);
                }
            }
            global::Action::NextTab => self.go_to_tab(1),
            global::Action::PreviousTab => self.go_to_tab(-1),
            global::Action::Attend => self.attend(),
            global::Action::Refresh => {
                self.load();
                self.read_attention();
            }
            global::Action::SignOut => self.sign_out(),
            global::Action::Palette => self.open_palette(),
            global::Action::Help => self.open_help(),
            global::Action::Quit => self.quit(),
        }
    }

    fn open_help(&mut self) {
        let item = |action: &Action<ActionId>| {
            let disabled = self.why_disabled(action).map(Reason::into_owned);
            let item = Item { title: action.title.to_owned(), detail: action.keys.join(" "), disabled };
            (item, Some(Choice::App(global::Choice::Act(action.id))))
        };
        let of = |group: Group| self.available_actions().filter(move |action| action.group == group);
        let is_own = |action: &&Action<ActionId>| !matches!(action.id, ActionId::App(_));
        let moves = MOVES.map(|(keys, title)| (Item { title: title.to_owned(), detail: keys.to_owned(), disabled: None }, None));
        let groups = [
            ("Navigation", moves.into_iter().chain(of(Group::Navigation).map(item)).collect()),
            (self.route.title(), of(Group::Screen).filter(is_own).map(item).collect()),
            ("Selection", of(Group::Selection).map(item).collect()),
            ("List", of(Group::List).map(item).collect()),
            ("Global", of(Group::Screen).filter(|action| !is_own(action)).map(item).collect()),
        ];
        let mut choices = Vec::new();
        let groups = groups.map(|(heading, shortcuts): (_, Vec<_>)| {
            let (items, meant): (Vec<_>, Vec<_>) = shortcuts.into_iter().unzip();
            choices.extend(meant);
            HelpGroup { heading, items }
        });
        self.overlays.push(Overlay::Help(HelpOverlay::new(groups), choices));
    }
}
