//! The overview: what needs attention, worst first.

mod actions;
mod jobs;
mod view;

use std::convert::Infallible;

pub use self::actions::Action;
pub use self::jobs::{Job, Reply};
use crate::service::overview::Concern;
use crate::tui::screen::prelude::*;

type Cx<'a> = Context<'a, Job, Infallible>;

/// The overview.
#[derive(Debug, Default)]
pub struct OverviewScreen {
    /// The number of the current concern.
    current: usize,
}

impl OverviewScreen {
    /// The current concern.
    fn current<'a>(&self, env: &'a Env) -> Option<&'a Concern> {
        let concerns = &env.attention.as_ref()?.concerns;
        concerns.get(self.current.min(concerns.len().saturating_sub(1)))
    }
}

impl Screen for OverviewScreen {
    type Action = Action;
    /// It opens no overlay with a choice.
    type Choice = Infallible;
    type Job = Job;

    const ROUTE: Route = Route::Overview;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        cx.query(Job::Read);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        match action {
            Action::Fix => self.current(env).is_none().then_some("nothing needs attention".into()),
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Fix => {
                if let Some(concern) = self.current(cx.env) {
                    cx.request(Request::Fix(concern.fixed_by()));
                }
            }
        }
    }

    fn choose(&mut self, choice: Infallible, _cx: &mut Cx<'_>) {
        match choice {}
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Read(attention) => cx.request(Request::Attend(attention)),
        }
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        let concerns = cx.env.attention.as_ref().map_or(0, |attention| attention.concerns.len());
        self.current = self.current.saturating_add_signed(by.rows()).min(concerns.saturating_sub(1));
    }
}
