//! Keys, pasted text and the mouse. They go to the topmost overlay, else to the screen, else to the table of actions.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::places::{Layers, Place};
use super::registry::{Choice, Job, on_screen};
use super::{App, global};
use crate::tui::action;
use crate::tui::effect::{Effect, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::event::Event;
use crate::tui::screen::{Screen, Tone};
use crate::tui::widgets::list::Move;
use crate::tui::widgets::pointer::{Gesture, Pointer};

impl App {
    pub(super) fn key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('z') if control => return self.effects.push(Effect::Suspend),
            KeyCode::Char('c') if control => return self.quit(),
            _ => {}
        }
        if self.is_locked() {
            return self.key_while_locked(key);
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let event = overlay.key(key);
            return self.overlay_event(event);
        }
        self.planned = None;
        if on_screen!(self, self.route, |screen, cx| screen.key(key, cx)) {
            return;
        }
        if let Some(by) = self.movement(key) {
            on_screen!(self, self.route, |screen, cx| screen.go(by, cx));
        } else if key.code == KeyCode::Esc {
            on_screen!(self, self.route, |screen, cx| screen.back(cx));
        } else if let Some(id) = action::of_key(&self.sections, key, self.route) {
            self.act(id);
        }
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

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(lock) = &mut self.lock {
            if self.lock_wait.is_none() {
                lock.paste(text);
            }
        } else if let Some(overlay) = self.overlays.last_mut() {
            overlay.paste(text);
        } else {
            on_screen!(self, self.route, |screen, cx| screen.paste(text, cx));
        }
    }

    /// Handles the mouse. What was opened or closed since the last drawing is not what the user sees.
    pub(super) fn point(&mut self, pointer: Pointer) {
        if self.seen != Some(self.layers()) {
            return;
        }
        if pointer.gesture == Gesture::Click {
            self.toast = self.toast.take().filter(|toast| toast.tone == Tone::Done);
        }
        // Nothing covers the last line.
        if let Some(Place::Key(key)) = self.hits.clicked(pointer) {
            return self.key(key);
        }
        if let Some(lock) = &mut self.lock {
            if self.lock_wait.is_some() {
                return;
            }
            let event = lock.point(pointer);
            return self.lock_event(event, true);
        }
        if let Some(overlay) = self.overlays.last_mut() {
            let event = overlay.point(pointer);
            return self.overlay_event(event);
        }
        self.planned = None;
        match self.hits.clicked(pointer) {
            Some(Place::Tab(route)) => self.go(route),
            Some(Place::Concern(kind, by)) => {
                self.go_to_fix(by);
                self.attended = Some(kind);
            }
            Some(Place::Action(id)) => self.act(id),
            Some(Place::Message) => self.toast = None,
            Some(Place::Key(_)) | None => {
                if let Some(key) = on_screen!(self, self.route, |screen, cx| screen.point(pointer, cx)) {
                    self.key(key);
                }
            }
        }
    }

    /// What is shown: the screen, the number of overlays, and whether the lock is in front of them.
    pub(super) const fn layers(&self) -> Layers {
        (self.route, self.overlays.len(), self.lock.is_some())
    }

    pub(super) fn lock_event(&mut self, event: Event<Choice>, may_sign_out: bool) {
        match event {
            Event::Wait(choice) | Event::CloseAnd(choice) | Event::Stay(choice) => self.choose(choice),
            Event::Close if may_sign_out => self.sign_out(),
            Event::Close | Event::Handled | Event::Copy(_) | Event::GeneratePassword => {}
        }
    }

    fn overlay_event(&mut self, event: Event<Choice>) {
        match event {
            Event::Handled => {}
            Event::Close => drop(self.overlays.pop()),
            Event::CloseAnd(choice) => {
                self.overlays.pop();
                self.choose(choice);
            }
            Event::Stay(choice) | Event::Wait(choice) => self.choose(choice),
            Event::Copy(secret) => self.copy(secret),
            Event::GeneratePassword => self.run(Slot::Change, Job::App(global::Job::GeneratePassword)),
        }
    }

    pub(super) fn quit(&mut self) {
        let is_asked = matches!(self.overlays.last(), Some(Overlay::Confirm(_, Choice::App(global::Choice::Quit))));
        let Some(text) = self.meaning_of_quitting().filter(|_| !is_asked) else { return self.effects.push(Effect::Quit) };
        self.overlays.push(Overlay::Confirm(Confirm::new("Quit", text, "Quit"), Choice::App(global::Choice::Quit)));
    }
}
