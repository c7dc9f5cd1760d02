//! The settings with their values and sources, and the findings of the doctor.

mod actions;
mod view;

pub use self::actions::{Action, Job, Reply};
use crate::config::ShownSetting;
use crate::service::doctor::Finding;
use crate::tui::screen::prelude::*;

/// The state of the doctor.
#[derive(Debug)]
enum Doctor {
    Closed,
    Running,
    Found(Timestamp, Vec<Finding>),
}

/// The settings screen.
#[derive(Debug)]
pub struct SettingsScreen {
    list: List<ShownSetting>,
    /// The setting to show once they are read.
    wanted: Option<&'static str>,
    doctor: Doctor,
    scroll: Scroll,
}

impl Row for ShownSetting {
    type Id = &'static str;
    /// All settings are read at once.
    type Key = ();
    type Filter = ();
    fn id(&self) -> &'static str {
        self.name
    }
    fn cursor_key(&self) {}
}

impl Screen for SettingsScreen {
    type Action = Action;
    /// It opens no overlay with a choice.
    type Choice = Infallible;
    type Job = Job;

    const ROUTE: Route = Route::Settings;

    fn new(_env: &Env) -> Self {
        Self { list: List::default(), wanted: None, doctor: Doctor::Closed, scroll: Scroll::default() }
    }

    fn load(&mut self, cx: &mut Context<'_, Job, Infallible>) {
        cx.query(Job::List);
        cx.request(Request::ReadSession);
    }

    fn disabled(&self, action: Action, _env: &Env) -> Option<Reason> {
        match action {
            Action::Examine => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Context<'_, Job, Infallible>) {
        match action {
            Action::Examine => {
                (self.doctor, self.scroll) = (Doctor::Running, Scroll::default());
                cx.look_up(Job::Examine);
            }
        }
    }

    fn choose(&mut self, choice: Infallible, _cx: &mut Context<'_, Job, Infallible>) {
        match choice {}
    }

    fn reply(&mut self, reply: Reply, cx: &mut Context<'_, Job, Infallible>) {
        match reply {
            Reply::Listed(rows) => {
                self.list.take(&Cursor::FIRST, Page { rows, total: None });
                if let Some(name) = self.wanted.take() {
                    self.list.move_to(name);
                }
            }
            // The user may have gone back to the settings meanwhile.
            Reply::Examined(findings) => {
                if matches!(self.doctor, Doctor::Running) {
                    self.doctor = Doctor::Found(cx.env.now, findings);
                }
            }
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if matches!((slot, &self.doctor), (Slot::LookUp(_), Doctor::Running)) {
            self.doctor = Doctor::Closed;
        }
        Some(error)
    }

    fn go(&mut self, by: Move, _cx: &mut Context<'_, Job, Infallible>) {
        match self.doctor {
            Doctor::Closed => _ = self.list.move_by(by),
            Doctor::Running | Doctor::Found(..) => self.scroll.scroll_by(by.rows()),
        }
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Context<'_, Job, Infallible>) -> Option<KeyEvent> {
        match (&self.doctor, pointer.gesture) {
            (Doctor::Closed, _) => return matches!(self.list.point(pointer), Pointed::Opened).then_some(ENTER),
            (Doctor::Running | Doctor::Found(..), Gesture::Wheel(rows)) => self.go(Move::By(rows), cx),
            (Doctor::Running | Doctor::Found(..), Gesture::Click) => {}
        }
        None
    }

    fn show(&mut self, target: Target, cx: &mut Context<'_, Job, Infallible>) {
        match target {
            Target::Setting(name) => (self.doctor, self.wanted) = (Doctor::Closed, Some(name)),
            Target::Findings => self.act(Action::Examine, cx),
            Target::Users(_) | Target::Superusers | Target::FailedSignIns => {}
        }
    }

    fn back(&mut self, _cx: &mut Context<'_, Job, Infallible>) {
        self.doctor = Doctor::Closed;
    }
}
