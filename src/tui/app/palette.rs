//! The command palette: its entries, and carrying out what belongs to another screen.

use super::registry::{ActionId, Choice, on_screen};
use super::{App, global};
use crate::config::TABLE;
use crate::model::{StatusFilter, User};
use crate::tui::action::{Access, Action, Section};
use crate::tui::effect::{Effect, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::palette::{Entry, Guard, Palette};
use crate::tui::route::Route;
use crate::tui::screen::{Reason, Screen, Target, Tone};

/// An entry of the palette, and what it means.
type Offered = (Entry, Choice);

/// What can be shown, besides whole screens: the title, other names, the screen and what it is.
const JUMPS: &[(&str, &[&str], Route, Target)] = &[
    ("Users pending approval", &["pending approvals", "approvals"], Route::Users, Target::Users(StatusFilter::Pending)),
    ("Deactivated users", &["deactivated"], Route::Users, Target::Users(StatusFilter::Deactivated)),
    ("Active users", &["active"], Route::Users, Target::Users(StatusFilter::Active)),
    ("Superusers", &["superusers"], Route::Users, Target::Superusers),
    ("Failed sign-ins", &["refused sign-ins"], Route::Audit, Target::FailedSignIns),
];

impl App {
    /// Opens the palette.
    pub(super) fn open_palette(&mut self) {
        let (entries, choices) = self.offered().into_iter().unzip();
        self.overlays.push(Overlay::Palette(Palette::new(entries), choices));
    }

    /// The actions of this screen, those of the app, places, and the actions of other screens.
    fn offered(&self) -> Vec<Offered> {
        let (here, elsewhere): (Vec<_>, Vec<_>) = self.sections.iter().partition(|section| section.covers(self.route));
        let of = |section: &Section<ActionId>, route| -> Vec<Offered> {
            section.actions.iter().filter_map(|action| self.entry(action, route)).collect()
        };
        let own = here.into_iter().flat_map(|section| of(section, None));
        let others = elsewhere.into_iter().filter_map(|section| Some(of(section, Some(self.route_of(section)?))));
        own.chain(self.jumps()).chain(others.flatten()).collect()
    }

    /// The screen to go to for the actions of a section, if the user may open it.
    fn route_of(&self, section: &Section<ActionId>) -> Option<Route> {
        section.routes.iter().copied().find(|route| self.user().is_some() && route.admits(self.user()))
    }

    /// The entry of an action that the user may carry out; on another screen, only what concerns every screen disables it yet.
    fn entry(&self, action: &Action<ActionId>, elsewhere: Option<Route>) -> Option<Offered> {
        let is_superuser = self.user().is_some_and(User::is_active_superuser);
        if action.superuser && !is_superuser || matches!(action.id, ActionId::App(global::Action::Palette)) {
            return None;
        }
        let why = if elsewhere.is_some() { self.why_refused(action.access) } else { self.why_disabled(action) };
        let leads_to = if let ActionId::App(action) = action.id { action.route() } else { None };
        let place = leads_to.and_then(|_| action.title.strip_prefix("Go to "));
        let commands = action.command.into_iter().flat_map(|commands| commands.split(", "));
        let guard = match (action.access, action.destructive) {
            (Access::AuditedRead, _) => Guard::Secret,
            (Access::Read | Access::Change, true) => Guard::Destructive,
            (Access::Read | Access::Change, false) => Guard::None,
        };
        let entry = Entry {
            title: action.title.to_owned(),
            aliases: place.into_iter().chain(leads_to.map(Route::title)).chain(commands).collect(),
            place: elsewhere.map(Route::title),
            keys: action.keys.join(" "),
            guard,
            disabled: why.map(Reason::into_owned),
        };
        Some((entry, Choice::App(global::Choice::Act(action.id))))
    }

    /// The places that the user may go to.
    fn jumps(&self) -> impl Iterator<Item = Offered> {
        let jump = |title: String, aliases: Vec<&'static str>, route, target| {
            let entry = Entry { title, aliases, place: Some(Route::title(route)), ..Entry::default() };
            (entry, Choice::App(global::Choice::Jump(global::Jump { route, target })))
        };
        let named = JUMPS
            .iter()
            .map(move |(title, names, route, target)| (*route, jump((*title).to_owned(), names.to_vec(), *route, *target)));
        let settings = TABLE.iter().map(move |setting| {
            let title = format!("Setting {}", setting.name);
            (Route::Settings, jump(title, vec![setting.name], Route::Settings, Target::Setting(setting.name)))
        });
        named.chain(settings).filter(|(route, _)| route.admits(self.user())).map(|(_, offered)| offered)
    }

    /// Goes to a screen, and shows something there.
    pub(super) fn jump(&mut self, global::Jump { route, target }: global::Jump) {
        self.go(route);
        if self.route == route {
            // This outdates the query that opening the screen started.
            on_screen!(self, self.route, |screen, cx| screen.show(target, cx));
        }
    }

    /// Carries out an action on its own screen, once that has its data.
    pub(super) fn act_anywhere(&mut self, id: ActionId) {
        if self.available_actions().any(|action| action.id == id) {
            return self.act(id);
        }
        let of_id = |section: &&Section<ActionId>| section.actions.iter().any(|action| action.id == id);
        let Some((section, route)) =
            self.sections.iter().find(of_id).and_then(|section| Some((section, self.route_of(section)?)))
        else {
            return;
        };
        let Some(action) = section.actions.iter().find(|action| action.id == id) else { return };
        let (access, title, key) = (action.access, action.title, action.keys.first().copied().unwrap_or_default());
        self.go(route);
        if self.route != route {
            return;
        }
        if access == Access::AuditedRead {
            // Whose secret it would be was not visible when the action was chosen.
            let action = title.split(" (").next().unwrap_or_default().to_lowercase();
            return self.say(Tone::Warning, format!("Choose a row first, then press {key} to {action}."));
        }
        let loads = |effect: &Effect<_>| matches!(effect, Effect::Run(ticket, ..) if ticket.slot == Slot::Load(route));
        if self.effects.iter().any(loads) {
            self.planned = Some((route, id));
            // A key before the data is there cancels it.
            self.typed_since = false;
        } else {
            self.act(id);
        }
    }

    /// Carries out the action that waits for the data of this screen.
    pub(super) fn act_as_planned(&mut self, loaded: Route) {
        if let Some((route, id)) = self.planned.take_if(|(route, _)| *route == loaded)
            && self.route == route
            && !self.is_locked()
        {
            self.act(id);
        }
    }
}
