//! Keys, pasted text and the mouse wheel. They go to the topmost overlay, else to the screen, else to the table of actions.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::App;
use crate::tui::action::{self, Id};
use crate::tui::effect::{Effect, Slot};
use crate::tui::overlays::{Event, Overlay};
use crate::tui::route::Route;
use crate::tui::screens::login::SignInEvent;
use crate::tui::screens::rotation::RotationEvent;
use crate::tui::widgets::list::Move;
use crate::tui::widgets::search::Search;

impl App {
    pub(super) fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('z') if control => return vec![Effect::Suspend],
            KeyCode::Char('c') if control => return self.quit(),
            _ => {}
        }
        if let Some(lock) = &mut self.lock {
            return match lock.key(key) {
                Event::Wait(job) => self.ask(Slot::Act, job),
                Event::CloseAnd(next) => self.follow(next),
                Event::Handled | Event::Close | Event::Stay(_) => Vec::new(),
            };
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let event = overlay.key(key);
            return self.overlay_event(event);
        }
        if self.session.is_none() {
            return match self.sign_in.key(key, self.now) {
                SignInEvent::Taken => Vec::new(),
                SignInEvent::Ask(job) => self.ask(Slot::Act, job),
                SignInEvent::Leave => self.quit(),
            };
        }
        if let Some(search) = self.search() {
            return if search.key(key) { self.searched() } else { Vec::new() };
        }
        if self.route == Route::Rotation {
            match self.rotation.key(key) {
                RotationEvent::Ignored => {}
                event => return self.rotation_event(event),
            }
        }
        if let Some(by) = self.movement(key) {
            return self.move_by(by);
        }
        if key.code == KeyCode::Esc {
            return self.back();
        }
        action::of_key(key, self.scope()).map_or_else(Vec::new, |id| self.act(id))
    }

    /// The search field that has the focus, if any.
    fn search(&mut self) -> Option<&mut Search> {
        let search = match self.route {
            Route::Users => self.users.search(),
            Route::Variables => self.variables.search(),
            _ => return None,
        };
        search.is_typing().then_some(search)
    }

    /// Runs the search for the changed text.
    fn searched(&mut self) -> Vec<Effect> {
        match self.route {
            Route::Variables => {
                let job = self.variables.searched();
                self.ask(Slot::Variables, job)
            }
            _ => {
                let job = self.users.searched();
                self.ask(Slot::Users, job)
            }
        }
    }

    /// Handles Esc: clears the selection, then filters; it never quits.
    fn back(&mut self) -> Vec<Effect> {
        if self.route == Route::Users && self.users.list.selected_count() > 0 {
            self.users.list.clear_selection();
        } else if self.route == Route::Users && *self.users.filter() != crate::model::UserFilter::default() {
            return self.act(Id::ClearSearch);
        } else if self.route == Route::SecretKey && self.secret_key.is_checking() {
            return self.cancel_long();
        } else if self.route == Route::Settings && self.settings.back() {
            return Vec::new();
        } else if self.route == Route::Audit && self.audit.filtered_by().is_some() {
            let job = self.audit.filter(None);
            return self.ask(Slot::Audit, job);
        } else if self.route == Route::Variables && self.variables.search().clear() {
            return self.searched();
        } else if (self.route == Route::Variables && self.variables.owned.is_filtered())
            || (self.route == Route::ApiKeys && self.api_keys.owned.is_filtered())
        {
            return self.filter_by_owner(None);
        }
        Vec::new()
    }

    fn movement(&self, key: KeyEvent) -> Option<Move> {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return match key.code {
                KeyCode::Char('d') => Some(Move::By(self.page / 2)),
                KeyCode::Char('u') => Some(Move::By(-self.page / 2)),
                _ => None,
            };
        }
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => Some(Move::By(1)),
            KeyCode::Up | KeyCode::Char('k') => Some(Move::By(-1)),
            KeyCode::PageDown => Some(Move::By(self.page)),
            KeyCode::PageUp => Some(Move::By(-self.page)),
            KeyCode::Home | KeyCode::Char('g') => Some(Move::First),
            KeyCode::End | KeyCode::Char('G') => Some(Move::Last),
            _ => None,
        }
    }

    fn move_by(&mut self, by: Move) -> Vec<Effect> {
        match self.route {
            Route::Users => {
                let job = self.users.go(by);
                job.map_or_else(Vec::new, |job| self.ask(Slot::Users, job))
            }
            Route::Variables => {
                let job = self.variables.go(by);
                job.map_or_else(Vec::new, |job| self.ask(Slot::Variables, job))
            }
            Route::ApiKeys => {
                let job = self.api_keys.go(by);
                job.map_or_else(Vec::new, |job| self.ask(Slot::ApiKeys, job))
            }
            Route::Audit => {
                let job = self.audit.go(by);
                job.map_or_else(Vec::new, |job| self.ask(Slot::Audit, job))
            }
            Route::SecretKey | Route::Rotation | Route::Settings => {
                let rows = match by {
                    Move::By(rows) => rows,
                    Move::First => isize::MIN,
                    Move::Last => isize::MAX,
                };
                match self.route {
                    Route::SecretKey => self.secret_key.scroll.by(rows),
                    Route::Rotation => self.rotation.scroll.by(rows),
                    _ => self.settings.go(rows),
                }
                Vec::new()
            }
            Route::Account | Route::FirstRun | Route::Login => Vec::new(),
        }
    }

    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Some(lock) = &mut self.lock {
            lock.paste(text);
        } else if let Some(overlay) = self.overlays.last_mut() {
            overlay.paste(text);
        } else if self.session.is_none() {
            self.sign_in.paste(text);
        } else if let Some(search) = self.search() {
            search.paste(text);
            return self.searched();
        } else if self.route == Route::Rotation {
            self.rotation.paste(text);
        }
        Vec::new()
    }

    pub(super) fn wheel(&mut self, rows: isize) -> Vec<Effect> {
        if self.overlays.is_empty() && self.lock.is_none() && self.session.is_some() {
            self.move_by(Move::By(rows))
        } else {
            Vec::new()
        }
    }

    pub(super) fn overlay_event(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Handled => Vec::new(),
            Event::Close => {
                self.overlays.pop();
                Vec::new()
            }
            Event::CloseAnd(next) => {
                self.overlays.pop();
                self.follow(next)
            }
            Event::Stay(next) => self.follow(next),
            Event::Wait(job) => self.ask(Slot::Act, job),
        }
    }

    pub(super) fn quit(&mut self) -> Vec<Effect> {
        use crate::tui::overlays::{Next, confirm::Confirm};
        let asked = matches!(self.overlays.last(), Some(Overlay::Confirm(_)));
        if (self.acting == 0 && !self.is_rotating()) || asked {
            return vec![Effect::Quit];
        }
        let text = if self.is_rotating() {
            "Interrupt the rotation and quit? During check and backup nothing has been changed yet; later it can be resumed or rolled back. No data is lost."
        } else {
            "Quit? An operation is still running. It will finish, but you won't see its result."
        };
        self.overlays.push(Overlay::Confirm(Confirm::new("Quit", text, "Quit", Next::Quit)));
        Vec::new()
    }
}
