//! The settings with their values and sources, and the findings of the doctor.

mod actions;
mod view;

use std::convert::Infallible;

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
    rows: Vec<ShownSetting>,
    chosen: usize,
    doctor: Doctor,
    scroll: Scroll,
}

impl SettingsScreen {
    /// Moves by rows.
    fn move_by(&mut self, rows: isize) {
        match self.doctor {
            Doctor::Closed => self.chosen = self.chosen.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1)),
            Doctor::Running | Doctor::Found(..) => self.scroll.scroll_by(rows),
        }
    }
}

impl Screen for SettingsScreen {
    type Action = Action;
    /// It opens no overlay with a choice.
    type Choice = Infallible;
    type Job = Job;

    const ROUTE: Route = Route::Settings;

    fn new(_env: &Env<'_>) -> Self {
        Self { rows: Vec::new(), chosen: 0, doctor: Doctor::Closed, scroll: Scroll::default() }
    }

    fn load(&mut self, cx: &mut Context<'_, Job, Infallible>) {
        cx.query(Job::List);
        cx.request(Request::ReadSession);
    }

    fn disabled(&self, action: Action, _env: &Env<'_>) -> Option<Reason> {
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
                self.rows = rows;
                self.move_by(0);
            }
            // The user may have gone back to the settings meanwhile.
            Reply::Examined(findings) => {
                if matches!(self.doctor, Doctor::Running) {
                    self.doctor = Doctor::Found(cx.env.now, findings);
                }
            }
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env<'_>) -> Option<Error> {
        if matches!((slot, &self.doctor), (Slot::LookUp(_), Doctor::Running)) {
            self.doctor = Doctor::Closed;
        }
        Some(error)
    }

    fn go(&mut self, by: Move, _cx: &mut Context<'_, Job, Infallible>) {
        self.move_by(by.rows());
    }

    fn back(&mut self, _cx: &mut Context<'_, Job, Infallible>) {
        self.doctor = Doctor::Closed;
    }
}
